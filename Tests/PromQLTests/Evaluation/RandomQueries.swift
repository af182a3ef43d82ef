import PromQL
import TestKit

/// Writes random PromQL over `RandomSeries` that mostly has a result: labels are known, so that matches match.
struct RandomQueries {
    struct Query {
        var text: String
        var milliseconds: Int64
        /// Every construct that occurs in it.
        var features: Set<String>
        /// Computed with exponentials, logarithms or angles, at the very end.
        var isTranscendental: Bool
        /// promtool has elements in random order on the way.
        var isUnordered: Bool
    }

    /// A vector and the labels its elements have, without the metric name.
    private struct Piece {
        var text: String
        var labels: [String]
    }

    private var random: SeededGenerator
    private var features: Set<String> = []
    private var isUnordered = false
    /// How many subqueries are open.
    private var subqueryDepth = 0
    /// 2.42 lets the window of `predict_linear` drift from its `@` within a subquery, which nobody wants.
    private var mayPin = true
    /// How often each construct has occurred, so that the rare ones come oftener.
    private(set) var tally: [String: Int] = [:]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> Query {
        features = []
        isUnordered = false
        let isTranscendental = random.chance(1, in: 5)
        let text = isTranscendental ? transcendental() : random.chance(1, in: 25) ? scalar(3) : vector(4).text
        for feature in features { tally[feature, default: 0] += 1 }
        // Between twelve and twenty-eight minutes, on and off the ticks.
        let milliseconds = Int64(48 + random.below(64)) * 15_000 + random.pick([0, 0, 1, 5_000, 14_999])
        return Query(
            text: text, milliseconds: milliseconds, features: features, isTranscendental: isTranscendental,
            isUnordered: isUnordered)
    }

    // MARK: Choice

    /// The least used of six, so that all get their turn.
    private mutating func rarest(_ names: [String]) -> String {
        var best = random.pick(names)
        for _ in 0..<5 {
            let other = random.pick(names)
            if tally[other, default: 0] < tally[best, default: 0] { best = other }
        }
        features.insert(best)
        return best
    }

    private mutating func note(_ feature: String) -> String {
        features.insert(feature)
        return feature
    }

    // MARK: Expressions

    private mutating func transcendental() -> String {
        let name = rarest(Self.transcendental + ["^", "atan2"])
        switch name {
        case "^":
            return random.chance(1, in: 2)
                ? "\(atom(1).text) ^ \(random.pick(["2", "0.37", "-1.5", "3", "0.5", "-2", "7"]))"
                : "\(random.pick(["2", "0.5", "1.1", "10"])) ^ \(atom(1).text)"
        case "atan2":
            let metric = random.pick(["temp", "load"])
            return random.chance(1, in: 2)
                ? "\(metric) atan2 \(metric) offset 1m" : "\(metric) atan2 \(random.pick(["2", "-3", "0"]))"
        case "asin", "acos", "atanh": return "\(name)(\(vector(1).text) / 40)"
        default: return "\(name)(\(vector(1).text))"
        }
    }

    private mutating func scalar(_ depth: Int) -> String {
        if depth <= 0 { return number() }
        switch random.below(9) {
        case 0...3: return number()
        case 4: return "\(note("time"))()"
        case 5: return "\(note("pi"))()"
        case 6: return "\(note("scalar"))(\(aggregation(depth - 1, grouping: []).text))"
        case 7:
            let op = rarest(Self.comparisons)
            return "(\(scalar(depth - 1)) \(op) \(note("bool")) \(scalar(depth - 1)))"
        default: return "(\(scalar(depth - 1)) \(rarest(Self.arithmetic)) \(scalar(depth - 1)))"
        }
    }

    private mutating func number() -> String {
        random.pick(
            ["0", "1", "2", "3", "0.5", "-1", "10", "0.1", "7", "1e3", "NaN", "Inf", "-Inf"].dropLast(
                random.chance(1, in: 6) ? 0 : 3))
    }

    /// An operand that binds tightly.
    private mutating func atom(_ depth: Int) -> Piece {
        let piece = vector(depth)
        return Piece(text: "(\(piece.text))", labels: piece.labels)
    }

    private mutating func vector(_ depth: Int) -> Piece {
        if depth <= 0 { return selector() }
        switch random.below(26) {
        case 0...1: return selector()
        case 2...3: return elementFunction(depth - 1)
        case 4...8: return windowFunction(depth - 1)
        case 9...12: return aggregation(depth - 1, grouping: nil)
        case 13...16: return matched(depth - 1)
        case 17...18: return withScalar(depth - 1)
        case 19...20: return set(depth - 1)
        case 21: return relabelled(depth - 1)
        case 22: return histogram(depth - 1)
        case 23...24: return date(depth - 1)
        default: return oddity(depth - 1)
        }
    }

    // MARK: Selectors

    private mutating func metric() -> Piece {
        random.pick([
            Piece(text: "temp", labels: ["job", "inst"]), Piece(text: "load", labels: ["job", "inst"]),
            Piece(text: "req_total", labels: ["job", "code"]), Piece(text: "err_total", labels: ["job", "code"]),
            Piece(text: "info", labels: ["job", "version"]), Piece(text: "lat_bucket", labels: ["job", "le"]),
        ])
    }

    private mutating func bare(_ metric: Piece) -> Piece {
        var matchers: [String] = []
        if random.chance(1, in: 3) {
            let label = random.pick(metric.labels + ["job"])
            let values = ["job": "x", "inst": "1", "code": "500", "version": "1.2", "le": "0.5"]
            let value = values[label] ?? "x"
            switch rarest(["=", "!=", "=~", "!~", "=\"\""]) {
            case "=": matchers.append("\(label)=\"\(value)\"")
            case "!=": matchers.append("\(label)!=\"\(value)\"")
            case "=~":
                matchers.append("\(label)=~\"\(random.pick(["\(value)|nope", ".+", "[\(value)]", ".*", "(x|2.*)"]))\"")
            case "!~": matchers.append("\(label)!~\"\(random.pick(["\(value)", "no.*", "(?i)X", ""]))\"")
            default: matchers.append("none=\"\"")
            }
        }
        let text = matchers.isEmpty ? metric.text : "\(metric.text){\(matchers.joined(separator: ","))}"
        return Piece(text: text, labels: metric.labels)
    }

    private mutating func modifiers() -> String {
        var parts: [String] = []
        if random.chance(1, in: 6) {
            features.insert("offset")
            parts.append("offset \(random.pick(["1m", "15s", "-1m", "5m", "7s", "-20s"]))")
        }
        if mayPin && random.chance(1, in: 9) {
            switch rarest(["@", "@ start()", "@ end()"]) {
            case "@": parts.append("@ \(600 + random.below(1_100))\(random.pick(["", ".5"]))")
            case "@ start()": parts.append("@ start()")
            default: parts.append("@ end()")
            }
        }
        if random.chance(1, in: 2) { parts.reverse() }
        return parts.map { " \($0)" }.joined()
    }

    private mutating func selector() -> Piece {
        var piece = bare(metric())
        piece.text += modifiers()
        return piece
    }

    /// A range selector or a subquery.
    private mutating func window(_ depth: Int, of metric: Piece?) -> Piece {
        let range = random.pick(["1m", "2m", "5m", "30s", "45s", "10m", "3m20s", "1m1s"])
        if depth > 0 && random.chance(1, in: 4) {
            let couldPin = mayPin
            mayPin = true
            subqueryDepth += 1
            let inner = vector(depth - 1)
            subqueryDepth -= 1
            mayPin = couldPin
            features.insert("subquery")
            // promtool puts all but selectors and functions of windows together from a hash table.
            isUnordered = true
            let step = random.pick(["30s", "1m", "", "7s"])
            return Piece(text: "(\(inner.text))[\(range):\(step)]\(modifiers())", labels: inner.labels)
        }
        let piece = bare(metric ?? self.metric())
        return Piece(text: "\(piece.text)[\(range)]\(modifiers())", labels: piece.labels)
    }

    // MARK: Functions

    private mutating func elementFunction(_ depth: Int) -> Piece {
        let name = rarest(Self.elementFunctions)
        let piece = vector(depth)
        switch name {
        case "round":
            let to = random.chance(1, in: 2) ? "" : ", \(random.pick(["0.1", "5", "2", "0", "-3"]))"
            return Piece(text: "round(\(piece.text)\(to))", labels: piece.labels)
        case "clamp": return Piece(text: "clamp(\(piece.text), \(number()), \(number()))", labels: piece.labels)
        case "clamp_min", "clamp_max":
            return Piece(text: "\(name)(\(piece.text), \(scalar(1)))", labels: piece.labels)
        default: return Piece(text: "\(name)(\(piece.text))", labels: piece.labels)
        }
    }

    private mutating func windowFunction(_ depth: Int) -> Piece {
        let name = rarest(Self.windowFunctions)
        let isOfCounters = ["rate", "increase", "irate", "resets"].contains(name)
        let metric =
            isOfCounters && random.chance(3, in: 4)
            ? Piece(text: random.pick(["req_total", "err_total"]), labels: ["job", "code"]) : nil
        mayPin = name != "predict_linear" || subqueryDepth == 0
        let piece = window(depth, of: metric)
        mayPin = true
        switch name {
        case "quantile_over_time":
            return Piece(text: "\(name)(\(quantile()), \(piece.text))", labels: piece.labels)
        case "predict_linear":
            return Piece(
                text: "\(name)(\(piece.text), \(random.pick(["60", "3600", "-30", "0"])))", labels: piece.labels)
        case "holt_winters":
            return Piece(
                text: "\(name)(\(piece.text), \(random.pick(["0.5", "0.1", "0.9"])), \(random.pick(["0.3", "0.8"])))",
                labels: piece.labels)
        case "absent_over_time":
            return random.chance(1, in: 2)
                ? Piece(text: "absent_over_time(none{job=\"x\",inst!=\"1\"}[5m])", labels: ["job"])
                : Piece(text: "\(name)(\(piece.text))", labels: [])
        default: return Piece(text: "\(name)(\(piece.text))", labels: piece.labels)
        }
    }

    private mutating func quantile() -> String { random.pick(["0.5", "0.9", "0", "1", "0.25", "-1", "2", "NaN"]) }

    private mutating func histogram(_ depth: Int) -> Piece {
        features.insert("histogram_quantile")
        isUnordered = true
        let buckets = random.pick([
            "rate(lat_bucket[5m])", "lat_bucket", "sum by (le) (rate(lat_bucket[2m]))", "increase(lat_bucket[10m])",
            "sum without (job) (lat_bucket)", "lat_bucket{le!=\"0.5\"}", "lat_bucket{le!=\"+Inf\"}",
        ])
        return Piece(
            text: "histogram_quantile(\(quantile()), \(buckets))",
            labels: buckets.hasPrefix("sum") ? [] : ["job"])
    }

    private mutating func relabelled(_ depth: Int) -> Piece {
        let name = rarest(["label_replace", "label_join"])
        let piece = vector(depth)
        if name == "label_join" {
            return Piece(
                text:
                    "label_join(\(piece.text), \"new\", \"-\", \"job\", \"\(random.pick(["inst", "code", "none"]))\")",
                labels: piece.labels + ["new"])
        }
        let source = random.pick(piece.labels + ["job"])
        let pattern = random.pick(["(.*)", "(.)(.*)", "nope", "x|(1)", "(?P<n>.+)"])
        let template = random.pick(["$1", "v-$1", "${1}z", "", "$n$$", "fixed"])
        let target = random.pick(["new", source, "job"])
        return Piece(
            text: "label_replace(\(piece.text), \"\(target)\", \"\(template)\", \"\(source)\", \"\(pattern)\")",
            labels: piece.labels + [target])
    }

    private mutating func date(_ depth: Int) -> Piece {
        let name = rarest(Self.dates)
        if random.chance(1, in: 4) { return Piece(text: "\(name)()", labels: []) }
        let piece = atom(depth)
        return Piece(text: "\(name)(\(piece.text) * \(random.pick(["86400", "1e7", "3600"])))", labels: piece.labels)
    }

    private mutating func oddity(_ depth: Int) -> Piece {
        let name = rarest(["absent", "vector", "sort", "sort_desc", "timestamp", "sign"])
        switch name {
        case "absent":
            let text = random.chance(1, in: 3) ? vector(depth).text : "none{job=\"x\",code=\"1\",code=\"2\"}"
            return Piece(text: "absent(\(text))", labels: ["job"])
        case "vector": return Piece(text: "vector(\(scalar(depth)))", labels: [])
        case "sign":
            let piece = atom(depth)
            return Piece(text: "\(random.pick(["-", "+"]))\(piece.text)", labels: piece.labels)
        case "timestamp":
            let piece = random.chance(1, in: 2) ? selector() : vector(depth)
            return Piece(text: "timestamp(\(piece.text))", labels: piece.labels)
        default:
            let piece = vector(depth)
            return Piece(text: "\(name)(\(piece.text))", labels: piece.labels)
        }
    }

    // MARK: Aggregations

    private mutating func aggregation(_ depth: Int, grouping: [String]?) -> Piece {
        let op = rarest(Self.aggregations)
        let piece = vector(depth)
        let kept: [String]
        var clause = ""
        if let grouping {
            kept = grouping
            if !grouping.isEmpty { clause = " by (\(grouping.joined(separator: ", ")))" }
        } else if random.chance(1, in: 4) {
            kept = []
        } else if random.chance(2, in: 3) {
            features.insert("by")
            kept = piece.labels.filter { _ in random.chance(1, in: 2) }
            clause = " by (\((kept + (random.chance(1, in: 6) ? ["none"] : [])).joined(separator: ", ")))"
        } else {
            features.insert("without")
            let dropped = piece.labels.filter { _ in random.chance(1, in: 2) }
            kept = piece.labels.filter { !dropped.contains($0) }
            clause = " without (\(dropped.joined(separator: ", ")))"
        }
        switch op {
        case "topk", "bottomk":
            let count = random.pick(["1", "2", "3", "5", "0", "2.7"])
            return Piece(text: "\(op)\(clause) (\(count), \(piece.text))", labels: piece.labels)
        case "quantile": return Piece(text: "quantile\(clause) (\(quantile()), \(piece.text))", labels: kept)
        case "count_values":
            return Piece(text: "count_values\(clause) (\"val\", \(piece.text))", labels: kept + ["val"])
        default: return Piece(text: "\(op)\(clause) (\(piece.text))", labels: kept)
        }
    }

    // MARK: Operators

    private mutating func withScalar(_ depth: Int) -> Piece {
        let isComparison = random.chance(1, in: 2)
        var op = isComparison ? rarest(Self.comparisons) : rarest(Self.arithmetic)
        if isComparison && random.chance(1, in: 3) { op += " \(note("bool"))" }
        let piece = atom(depth)
        let scalar = scalar(min(depth, 2))
        if random.chance(1, in: 3) {
            features.insert("scalar left")
            return Piece(text: "(\(scalar)) \(op) \(piece.text)", labels: piece.labels)
        }
        return Piece(text: "\(piece.text) \(op) \(scalar)", labels: piece.labels)
    }

    private mutating func matched(_ depth: Int) -> Piece {
        let isComparison = random.chance(1, in: 3)
        var op = isComparison ? rarest(Self.comparisons) : rarest(Self.arithmetic)
        if isComparison && random.chance(1, in: 3) { op += " \(note("bool"))" }
        let left = atom(depth)
        switch rarest(["one to one", "on", "ignoring", "group_left", "group_left copy", "group_right", "any matching"])
        {
        case "one to one":
            // The same twice matches for sure.
            let right = random.chance(1, in: 2) ? left.text : "(\(twin(of: left, depth).text))"
            return Piece(text: "\(left.text) \(op) \(right)", labels: left.labels)
        case "on":
            let labels = left.labels.joined(separator: ", ")
            return Piece(text: "\(left.text) \(op) on (\(labels)) (\(twin(of: left, depth).text))", labels: left.labels)
        case "ignoring":
            return Piece(
                text: "\(left.text) \(op) ignoring (none) (\(twin(of: left, depth).text))", labels: left.labels)
        case "group_left":
            let one = aggregation(depth - 1, grouping: ["job"])
            return Piece(text: "\(left.text) \(op) on (job) group_left () (\(one.text))", labels: left.labels)
        case "group_left copy":
            return Piece(
                text: "\(left.text) \(op) on (job) group_left (version) info", labels: left.labels + ["version"])
        case "group_right":
            let one = aggregation(depth - 1, grouping: ["job"])
            let clause = random.pick(["on (job)", "ignoring (inst, code, version, le, val, new)"])
            return Piece(text: "(\(one.text)) \(op) \(clause) group_right () \(left.text)", labels: left.labels)
        default:
            let clause = random.pick(["on ()", "on (job)", "ignoring (inst)", "ignoring (job, code)", "on (__name__)"])
            return Piece(text: "\(left.text) \(op) \(clause) \(atom(depth - 1).text)", labels: left.labels)
        }
    }

    /// A vector with about the same labels.
    private mutating func twin(of piece: Piece, _ depth: Int) -> Piece {
        switch piece.labels {
        case ["job", "inst"]: return Piece(text: random.pick(["temp", "load"]) + modifiers(), labels: piece.labels)
        case ["job", "code"]:
            return Piece(text: random.pick(["req_total", "err_total"]) + modifiers(), labels: piece.labels)
        default: return Piece(text: piece.text, labels: piece.labels)
        }
    }

    private mutating func set(_ depth: Int) -> Piece {
        let op = rarest(["and", "or", "unless"])
        let left = atom(depth)
        let right = random.chance(1, in: 2) ? atom(depth) : twin(of: left, depth)
        let clause = rarest(["\(op) all", "\(op) on", "\(op) ignoring"])
        let matching =
            clause.hasSuffix("on") ? "on (job) " : clause.hasSuffix("ignoring") ? "ignoring (inst, code) " : ""
        return Piece(text: "\(left.text) \(op) \(matching)(\(right.text))", labels: left.labels)
    }

    // MARK: Vocabulary

    static let arithmetic = ["+", "-", "*", "/", "%"]
    static let comparisons = ["==", "!=", "<", "<=", ">", ">="]
    static let aggregations = AggregationOperator.allCases.filter { !$0.isExperimental }.map(\.text)
    static let dates = stable { if case .calendar = $0 { true } else { false } }
    static let windowFunctions =
        stable { if case .window = $0 { true } else { false } } + ["absent_over_time"]
    static let transcendental = [
        "exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
        "acosh", "atanh",
    ]
    static let elementFunctions =
        stable {
            switch $0 {
            case .element, .elementWithParameters: true
            default: false
            }
        }.filter { !transcendental.contains($0) }

    /// What each run has to show often enough: every function and aggregation of 2.42, every operator and way to match.
    static let constructs: [String] = {
        let functions = FunctionCatalogue.all.filter {
            $0.exists(in: .prometheus2) && $0.standing == .stable && $0.name != "histogram_fraction"
        }.map(\.name)
        let sets = ["and", "or", "unless"].flatMap { op in [op, "\(op) all", "\(op) on", "\(op) ignoring"] }
        return functions + aggregations + arithmetic + comparisons + sets + ["^", "atan2", "bool", "sign", "subquery"]
            + ["one to one", "on", "ignoring", "group_left", "group_left copy", "group_right", "any matching"]
            + ["by", "without", "scalar left", "offset", "@", "@ start()", "@ end()", "=", "!=", "=~", "!~", "=\"\""]
    }()

    private static func stable(_ isWanted: (FunctionImplementation) -> Bool) -> [String] {
        FunctionCatalogue.all.filter {
            $0.exists(in: .prometheus2) && $0.standing == .stable && isWanted($0.implementation)
        }.map(\.name)
    }
}
