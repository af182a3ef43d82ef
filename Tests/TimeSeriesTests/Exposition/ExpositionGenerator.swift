import TestKit

/// Writes expositions that every reader must take, in as many spellings as the formats allow.
struct ExpositionGenerator {
    private var random: SeededGenerator
    private let isOpenMetrics: Bool
    private var text = ""

    /// The same seed gives the same text.
    static func text(seed: UInt64, isOpenMetrics: Bool) -> String {
        var generator = ExpositionGenerator(random: SeededGenerator(seed: seed), isOpenMetrics: isOpenMetrics)
        return generator.write()
    }

    private mutating func write() -> String {
        for index in 0..<random.below(6) { writeFamily("m\(index)_\(random.pick(Self.stems))") }
        if isOpenMetrics { text += "# EOF\n" }
        return text
    }

    private mutating func writeFamily(_ stem: String) {
        let type = random.pick(isOpenMetrics ? Self.openMetricsTypes : Self.prometheusTypes)
        // The states of a state set are told by a label of its own name, which may hold no colon.
        let name = type == "stateset" ? stem.replacing(":", with: "_") : stem
        let declared = !isOpenMetrics && type == "counter" ? "\(name)_total" : name
        let isDeclared = isOpenMetrics || !random.chance(1, in: 8)
        if isDeclared {
            if random.chance(2, in: 3) { text += "# HELP \(declared) \(random.pick(Self.helps))\n" }
            text += "# TYPE \(declared) \(type)\n"
        }
        if !isOpenMetrics && random.chance(1, in: 4) { text += random.pick(["\n", "# a remark\n", "#\n", "  \n"]) }
        // OpenMetrics wants the samples of one label set together.
        for series in 0...random.below(4) {
            let labels = labels(series)
            let time = random.chance(1, in: 4) ? timestamp() : ""
            switch type {
            case "histogram", "gaugehistogram": writeHistogram(name, type, labels, time)
            case "summary": writeSummary(name, labels, time)
            case "counter": sample("\(name)_total", labels, magnitude(), time, exemplar: true)
            case "info": sample("\(name)_info", labels, "1", "")
            case "stateset": sample(name, labels + ["\(name)=\"on\""], random.pick(["0", "1"]), time)
            default: sample(name, labels, number(), time)
            }
        }
    }

    private mutating func writeHistogram(_ name: String, _ type: String, _ labels: [String], _ time: String) {
        let total = 5 + random.below(90)
        for (index, bound) in ["0.1", "1.0", "2.5", "+Inf"].enumerated() {
            sample(
                "\(name)_bucket", labels + ["le=\"\(bound)\""], "\(index == 3 ? total : index)", time, exemplar: true)
        }
        let isGauge = type == "gaugehistogram"
        sample("\(name)_\(isGauge ? "gcount" : "count")", labels, "\(total)", time)
        sample("\(name)_\(isGauge ? "gsum" : "sum")", labels, magnitude(), time)
    }

    private mutating func writeSummary(_ name: String, _ labels: [String], _ time: String) {
        for quantile in ["0.5", "0.99"] {
            sample(name, labels + ["quantile=\"\(quantile)\""], random.pick(["NaN", magnitude()]), time)
        }
        sample("\(name)_count", labels, "\(random.below(1_000))", time)
        sample("\(name)_sum", labels, magnitude(), time)
    }

    private mutating func sample(
        _ name: String, _ labels: [String], _ value: String, _ time: String, exemplar: Bool = false
    ) {
        var line = isOpenMetrics ? name : random.pick(["", "", " ", "\t"]) + name
        if labels.isEmpty {
            line += random.pick(["", "", "{}"])
        } else if isOpenMetrics {
            line += "{\(labels.joined(separator: ","))}"
        } else {
            let blank = random.pick(["", "", " ", "\t"])
            let joined = labels.joined(separator: "\(blank),\(random.pick(["", " "]))")
            line += random.pick(["", "", " "]) + "{\(blank)\(joined)\(random.pick(["", ","]))\(blank)}"
        }
        line += (isOpenMetrics ? " " : random.pick([" ", " ", "  ", "\t"])) + value + time
        if isOpenMetrics && exemplar && random.chance(1, in: 3) {
            line += random.pick([" # {} 0.05", " # {trace_id=\"ab c\"} 0.05", " # {a=\"b\",c=\"d\"} 0.05 17.5"])
        }
        text += line + "\n"
    }

    /// Labels that tell the series from its sisters, in no particular order.
    private mutating func labels(_ series: Int) -> [String] {
        var labels = series == 0 && random.chance(1, in: 2) ? [] : ["series=\"\(series)\""]
        for (index, name) in ["a", "model", "_x", "Z9"].enumerated() where random.chance(1, in: 3) {
            labels.insert("\(name)=\"\(random.pick(Self.values))\"", at: random.below(labels.count + 1) * (index % 2))
        }
        return labels
    }

    private mutating func timestamp() -> String {
        if isOpenMetrics { return random.pick([" 0", " 1700000000", " 1.7e9", " 1700000000.5", " 12.25", " -3.5"]) }
        return random.pick([" 0", " 1700000000123", "  5", "\t9007199254740", " -3500"])
    }

    private mutating func number() -> String {
        random.chance(1, in: 2) ? magnitude() : random.pick(Self.specials)
    }

    /// A number that is finite and not negative, as counters and sums must be.
    private mutating func magnitude() -> String {
        let digits = String(random.next() >> UInt64(random.below(64)))
        switch random.below(6) {
        case 0: return digits
        case 1: return "\(digits).\(random.below(1_000_000))"
        case 2: return "\(random.below(10)).\(digits)e\(random.pick(["", "+", "-"]))\(random.below(280))"
        case 3: return "\(Double(bitPattern: random.next() & 0x7FDF_FFFF_FFFF_FFFF))"
        case 4: return "0.\(digits)"
        default: return "\(random.below(100))"
        }
    }

    private static let specials = [
        "NaN", "nan", "+Inf", "-Inf", "inf", "-0.0", "1e3", "1E3", ".5", "5.", "-1.5e-10", "4.9e-324",
        "1.7976931348623157e308",
        "9007199254740993", "0.1", "123456789012345678901234567890", "2.2250738585072011e-308", "1e23", "8.5e22",
    ]
    private static let stems = ["requests", "seconds", "cost_usd", "ttft:p95", "A1_"]
    private static let helps = ["", "Plain.", #"Two\nlines, a \\ and more."#, "Ümläut 名前", "  spaced"]
    private static let values = [
        "", "x", "claude-sonnet-4-6", "a b", "{}", "},", "a=\\\"b\\\"", "\\\\", "\\n", "\\\\n", "é", "e\u{301}", "名前",
        "👩‍👩‍👧", "#", " # {", ",", "=", "\\\"", "\t", "1.0", "NaN",
    ]
    private static let prometheusTypes = ["counter", "gauge", "histogram", "summary", "untyped"]
    private static let openMetricsTypes = [
        "counter", "gauge", "histogram", "summary", "unknown", "info", "stateset", "gaugehistogram",
    ]
}
