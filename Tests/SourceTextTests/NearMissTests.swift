import SourceText
import Testing

@Suite("A near miss")
struct NearMissTests {
    @Test(
        "is found for a slip of the hand",
        arguments: [
            ("treshold", "threshold"), ("thresohld", "threshold"), ("threshhold", "threshold"),
            ("scrape-interval", "scrape_interval"), ("Owner", "owner"), ("ownr", "owner"), ("windwo", "window"),
        ])
    func slips(_ name: String, _ meant: String) {
        #expect(NearMiss.closest(to: name, among: ["owner", "scrape_interval", "threshold", "window"]) == meant)
    }

    @Test("is not invented for another word", arguments: ["", "zebra", "th", "id", "interval"])
    func strangers(_ name: String) {
        #expect(NearMiss.closest(to: name, among: ["owner", "scrape_interval", "threshold", "window"]) == nil)
    }

    @Test("is never the name itself, and does not depend on the order of the candidates")
    func stability() {
        #expect(NearMiss.closest(to: "abcd", among: ["abcd"]) == nil)
        let candidates = ["abce", "abcf", "abca"]
        #expect(NearMiss.closest(to: "abcd", among: candidates) == "abca")
        #expect(NearMiss.closest(to: "abcd", among: candidates.reversed()) == "abca")
    }

    @Test(
        "is measured in inserts, deletions, replacements and swaps",
        arguments: [
            ("", "", 5, 0), ("a", "", 5, 1), ("ab", "ba", 5, 1), ("kitten", "sitting", 5, 3), ("abc", "abc", 0, 0),
        ])
    func distance(_ left: String, _ right: String, _ limit: Int, _ expected: Int) {
        #expect(NearMiss.distance(Array(left.utf8), Array(right.utf8), atMost: limit) == expected)
        #expect(NearMiss.distance(Array(right.utf8), Array(left.utf8), atMost: limit) == expected)
    }

    @Test("beyond the limit is none")
    func limit() {
        #expect(NearMiss.distance(Array("kitten".utf8), Array("sitting".utf8), atMost: 2) == nil)
        #expect(NearMiss.distance(Array("a".utf8), Array("abcdef".utf8), atMost: 3) == nil)
    }
}
