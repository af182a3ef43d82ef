import Documents
import SourceText
import Testing

@Suite("The value of a scalar")
struct ScalarValueTests {
    private func node(_ spelling: String) throws -> Node {
        try #require(try root("v: \(spelling)\n")["v"])
    }

    @Test(
        "is null only for an empty plain scalar or its words",
        arguments: ["", "~", "null", "Null", "NULL", "!!null ''", "!!null x"])
    func null(_ spelling: String) throws {
        let node = try node(spelling)
        #expect(node.isNull && node.scalarType == .null)
    }

    @Test(
        "is not null in quotes, in other words or in a block",
        arguments: ["''", "\"\"", "'null'", "nULL", "None", "!!str", "|\n", "{}", "[]"])
    func notNull(_ spelling: String) throws { #expect(try node(spelling).isNull == false) }

    @Test(
        "is a boolean as YAML 1.2, yaml.v3 and yaml.v2 say",
        arguments: [
            ("true", true, true, true), ("True", true, true, true), ("FALSE", false, false, false),
            ("yes", nil, true, true), ("on", nil, true, true), ("y", nil, true, true), ("no", nil, false, false),
            ("off", nil, false, false), ("N", nil, false, false), ("Yes", nil, nil, true), ("OFF", nil, nil, false),
            ("tRUE", nil, nil, nil), ("1", nil, nil, nil), ("'true'", nil, nil, nil), ("!!str true", nil, nil, nil),
            ("!!bool true", true, true, true), ("!custom true", nil, nil, nil),
        ] as [(String, Bool?, Bool?, Bool?)])
    func bool(_ spelling: String, _ core: Bool?, _ third: Bool?, _ second: Bool?) throws {
        let node = try node(spelling)
        #expect(node.bool() == core && node.bool(.goYAML3) == third && node.bool(.goYAML2) == second)
    }

    @Test(
        "is a number only if it stands plain or is tagged so",
        arguments: [
            ("1_000", .notANumber, .value(1000)), ("0o17", .value(15), .value(15)), ("017", .value(17), .value(15)),
            ("0x1F", .value(31), .value(31)), ("'1'", .notANumber, .notANumber), ("!!int '12'", .value(12), .value(12)),
            ("!!str 12", .notANumber, .notANumber), ("|\n 12\n", .notANumber, .notANumber),
            ("1e400", .outOfRange, .outOfRange),
            ("1:30", .notANumber, .notANumber), ("2026-11-20", .notANumber, .notANumber),
            (".inf", .value(.infinity), .value(.infinity)),
            ("NaN", .notANumber, .notANumber), ("1.5 ", .value(1.5), .value(1.5)), ("[1]", .notANumber, .notANumber),
        ] as [(String, NumberReading<Double>, NumberReading<Double>)])
    func number(_ spelling: String, _ core: NumberReading<Double>, _ go: NumberReading<Double>) throws {
        let node = try node(spelling)
        #expect(node.number() == core && node.number(.goYAML3) == go)
    }

    @Test("of huge integers is out of range, not wrong", arguments: [20, 400])
    func hugeIntegers(_ digits: Int) throws {
        let node = try node(String(repeating: "9", count: digits))
        #expect(node.integer() == .outOfRange && node.scalarType == .integer)
        #expect(digits < 300 ? node.number().value == 1e20 : node.number() == .outOfRange)
    }

    @Test("is compared by bytes")
    func equality() throws {
        let word = try node("abc")
        #expect(word.equals("abc") && !word.equals("ab"))
        #expect(try node("[abc]").equals("abc") == false)
        #expect(try node("e\u{301}").equals("\u{E9}") == false)
    }
}
