import SourceText
import TestKit
import Testing

@Suite("A number's text")
struct NumberTextTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let grammar: NumberText.Grammar
        let integer: NumberReading<Int>
        let number: NumberReading<Double>

        init(
            _ text: String, _ grammar: NumberText.Grammar, _ integer: NumberReading<Int>,
            _ number: NumberReading<Double>
        ) {
            self.text = text
            self.grammar = grammar
            self.integer = integer
            self.number = number
        }

        var testDescription: String { "`\(text.prefix(30))` as \(grammar)" }
    }

    static let cases: [Case] = [
        Case("0", .json, .value(0), .value(0)),
        Case("-0", .json, .value(0), .value(-0.0)),
        Case("12", .json, .value(12), .value(12)),
        Case("01", .json, .notANumber, .notANumber),
        Case("+1", .json, .notANumber, .notANumber),
        Case(".5", .json, .notANumber, .notANumber),
        Case("1.", .json, .notANumber, .notANumber),
        Case("-", .json, .notANumber, .notANumber),
        Case("1e5", .json, .notANumber, .value(1e5)),
        Case("1E-2", .json, .notANumber, .value(0.01)),
        Case("1e", .json, .notANumber, .notANumber),
        Case("1e+", .json, .notANumber, .notANumber),
        Case("NaN", .json, .notANumber, .notANumber),
        Case(".inf", .json, .notANumber, .notANumber),
        Case("9223372036854775807", .json, .value(.max), .value(9223372036854775808)),
        Case("-9223372036854775808", .json, .value(.min), .value(-9223372036854775808)),
        Case("9223372036854775808", .json, .outOfRange, .value(9223372036854775808)),
        Case("1e400", .json, .notANumber, .outOfRange),
        Case("1e-400", .json, .notANumber, .value(0)),
        Case(String(repeating: "9", count: 400), .json, .outOfRange, .outOfRange),
        Case("1" + String(repeating: "0", count: 300), .json, .outOfRange, .value(1e300)),

        Case("01", .yamlCore, .value(1), .value(1)),
        Case("+1", .yamlCore, .value(1), .value(1)),
        Case("0o17", .yamlCore, .value(15), .value(15)),
        Case("-0o17", .yamlCore, .notANumber, .notANumber),
        Case("0x1F", .yamlCore, .value(31), .value(31)),
        Case("0x1p3", .yamlCore, .notANumber, .notANumber),
        Case("0b11", .yamlCore, .notANumber, .notANumber),
        Case("017", .yamlCore, .value(17), .value(17)),
        Case("1_000", .yamlCore, .notANumber, .notANumber),
        Case(".5", .yamlCore, .notANumber, .value(0.5)),
        Case("5.", .yamlCore, .notANumber, .value(5)),
        Case(".", .yamlCore, .notANumber, .notANumber),
        Case("-.inf", .yamlCore, .notANumber, .value(-.infinity)),
        Case(".Inf", .yamlCore, .notANumber, .value(.infinity)),
        Case("inf", .yamlCore, .notANumber, .notANumber),
        Case("-.nan", .yamlCore, .notANumber, .notANumber),
        Case("", .yamlCore, .notANumber, .notANumber),
        Case("+", .yamlCore, .notANumber, .notANumber),
        Case("++1", .yamlCore, .notANumber, .notANumber),
        Case("1 ", .yamlCore, .notANumber, .notANumber),
        Case("١", .yamlCore, .notANumber, .notANumber),
        Case("0x" + String(repeating: "f", count: 17), .yamlCore, .outOfRange, .outOfRange),

        Case("1_000", .goYAML, .value(1000), .value(1000)),
        Case("_1", .goYAML, .notANumber, .notANumber),
        Case("017", .goYAML, .value(15), .value(15)),
        Case("089", .goYAML, .notANumber, .value(89)),
        Case("0o17", .goYAML, .value(15), .value(15)),
        Case("-0x1F", .goYAML, .value(-31), .value(-31)),
        Case("0b11", .goYAML, .value(3), .value(3)),
        Case("0", .goYAML, .value(0), .value(0)),
        Case("0.5", .goYAML, .notANumber, .value(0.5)),
        Case("1_0.5", .goYAML, .notANumber, .value(10.5)),
        Case(".inf", .goYAML, .notANumber, .value(.infinity)),
        Case("1e400", .goYAML, .notANumber, .outOfRange),
    ]

    @Test("is read by its grammar and never by luck", arguments: cases)
    func reading(_ example: Case) {
        let bytes = Array(example.text.utf8)[...]
        #expect(NumberText.integer(bytes, example.grammar) == example.integer)
        #expect(NumberText.number(bytes, example.grammar) == example.number)
    }

    @Test("says .nan where YAML has it", arguments: [".nan", ".NaN", ".NAN"])
    func notANumber(_ text: String) {
        #expect(NumberText.number(Array(text.utf8)[...], .yamlCore).value?.isNaN == true)
    }

    @Test(
        "says a ratio as a share or in percent",
        arguments: [
            ("2%", .value(0.02)), ("0.02", .value(0.02)), ("0.1%", .value(0.001)), ("99.9%", .value(0.999)),
            ("100%", .value(1)), ("-5%", .value(-0.05)), ("%", .notANumber), ("2 %", .notANumber),
            ("1e2%", .notANumber), ("", .notANumber), ("0x1%", .notANumber),
        ] as [(String, NumberReading<Double>)])
    func ratio(_ text: String, _ expected: NumberReading<Double>) {
        #expect(NumberText.ratio(Array(text.utf8)[...], .yamlCore) == expected)
    }

    @Test("converts to the double nearest to it")
    func conversion() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            var text = random.chance(1, in: 2) ? "-" : ""
            text += String(Int(random.next() % 1_000_000_000) >> random.below(30))
            if random.chance(2, in: 3) {
                text += "."
                for _ in 0...random.below(12) { text += String(random.below(10)) }
            }
            if random.chance(1, in: 3) { text += "e\(random.below(60) - 30)" }
            let reading = NumberText.number(Array(text.utf8)[...], .json)
            #expect(reading.value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }
}
