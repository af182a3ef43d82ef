import SourceText
import Testing

@Suite("JSON events")
struct JSONEventsTests {
    private func walk(_ text: String, depthLimit: Int = 200) -> (events: [String], problem: JSONProblem?) {
        let bytes = Array(text.utf8)
        var events = JSONEvents(bytes.indices, depthLimit: depthLimit)
        var result: [String] = []
        while true {
            let event = events.next(in: bytes.span)
            if event.kind == .end { return (result, nil) }
            if event.kind == .problem { return (result, events.problem) }
            result.append("\(event.kind) \(String(decoding: bytes[event.start..<event.end], as: UTF8.self))")
        }
    }

    @Test("follow the value in order, keys apart from strings")
    func order() {
        let (events, problem) = walk("{\"a\": [1, \"b\", {}, []], \"c\": null, \"d\": true}")
        #expect(problem == nil)
        #expect(
            events == [
                "beginObject {", "key \"a\"", "beginArray [", "number 1", "string \"b\"", "beginObject {",
                "endObject }",
                "beginArray [", "endArray ]", "endArray ]", "key \"c\"", "null null", "key \"d\"", "bool true",
                "endObject }",
            ])
    }

    @Test("accept a scalar as the whole text", arguments: ["1", "\"a\"", "true", "null", " \n 2 \n"])
    func scalars(_ text: String) { #expect(walk(text).problem == nil) }

    @Test(
        "stop where the order breaks",
        arguments: [
            ("", .emptyText, 0..<0), ("  ", .emptyText, 2..<2), ("[1,]", .trailingComma, 2..<3),
            ("{\"a\":1,}", .trailingComma, 6..<7), ("[,1]", .missingValue, 1..<2), ("[1 2]", .missingComma, 3..<4),
            ("{\"a\" 1}", .missingColon, 5..<6), ("{\"a\":}", .missingValue, 5..<6), ("{a:1}", .bareWord, 1..<2),
            ("{1:2}", .keyIsNoString, 1..<2), ("[1}", .wrongBracket, 2..<3), ("{\"a\":1]", .wrongBracket, 6..<7),
            ("[1", .unclosed, 2..<2), ("{\"a\":", .unclosed, 5..<5), ("{", .unclosed, 1..<1),
            ("{\"a\"", .missingColon, 4..<4),
            ("1 2", .extraText, 2..<3), ("{}{}", .extraText, 2..<3), ("]", .missingValue, 0..<1),
            ("[1,,2]", .missingValue, 3..<4),
            ("{\"a\":1 \"b\":2}", .missingComma, 7..<10), ("{,}", .keyIsNoString, 1..<2),
        ] as [(String, JSONProblem.Kind, Range<Int>)])
    func problems(_ text: String, _ kind: JSONProblem.Kind, _ range: Range<Int>) {
        #expect(walk(text).problem?.kind == kind)
        #expect(walk(text).problem?.range == range)
    }

    @Test("stop at the depth limit, however deep the text goes", arguments: ["[", "{\"a\":"])
    func depth(_ opening: String) {
        #expect(walk(String(repeating: opening, count: 1_000_000)).problem?.kind == .tooDeep)
        let fits = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(walk(fits).problem == nil)
        #expect(walk("[" + fits + "]").problem == JSONProblem(.tooDeep, 200..<201))
    }

    @Test("repeat the problem or the end when asked again")
    func repetition() {
        let bytes = Array("[1,]".utf8)
        var events = JSONEvents(bytes.indices, depthLimit: 200)
        for _ in 0..<5 { _ = events.next(in: bytes.span) }
        #expect(events.next(in: bytes.span).kind == .problem)
        var done = JSONEvents(1..<2, depthLimit: 200)
        #expect([JSONEvent.Kind.number, .end, .end].allSatisfy { done.next(in: bytes.span).kind == $0 })
    }
}
