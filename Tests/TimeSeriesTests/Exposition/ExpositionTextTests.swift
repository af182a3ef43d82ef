import SourceText
import Testing
import TimeSeries

@Suite struct ExpositionTextTests {
    private func summary(_ read: Exposition) -> [String] {
        read.families.map { "\($0.name) \($0.type) \($0.series.map { "\($0.name)" }.joined(separator: " "))" }
    }

    @Test func `a Prometheus text becomes families in order of appearance`() throws {
        let text = """
            # HELP chat_requests_total Requests\\nby \\\\ model "x".
            # TYPE chat_requests_total counter
            chat_requests_total{model="a"} 3
            chat_requests_total{model="b"} 4
            # a remark
            #TYPE not_metadata counter
            # TYPE chat_seconds histogram
            chat_seconds_bucket{le="1"} 1
            chat_seconds_bucket{le="+Inf"} 2
            chat_seconds_sum 3.5
            chat_seconds_count 2
            # TYPE chat_size summary
            chat_size{quantile="0.5"} 1
            chat_size_sum 1
            chat_size_count 1
            # TYPE chat_temperature gauge
            chat_temperature -1
            # TYPE silent counter
            loose_bucket{le="1"} 1

            """
        let read = exposition(text)
        #expect(read.format == .prometheusText)
        #expect(read.problems.isEmpty)
        #expect(
            summary(read) == [
                "chat_requests_total counter chat_requests_total chat_requests_total",
                "chat_seconds histogram chat_seconds_bucket chat_seconds_bucket chat_seconds_sum chat_seconds_count",
                "chat_size summary chat_size chat_size_sum chat_size_count",
                "chat_temperature gauge chat_temperature", "silent counter ", "loose_bucket unknown loose_bucket",
            ])
        let first = try #require(read.families.first)
        #expect(first.help == "Requests\nby \\ model \"x\".")
        #expect(excerpt(text, first.range) == "chat_requests_total")
        #expect(first.typeRange.map { excerpt(text, $0) } == "counter")
        #expect(read.sampleCount == 11)
    }

    @Test func `an OpenMetrics text names its families without suffix and counts time in seconds`() throws {
        let text = """
            # TYPE chat_requests counter
            # HELP chat_requests Say \\"hi\\".
            chat_requests_total{model="a"} 3 1700000000.123 # {trace_id="x"} 1 1700000000
            chat_requests_created{model="a"} 1.6e9
            # TYPE chat_seconds histogram
            # UNIT chat_seconds seconds
            chat_seconds_bucket{le="+Inf"} 2 # {} 0.5
            chat_seconds_created 1
            # TYPE build info
            build_info{version="1"} 1
            # TYPE mode stateset
            mode{mode="on"} 1
            # TYPE queue gaugehistogram
            queue_bucket{le="+Inf"} 2
            queue_gsum 1
            queue_gcount 2
            # TYPE odd unknown
            odd 1
            # EOF
            """
        let read = exposition(text)
        #expect(read.format == .openMetrics)
        #expect(read.problems.map(\.kind) == [.missingFinalNewline])
        #expect(
            summary(read) == [
                "chat_requests counter chat_requests_total chat_requests_created",
                "chat_seconds histogram chat_seconds_bucket chat_seconds_created", "build info build_info",
                "mode stateSet mode", "queue gaugeHistogram queue_bucket queue_gsum queue_gcount", "odd unknown odd",
            ])
        let counter = try #require(read.families.first)
        #expect(counter.help == "Say \"hi\".")
        #expect(counter.series[0].timestampMilliseconds == 1_700_000_000_123)
        #expect(counter.series[0].hasExemplar)
        #expect(!counter.series[1].hasExemplar)
        #expect(read.families[1].unit == "seconds")
    }

    static let notes: [(text: String, kinds: [ExpositionProblem.Kind], format: ExpositionFormat)] = [
        ("", [], .prometheusText),
        ("\n\n \n", [], .prometheusText),
        ("up 1", [.missingFinalNewline], .prometheusText),
        ("up 1\r\nup{a=\"b\"} 1\r\n", [.carriageReturn], .prometheusText),
        ("\u{FEFF}up 1\n", [.byteOrderMark], .prometheusText),
        ("up 1\n# TYPE up gauge\n", [.typeAfterSamples], .prometheusText),
        ("# TYPE a gauge\na 1\nb 1\na{x=\"1\"} 1\nb 1 5\na{x=\"2\"} 1\n", [.interleavedFamily], .prometheusText),
        ("h_bucket 1\nh_sum 1\nh_bucket{x=\"1\"} 1\nh_sum{x=\"1\"} 1\n", [], .prometheusText),
        ("# TYPE h histogram\nh 1\n", [.nameUnlikeType], .prometheusText),
        ("# TYPE c counter\nc 1\n", [], .prometheusText),
        ("# TYPE c counter\nc 1\n# EOF\n", [.nameUnlikeType], .openMetrics),
        ("# TYPE c counter\nc_total 1\n", [], .prometheusText),
        ("# UNIT c seconds\n", [.missingEnd], .openMetrics),
        ("# TYPE c info\n", [.missingEnd], .openMetrics),
        ("c_total 1 # {a=\"b\"} 1\n", [.missingEnd], .openMetrics),
        ("up 1\n# EOF\nup{a=\"b\"} 1\ndown 1\n", [.afterEnd], .openMetrics),
        ("# TYPE c untyped\n# EOF\n", [.typeOfOtherFormat("untyped")], .openMetrics),
        ("# TYPE c Counter\nc 1\n", [.unknownType("Counter")], .prometheusText),
        ("# TYPE c counter \nc 1\n", [.unknownType("counter ")], .prometheusText),
        ("# TYPE c\nc 1\n", [.expected(.metricType)], .prometheusText),
        ("# TYPE 9c counter\n", [.expected(.metricName)], .prometheusText),
        ("# HELP a-b text\n", [.expected(.metricName)], .prometheusText),
        ("# HELP a\n# HELP\n# TYPE\n# HELPER x\n#\n# \n", [], .prometheusText),
        ("# TYPE \"a.b\" counter\n{\"a.b\"} 1\n", [], .prometheusText),
        ("# TYPE \"\" counter\n", [.expected(.metricName)], .prometheusText),
        ("up{a=\"1\"\"b\"=\"2\"} 1\n", [.missingComma], .prometheusText),
        (#"up{a="\q"} 1"# + "\n", [.unknownEscape], .prometheusText),
        ("\u{1F}\u{8B}", [.expected(.metricName), .missingFinalNewline], .prometheusText),
        ("up 1 # {a=\"b\"} x\n", [.notANumber], .prometheusText),
        ("up 1 # a\n", [.expected(.endOfLine)], .prometheusText),
        ("up 1 # {\"a\"} 1\n", [.expected(.equals)], .prometheusText),
        ("up 1 # {a=\"b\"} 1 x\n", [.notANumber], .prometheusText),
        ("up 1 # {a=\"b\"} 1 1 1\n", [.expected(.endOfLine)], .prometheusText),
        ("up 1 NaN\n# EOF\n", [.expected(.timestamp)], .openMetrics),
        ("up 1 1e300\n# EOF\n", [.numberOutOfRange], .openMetrics),
    ]

    @Test(arguments: notes)
    func `what a format forbids is noted once`(
        text: String, kinds: [ExpositionProblem.Kind], format: ExpositionFormat
    ) {
        let read = exposition(text)
        #expect(read.problems.map(\.kind) == kinds)
        #expect(read.format == format)
        for problem in read.problems { #expect(!problem.kind.message.isEmpty) }
    }

    @Test func `a second line for the same series and time is lost, and both places are known`() throws {
        let text = "up{a=\"1\",b=\"\"} 1\nup{b=\"\",a=\"1\"} 2\nup{a=\"1\"} 3 5\nup{a=\"1\"} 4 6\nup{a=\"1\"} 5 5\n"
        let read = exposition(text)
        #expect(read.families.flatMap(\.series).map(spelled) == ["up{a=1} 1.0", "up{a=1} 3.0 @5", "up{a=1} 4.0 @6"])
        let firsts = read.problems.map { problem in
            guard case .duplicateSample(let first) = problem.kind else { return "\(problem.kind)" }
            return excerpt(text, first)
        }
        #expect(firsts == ["up{a=\"1\",b=\"\"} 1", "up{a=\"1\"} 3 5"])
    }

    @Test func `the first TYPE, HELP and UNIT of a metric count`() throws {
        let text = """
            # TYPE c counter
            # TYPE c gauge
            # HELP c one
            # HELP c two
            # UNIT c s
            # UNIT c ms
            # EOF

            """
        let read = exposition(text)
        let family = try #require(read.families.first)
        #expect(family.type == .counter)
        #expect(family.help == "one")
        #expect(family.unit == "s")
        let firsts = read.problems.map { problem in
            guard case .redeclared(let metadata, let first) = problem.kind else { return "\(problem.kind)" }
            return "\(metadata) \(excerpt(text, first))"
        }
        #expect(firsts == ["type # TYPE c counter", "help # HELP c one", "unit # UNIT c s"])
    }

    @Test func `a declared metric of its own wins over a suffix of another`() {
        let text = """
            # TYPE h histogram
            h_count 1
            # TYPE h_created gauge
            h_created 1
            # TYPE c_total counter
            c_total 1
            c_created 1

            """
        #expect(
            summary(exposition(text)) == [
                "h histogram h_count", "h_created gauge h_created", "c_total counter c_total",
                "c_created unknown c_created",
            ])
    }

    @Test func `compressed and UTF-16 files are named, not read`() {
        #expect(ExpositionText.read([0x1F, 0x8B, 8, 0], file: FileID(index: 0)).problems.map(\.kind) == [.compressed])
        #expect(ExpositionText.read([0xFF, 0xFE, 0x75, 0], file: FileID(index: 0)).problems.map(\.kind) == [.utf16])
    }

    @Test func `junk is counted in full and listed in part`() {
        let read = exposition(String(repeating: "?\n", count: 5_000) + "up 1\n")
        #expect(read.sampleCount == 1)
        #expect(read.problemCount == 5_000)
        #expect(read.lostLineCount == 5_000)
        #expect(read.problems.count == ExpositionText.problemLimit)
    }

    @Test func `one line with a hundred thousand labels is read in linear time`() {
        let labels = (0..<100_000).map { "l\($0)=\"x\"" }.joined(separator: ",")
        #expect(exposition("up{\(labels)} 1\n").families.first?.series.first?.labels.count == 100_000)
    }
}
