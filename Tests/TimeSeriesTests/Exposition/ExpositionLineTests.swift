import SourceText
import Testing
import TimeSeries

/// Reads a text; places are then asked of the text itself.
func exposition(_ text: String) -> Exposition {
    ExpositionText.read(Array(text.utf8), file: FileID(index: 0))
}

/// The bytes at a range of `text`.
func excerpt(_ text: String, _ range: SourceRange) -> String {
    String(decoding: Array(text.utf8)[range.bytes.range], as: UTF8.self)
}

/// A sample in a form short enough for a table: `name{a="1",b="2"} value @milliseconds`.
func spelled(_ sample: ExposedSeries) -> String {
    let labels = sample.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    let time = sample.timestampMilliseconds.map { " @\($0)" } ?? ""
    return "\(sample.name){\(labels)} \(sample.value)\(time)\(sample.hasExemplar ? " #" : "")"
}

@Suite struct ExpositionLineTests {
    static let kept: [(line: String, sample: String)] = [
        ("up 1", "up{} 1.0"),
        ("up{} 1", "up{} 1.0"),
        ("  \tup\t{ } \t1 ", "up{} 1.0"),
        ("up{a=\"b\"}1", "up{a=b} 1.0"),
        ("up-1", "up{} -1.0"),
        ("up{b=\"2\",a=\"1\"} 1", "up{a=1,b=2} 1.0"),
        ("up { b = \"2\" , a = \"1\" , } 1", "up{a=1,b=2} 1.0"),
        ("up{a=\"1\" b=\"2\"} 1", "up{a=1,b=2} 1.0"),
        ("up{a=\"\"} 1", "up{} 1.0"),
        ("job:up:sum 3", "job:up:sum{} 3.0"),
        (":x 3", ":x{} 3.0"),
        ("_x{_y=\"\"} 3", "_x{} 3.0"),
        ("up 1 1700000000123", "up{} 1.0 @1700000000123"),
        ("up 1 -5", "up{} 1.0 @-5"),
        ("up{a=\"}\"} 1", "up{a=}} 1.0"),
        ("up{a=\",\"} 1", "up{a=,} 1.0"),
        ("up{a=\" # {\"} 1", "up{a= # {} 1.0"),
        (#"up{a="x\\y"} 1"#, #"up{a=x\y} 1.0"#),
        (#"up{a="x\"y"} 1"#, #"up{a=x"y} 1.0"#),
        (#"up{a="x\ny"} 1"#, "up{a=x\ny} 1.0"),
        (#"up{a="\\n"} 1"#, #"up{a=\n} 1.0"#),
        (#"up{a="x\qy"} 1"#, #"up{a=x\qy} 1.0"#),
        ("up{a=\"\u{E9}\u{65}\u{301}\u{1F600}\"} 1", "up{a=\u{E9}\u{65}\u{301}\u{1F600}} 1.0"),
        ("up NaN", "up{} nan"), ("up nan", "up{} nan"), ("up +Inf", "up{} inf"), ("up -inf", "up{} -inf"),
        ("up Infinity", "up{} inf"), ("up 1e3", "up{} 1000.0"), ("up -.5E-1", "up{} -0.05"), ("up 1.", "up{} 1.0"),
        ("up +7", "up{} 7.0"), ("up 007", "up{} 7.0"), ("up 1e-400", "up{} 0.0"), ("up -0", "up{} -0.0"),
        ("{\"chat.requests\"} 1", "chat.requests{} 1.0"),
        ("{\"chat.requests\",\"model.name\"=\"x\",plain=\"y\"} 1", "chat.requests{model.name=x,plain=y} 1.0"),
        ("{a=\"b\",\"chat.requests\"} 1", "chat.requests{a=b} 1.0"),
        ("{ \"chat.requests\" , } 1 2", "chat.requests{} 1.0 @2"),
        ("up{\"a\"=\"b\"} 1", "up{a=b} 1.0"),
        (#"{"a\"b\\c"} 1"#, #"a"b\c{} 1.0"#),
    ]

    /// The mark ⟦ ⟧ stands around what must be pointed at.
    static let lost: [(line: String, kind: ExpositionProblem.Kind)] = [
        ("up⟦⟧", .expected(.value)),
        ("up{a=\"b\"}⟦⟧", .expected(.value)),
        ("up ⟦x⟧", .notANumber),
        ("up ⟦0x10⟧", .notANumber), ("up ⟦0x1p3⟧", .notANumber), ("up ⟦1_000⟧", .notANumber),
        ("up ⟦+NaN⟧", .notANumber), ("up ⟦.⟧", .notANumber), ("up ⟦1e⟧", .notANumber), ("up ⟦1e+⟧", .notANumber),
        ("up ⟦--1⟧", .notANumber), ("up ⟦1,5⟧", .notANumber), ("up ⟦infinit⟧", .notANumber),
        ("up ⟦1e400⟧", .numberOutOfRange), ("up ⟦-1e99999999999999999999⟧", .numberOutOfRange),
        ("up 1 ⟦now⟧", .expected(.timestamp)), ("up 1 ⟦1.5⟧", .expected(.timestamp)),
        ("up 1 ⟦-⟧", .expected(.timestamp)), ("up 1 ⟦99999999999999999999⟧", .numberOutOfRange),
        ("up 1 2 ⟦3⟧", .expected(.endOfLine)),
        ("⟦9⟧up 1", .expected(.metricName)), ("⟦chat.⟧requests 1", .expected(.metricName)),
        ("⟦chat-⟧requests 1", .expected(.metricName)), ("⟦<⟧html>", .expected(.metricName)),
        ("⟦\"⟧up\" 1", .expected(.metricName)),
        ("up{⟦,⟧} 1", .expected(.labelName)), ("up{a=\"1\",⟦,⟧} 1", .expected(.labelName)),
        ("up{⟦1⟧a=\"1\"} 1", .expected(.labelName)), ("up{a⟦:⟧b=\"1\"} 1", .expected(.equals)),
        ("up{⟦\"\"⟧=\"1\"} 1", .expected(.labelName)),
        ("up{a⟦}⟧ 1", .expected(.equals)), ("up{a=⟦1⟧} 1", .expected(.labelValue)),
        ("up{a=⟦'⟧1'} 1", .expected(.labelValue)), ("up{a=⟦\"1} 1⟧", .expected(.closingQuote)),
        (#"up{a=⟦"1\"} 1⟧"#, .expected(.closingQuote)), (#"up{a=⟦"1\⟧"#, .expected(.closingQuote)),
        ("up{a=\"1\"⟦;⟧b=\"2\"} 1", .expected(.commaOrBrace)), ("up{a=\"1\"⟦⟧", .expected(.commaOrBrace)),
        ("up{⟦⟧", .expected(.commaOrBrace)),
        ("up{a=\"1\",⟦a=\"2\"⟧} 1", .duplicateLabel("a")), ("up{a=\"\",⟦\"a\"=\"2\"⟧} 1", .duplicateLabel("a")),
        ("up{⟦__name__=\"x\"⟧} 1", .reservedLabel("__name__")),
        ("⟦{a=\"b\"}⟧ 1", .metricNameMissing), ("⟦{}⟧ 1", .metricNameMissing),
        ("up{⟦\"down\"⟧} 1", .metricNameTwice), ("{\"up\",⟦\"down\"⟧} 1", .metricNameTwice),
        ("{⟦\"\"⟧} 1", .expected(.metricName)),
    ]

    @Test(arguments: kept)
    func `a line that Prometheus keeps is one sample`(line: String, sample: String) throws {
        let read = exposition("before 1\n\(line)\nafter 1\n")
        #expect(read.families.flatMap(\.series).map(spelled) == ["before{} 1.0", sample, "after{} 1.0"])
        #expect(read.lostLineCount == 0)
        let middle = try #require(read.families.flatMap(\.series).dropFirst().first)
        #expect(excerpt("before 1\n\(line)\nafter 1\n", middle.range) == line)
    }

    @Test(arguments: lost)
    func `a bad line is lost with its place, and the lines around it stay`(
        line: String, kind: ExpositionProblem.Kind
    ) throws {
        let (text, mark) = unmarked("before 1\n\(line)\nafter 1\n")
        let read = exposition(text)
        #expect(read.families.flatMap(\.series).map(spelled) == ["before{} 1.0", "after{} 1.0"])
        #expect(read.problems == [ExpositionProblem(kind, at: mark)])
        #expect(read.lostLineCount == 1)
    }

    /// Takes the marks out of a text and says where they stood.
    private func unmarked(_ text: String) -> (text: String, mark: SourceRange) {
        let parts = text.split(separator: "⟦", omittingEmptySubsequences: false)
        let rest = parts[1].split(separator: "⟧", omittingEmptySubsequences: false)
        let mark = ByteRange(start: parts[0].utf8.count, length: rest[0].utf8.count)
        return (parts[0] + rest.joined(), SourceRange(file: FileID(index: 0), bytes: mark))
    }

    @Test func `bytes that are no UTF-8 lose their line only`() {
        let bytes =
            Array("a{x=\"".utf8) + [0xFF] + Array("\"} 1\nb{x=\"".utf8) + [0xC3, 0x28] + Array("\"} 1\nc 1\n".utf8)
        let read = ExpositionText.read(bytes, file: FileID(index: 0))
        #expect(read.families.map(\.name) == ["c"])
        #expect(read.problems.map(\.kind) == [.invalidUTF8, .invalidUTF8])
    }

    @Test func `names and labels know where they stand`() throws {
        let text = "up 1\n  chat{ model = \"x\", \"a.b\"=\"y\"} 2\n{\"q.r\"} 3\n"
        let samples = exposition(text).families.flatMap(\.series)
        #expect(samples.map { excerpt(text, $0.nameRange) } == ["up", "chat", "q.r"])
        #expect(
            samples[1].labels.map { excerpt(text, samples[1].range(of: $0)) } == ["\"a.b\"=\"y\"", "model = \"x\""])
        #expect(samples[1].value(ofLabel: "model") == "x")
        #expect(samples[1].value(ofLabel: "absent") == nil)
    }

    @Test func `label values that only Unicode calls equal are two series`() {
        let read = exposition("up{a=\"\u{E9}\"} 1\nup{a=\"e\u{301}\"} 2\n")
        #expect(read.sampleCount == 2)
        #expect(read.problems.isEmpty)
    }
}
