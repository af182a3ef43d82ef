import PromQL
import SourceText
import Testing

@Suite struct RegexSyntaxTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let pattern: String
        let message: String?
        var use = RegexUse.matcher
        var dialect = RegexDialect.prometheus2
        var testDescription: String { pattern }
    }

    static let cases: [Case] = [
        Case(pattern: "", message: nil),
        Case(pattern: "5..|429", message: nil),
        Case(pattern: "(a", message: "missing closing ): `^(?:(a)$`"),
        Case(pattern: "(a", message: "missing closing ): `(a`", dialect: .prometheus3),
        Case(pattern: "(a", message: "missing closing ): `^(?s:(a)$`", use: .labelReplace, dialect: .prometheus3),
        Case(pattern: "(a", message: "missing closing ): `(a`", use: .search),
        Case(pattern: "a)(b", message: "unexpected ): `a)(b`"),
        Case(pattern: "a)(b", message: nil, use: .labelReplace),
        Case(pattern: "a)(b", message: "unexpected ): `a)(b`", dialect: .prometheus3),
        Case(pattern: "(?=x)", message: "invalid or unsupported Perl syntax: `(?=`"),
        Case(pattern: "x{1001}", message: "invalid repeat count: `{1001}`"),
        Case(pattern: "(x{100}){11}", message: "invalid repeat count: `{11}`"),
        Case(pattern: "*", message: "missing argument to repetition operator: `*`"),
        Case(pattern: "a**", message: "invalid nested repetition operator: `**`"),
        Case(pattern: "a++?", message: "invalid nested repetition operator: `++?`"),
        Case(pattern: "a*(?i)*", message: nil),
        Case(pattern: "[z-a]", message: "invalid character class range: `z-a`"),
        Case(pattern: "[a", message: "missing closing ]: `[a)$`"),
        Case(pattern: "[[:foo:]]", message: "invalid character class range: `[:foo:]`"),
        Case(pattern: "\\8", message: "invalid escape sequence: `\\8`"),
        Case(pattern: "\\", message: "missing closing ): `^(?:\\)$`"),
        Case(pattern: "\\", message: "trailing backslash at end of expression: ``", dialect: .prometheus3),
        Case(pattern: "(?P<n", message: "invalid named capture: `(?P<n)$`"),
        Case(pattern: "(?<n>a)", message: "invalid or unsupported Perl syntax: `(?<`"),
        Case(pattern: "(?<n>a)", message: nil, dialect: .prometheus3),
        Case(pattern: "\\p{Greek}", message: nil),
        Case(pattern: "\\p{greek}", message: "invalid character class range: `\\p{greek}`"),
        Case(pattern: "\\p{greek}\\p{lowercase_letter}\\p{ascii}\\p{assigned}", message: nil, dialect: .prometheus3),
        Case(pattern: "\\p{Greece}", message: "invalid character class range: `\\p{Greece}`", dialect: .prometheus3),
    ]

    @Test(arguments: cases) func `a pattern gets Go's verdict and words`(_ example: Case) {
        let error = RegexSyntax.validate(Array(example.pattern.utf8), as: example.use, example.dialect)
        #expect(error?.message == example.message.map { "error parsing regexp: " + $0 })
    }

    @Test func `an error points into the pattern as it was written`() throws {
        let error = try #require(RegexSyntax.validate(Array("ab[z-a]".utf8), as: .matcher, .prometheus2))
        #expect(error.range == ByteRange(start: 3, length: 3))
        let open = try #require(RegexSyntax.validate(Array("(a".utf8), as: .matcher, .prometheus2))
        #expect(open.range == ByteRange(start: 0, length: 2))
    }

    @Test func `bytes that are no UTF-8 are refused and quoted as they are`() throws {
        let error = try #require(RegexSyntax.validate([0x61, 0xFF, 0x62], as: .matcher, .prometheus3))
        #expect(error.kind == .invalidUTF8)
        #expect(error.fragment == [0xFF, 0x62])
    }

    @Test func `nesting stops at a thousand levels`() {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: 0x28, count: depth) + [0x61] + [UInt8](repeating: 0x29, count: depth)
        }
        #expect(RegexSyntax.validate(nested(997), as: .matcher, .prometheus2) == nil)
        #expect(RegexSyntax.validate(nested(1000), as: .matcher, .prometheus2)?.kind == .nestsTooDeeply)
        #expect(RegexSyntax.validate(nested(200_000), as: .matcher, .prometheus3)?.kind == .nestsTooDeeply)
    }

    @Test func `groups that do not capture may nest without end`() {
        let open = Array(repeating: Array("(?:".utf8), count: 100_000).flatMap { $0 }
        let pattern = open + [0x61] + [UInt8](repeating: 0x29, count: 100_000)
        #expect(RegexSyntax.validate(pattern) == nil)
    }

    @Test func `repeats that multiply to millions are refused`() {
        let part = "(" + String(repeating: "a", count: 1000) + "){1000}"
        let pattern = Array(String(repeating: part, count: 4).utf8)
        #expect(RegexSyntax.validate(pattern, as: .matcher, .prometheus2)?.kind == .internalError)
        #expect(RegexSyntax.validate(pattern, as: .matcher, .prometheus3)?.kind == .tooLarge)
    }

    @Test func `hostile patterns cost no more than their length`() {
        for piece in ["[[:", "(?i)[B-\\x{1E942}]", "\\p{L", "(?P<", "a|", "(", "x{2}", "\\Q"] {
            _ = RegexSyntax.validate(Array(repeating: Array(piece.utf8), count: 2000).flatMap { $0 })
        }
    }
}
