import PromQL
import Testing

@Suite struct RegexTests {
    struct Whole: CustomTestStringConvertible, Sendable {
        let pattern: String
        let text: String
        let matches: Bool
        var dialect = RegexDialect.prometheus3
        var testDescription: String { "\(pattern) on \(text)" }
    }

    static let wholes: [Whole] = [
        Whole(pattern: "", text: "", matches: true),
        Whole(pattern: "", text: "a", matches: false),
        Whole(pattern: "api", text: "api", matches: true),
        Whole(pattern: "api", text: "api2", matches: false),
        Whole(pattern: "a|b|", text: "", matches: true),
        Whole(pattern: "5..", text: "503", matches: true),
        Whole(pattern: "https?", text: "http", matches: true),
        Whole(pattern: "50[0-4]", text: "505", matches: false),
        Whole(pattern: ".*", text: "a\nb", matches: true),
        Whole(pattern: ".*", text: "a\nb", matches: false, dialect: .prometheus2),
        Whole(pattern: "(?-s:.*)", text: "a\nb", matches: false),
        Whole(pattern: ".+", text: "", matches: false),
        Whole(pattern: "claude-.*", text: "claude-haiku-4-5", matches: true),
        Whole(pattern: "claude-.+", text: "claude-", matches: false),
        Whole(pattern: ".*-prod", text: "eu-prod", matches: true),
        Whole(pattern: ".*a.*a", text: "a", matches: false),
        Whole(pattern: ".*a.+a.*", text: "xaya", matches: true),
        Whole(pattern: ".*a.+a.*", text: "xaa", matches: false),
        Whole(pattern: "aa.*aa", text: "aaa", matches: false),
        Whole(pattern: "(.*)foo(.*)bar", text: "foofoobar", matches: true),
        Whole(pattern: "(?i)claude", text: "CLAUDE", matches: true),
        Whole(pattern: "(?i)straße", text: "STRAẞE", matches: true),
        Whole(pattern: "[^a]", text: "世", matches: true),
        Whole(pattern: "\\bfoo\\b.*", text: "foo bar", matches: true),
        Whole(pattern: "a$b", text: "a", matches: false),
        Whole(pattern: "(?m)a$\n^b", text: "a\nb", matches: true),
        Whole(pattern: "\u{E9}", text: "e\u{301}", matches: false),
        Whole(pattern: "(a{0}b)+", text: "bb", matches: true),
        Whole(pattern: "(|a)+", text: "aaa", matches: true),
    ]

    @Test(arguments: wholes) func `a matcher must match the whole value`(_ example: Whole) throws {
        let regex = try Regex(Array(example.pattern.utf8), as: .matcher, example.dialect)
        #expect(regex.matchesWhole(Array(example.text.utf8)) == example.matches)
    }

    @Test func `bytes that are no UTF-8 match as the replacement character`() throws {
        #expect(try Regex(Array(".".utf8)).matchesWhole([0xFF]))
        #expect(try Regex(Array("..".utf8)).matchesWhole([0xE4, 0xB8]))
        #expect(try Regex(Array("\u{FFFD}".utf8)).matchesWhole([0xFF]))
        #expect(try !Regex(Array("\\w".utf8)).matchesWhole([0xFF]))
    }

    @Test(arguments: [
        ("(.*?)(?::\\d+)?", "db-1:9090", "$1", "db-1"),
        ("(a|ab)(c|bcd)(d*)", "abcd", "$1-$2-$3", "a-bcd-"),
        ("(?P<first>\\w)(?P<rest>.*)", "abc", "${rest}$first", "bca"),
        ("(a)|(b)", "b", "[$1][$2][$3]", "[][b][]"),
        ("(a)", "a", "$1x-${1}x-$$-$-${-$9-$01", "-ax-$-$-${--"),
        ("(a*)*", "aa", "$1", "aa"),
        ("(a*)+", "b", "none", nil),
        ("(?U)(a+)(a*)", "aaa", "$1,$2", "a,aa"),
    ]) func `label_replace fills its template`(pattern: String, text: String, template: String, expected: String?)
        throws
    {
        let regex = try Regex(Array(pattern.utf8), as: .labelReplace)
        let bytes = Array(text.utf8)
        let result = regex.captures(in: bytes).map { regex.expand(Array(template.utf8), $0, in: bytes) }
        #expect(result.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        ("a", "banana", "o", "bonono"),
        ("", "abc", "-", "-a-b-c-"),
        ("x*", "axc", "-", "-a-c-"),
        ("(\\w+)@(\\w+)", "to me@here, you@there", "$2", "to here, there"),
        ("^a", "aaa", "b", "baa"),
        ("\\b", "ab cd", "|", "|ab| |cd|"),
        ("é", "éé", "e", "ee"),
    ]) func `search replaces every match`(pattern: String, text: String, template: String, expected: String) throws {
        let regex = try Regex(Array(pattern.utf8), as: .search)
        let result = regex.replacingMatches(in: Array(text.utf8), with: Array(template.utf8), limit: 1000)
        #expect(result.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func `a replacement that outgrows its limit is refused`() throws {
        let regex = try Regex(Array("a".utf8), as: .search)
        let text = [UInt8](repeating: 0x61, count: 1000)
        #expect(regex.replacingMatches(in: text, with: [UInt8](repeating: 0x62, count: 100), limit: 5000) == nil)
    }

    @Test(arguments: ["(a*)*b", "(a+)+b", "(a|aa)+b", "(a?){60}a{60}b", "(.*)(.*)(.*)(.*)b", "((a*)*)*b"])
    func `patterns that ruin backtracking run in linear time`(pattern: String) throws {
        // Quadratic time would take hours here, exponential time the age of the universe.
        let regex = try Regex(Array("(?:\(pattern))c".utf8), as: .labelReplace)
        #expect(regex.captures(in: [UInt8](repeating: 0x61, count: 50_000)) == nil)
    }

    @Test func `a regex bomb meets a named bound`() {
        #expect(throws: RegexError.programTooLarge(limit: 500_000)) {
            _ = try Regex(Array(String(repeating: "(x{500}y{400}){1}z", count: 1000).utf8))
        }
        #expect(throws: RegexError.programTooLarge(limit: 500_000)) {
            _ = try Regex(Array("(?:\(String(repeating: "(?:)*?", count: 1000))){1000}".utf8))
        }
    }

    @Test func `a class by script is valid but refused by name`() {
        #expect(RegexSyntax.validate(Array("\\p{Greek}+".utf8)) == nil)
        #expect(throws: RegexError.unsupportedScript("Greek")) { _ = try Regex(Array("\\p{Greek}+".utf8)) }
    }

    @Test func `fifty thousand names compile to a set`() throws {
        let names = (0..<50_000).map { "support-chat-\($0)" }
        let regex = try Regex(Array(names.joined(separator: "|").utf8))
        #expect(regex.matchesWhole(Array("support-chat-49999".utf8)))
        #expect(!regex.matchesWhole(Array("support-chat-50000".utf8)))
    }

    @Test func `shapes and programs agree`() throws {
        var generator = RegexPatterns(seed: 77)
        for _ in 0..<400 {
            let pattern = Array(generator.nextValid().utf8)
            let matcher = try Regex(pattern, as: .matcher, .prometheus3)
            let program = try Regex(pattern, as: .labelReplace, .prometheus3)
            for _ in 0..<20 {
                let text = generator.nextText()
                #expect(
                    matcher.matchesWhole(text) == program.hasMatch(in: text),
                    "\(String(decoding: pattern, as: UTF8.self)) on \(text)")
            }
        }
    }

    @Test func `any bytes compile or give an error, and match without a crash`() {
        var generator = RegexPatterns(seed: 5)
        for _ in 0..<3000 {
            let pattern = generator.next()
            for use in RegexUse.allCases {
                for dialect in RegexDialect.allCases {
                    guard let regex = try? Regex(pattern, as: use, dialect) else { continue }
                    let text = generator.nextText()
                    _ = use == .matcher ? regex.matchesWhole(text) : regex.captures(in: text) != nil
                }
            }
        }
    }
}
