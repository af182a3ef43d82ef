import PromQL
import TestKit

/// Writes well-typed PromQL over the series of `RandomStore`, of a kind that mostly has a result.
struct RandomQuery {
    private var random: SeededGenerator
    private let functions: [Function]
    private var nextFunction: Function?
    /// Whether selectors may have a fixed time or a negative offset.
    var looksAhead = true
    /// What selectors select beside the series of `RandomStore`.
    var recorded: [String] = []

    init(seed: UInt64, _ semantics: Semantics) {
        random = SeededGenerator(seed: seed)
        functions = FunctionCatalogue.all.filter { $0.exists(in: semantics) && $0.standing == .stable }
        // Every function has its turn.
        let vectors = functions.filter { $0.returns == .vector }
        if seed % 2 == 0 { nextFunction = vectors[Int(seed / 2) % vectors.count] }
    }

    mutating func expression() -> String {
        if random.chance(1, in: 15) { return scalar(depth: 2) }
        return nextFunction == nil ? vector(depth: 1 + random.below(3)) : call(depth: 1 + random.below(3))
    }

    // MARK: Types

    private mutating func scalar(depth: Int) -> String {
        if depth <= 0 || random.chance(1, in: 2) { return number() }
        switch random.below(6) {
        case 0: return "time()"
        case 1: return "scalar(\(vector(depth: depth - 1)))"
        case 2: return "scalar(sum(\(vector(depth: depth - 1))))"
        case 3: return "-\(parenthesised(scalar(depth: depth - 1)))"
        case 4:
            let op = random.pick(["==", "!=", "<", "<=", ">", ">="])
            return "\(parenthesised(scalar(depth: depth - 1))) \(op) bool \(parenthesised(scalar(depth: depth - 1)))"
        default:
            let op = random.pick(["+", "-", "*", "/", "%", "^", "atan2"])
            return "\(parenthesised(scalar(depth: depth - 1))) \(op) \(parenthesised(scalar(depth: depth - 1)))"
        }
    }

    private mutating func vector(depth: Int) -> String {
        if depth <= 0 { return selector() }
        switch random.below(15) {
        case 0: return selector()
        case 1...5: return call(depth: depth)
        case 6...9: return aggregation(depth: depth)
        case 10...13: return binary(depth: depth)
        default: return "-\(parenthesised(vector(depth: depth - 1)))"
        }
    }

    private mutating func matrix(depth: Int, _ metric: String? = nil) -> String {
        let range = random.pick(["30s", "1m", "2m", "5m", "10m", "15s", "17s"])
        guard metric == nil, random.chance(1, in: 4) else { return bareSelector(metric) + "[\(range)]" + modifiers() }
        let step = random.pick(["", "10s", "30s", "1m", "45s"])
        return "\(parenthesised(vector(depth: depth - 1)))[\(random.pick(["1m", "3m", "5m"])):\(step)]" + modifiers()
    }

    private func parenthesised(_ text: String) -> String { "(\(text))" }

    private mutating func number() -> String {
        random.pick(["0", "1", "2", "0.5", "-1", "0.95", "10", "100", "3", "1e3", "NaN", "Inf"])
    }

    // MARK: Selectors

    private mutating func selector() -> String { bareSelector(nil) + modifiers() }

    private mutating func bareSelector(_ metric: String?) -> String {
        if metric == nil, random.chance(1, in: 12) { return "{__name__=~\"twin_.*\"}" }
        let name = metric ?? random.pick(Self.metrics + recorded)
        switch random.below(8) {
        case 0: return name + "{job=\"a\"}"
        case 1: return name + "{instance=~\"1|2\"}"
        case 2: return name + "{job!=\"b\"}"
        case 3: return name + "{instance!~\"3\"}"
        default: return name
        }
    }

    private mutating func modifiers() -> String {
        var text = ""
        let offsets = ["15s", "1m", "90s", "7s"] + (looksAhead ? ["-30s"] : [])
        if random.chance(1, in: 8) { text += " offset \(random.pick(offsets))" }
        if looksAhead && random.chance(1, in: 12) { text += " @ \(random.pick(["300", "600.5", "end()", "start()"]))" }
        return text
    }

    // MARK: Functions

    private mutating func call(depth: Int) -> String {
        let function = nextFunction ?? random.pick(functions.filter { $0.returns == .vector })
        nextFunction = nil
        switch function.name {
        case "histogram_quantile":
            return "histogram_quantile(\(scalar(depth: 0)), \(buckets()))"
        case "histogram_fraction":
            return "histogram_fraction(0, \(random.pick(["1", "0.5", "3"])), \(buckets()))"
        case "label_replace":
            let replacement = random.pick(["$1", "x$1", ""])
            let source = random.pick(["instance", "job", "code"])
            return "label_replace(\(vector(depth: depth - 1)), \"\(random.pick(["job", "to", "instance"]))\", "
                + "\"\(replacement)\", \"\(source)\", \"\(random.pick(["(.*)", "([0-9]).*", "a"]))\")"
        case "label_join":
            return
                "label_join(\(vector(depth: depth - 1)), \"\(random.pick(["to", "job"]))\", \"-\", \"job\", \"instance\")"
        case "holt_winters":
            return "holt_winters(\(matrix(depth: depth)), \(random.pick(["0.5", "0.1", "2"])), 0.3)"
        case "quantile_over_time":
            return "quantile_over_time(\(scalar(depth: 1)), \(matrix(depth: depth)))"
        case "clamp":
            return "clamp(\(vector(depth: depth - 1)), \(scalar(depth: 0)), \(scalar(depth: 0)))"
        case "rate", "increase", "irate", "resets", "delta":
            let metric =
                random.chance(3, in: 4) ? random.pick(["requests_total", "bytes_total", "latency_bucket"]) : nil
            return "\(function.name)(\(matrix(depth: depth, metric)))"
        case "minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year":
            if random.chance(1, in: 2) { return "\(function.name)()" }
        case "timestamp":
            if random.chance(2, in: 3) { return "timestamp(\(selector()))" }
        default: break
        }
        var arguments: [String] = []
        var count = function.fewestArguments
        if let most = function.mostArguments, most > count, random.chance(1, in: 2) { count = most }
        for index in 0..<max(count, function.arguments.isEmpty ? 0 : 1) {
            switch function.argumentType(at: index) {
            case .scalar: arguments.append(scalar(depth: random.below(2)))
            case .matrix: arguments.append(matrix(depth: depth))
            default: arguments.append(vector(depth: depth - 1))
            }
        }
        return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }

    private mutating func buckets() -> String {
        switch random.below(4) {
        case 0: "latency_bucket"
        case 1: "rate(latency_bucket[\(random.pick(["1m", "2m"]))])"
        case 2: "sum by (le) (rate(latency_bucket[2m]))"
        default: "sum by (job, le) (increase(latency_bucket[2m]))"
        }
    }

    // MARK: Operators

    private mutating func aggregation(depth: Int) -> String {
        let op = random.pick(AggregationOperator.allCases.filter { !$0.isExperimental })
        let grouping = random.pick([
            "", "", " by (job)", " by (instance)", " by (job, code)", " without (instance)", " without (code, le)",
            " by (missing)", " by (__name__)",
        ])
        var parameter = ""
        switch op {
        case .topk, .bottomk:
            parameter = "\(random.chance(1, in: 8) ? scalar(depth: 1) : random.pick(["1", "2", "3", "5"])), "
        case .quantile: parameter = "\(scalar(depth: 1)), "
        case .countValues: parameter = "\"\(random.pick(["value", "job"]))\", "
        default: break
        }
        return "\(op.text)\(grouping) (\(parameter)\(vector(depth: depth - 1)))"
    }

    private mutating func binary(depth: Int) -> String {
        let op = random.pick(BinaryOperator.allCases.filter { $0 != .trimLower && $0 != .trimUpper })
        let bool = op.isComparison && random.chance(1, in: 3) ? " bool" : ""
        if !op.isSetOperation && random.chance(1, in: 4) {
            let number = random.pick(["0", "1", "10", "0.5", scalar(depth: 1)])
            let vector = vector(depth: depth - 1)
            return random.chance(1, in: 3)
                ? "\(parenthesised(number)) \(op.text)\(bool) \(parenthesised(vector))"
                : "\(parenthesised(vector)) \(op.text)\(bool) \(parenthesised(number))"
        }
        if op.isSetOperation {
            let matching = random.pick(["", " on (job)", " on (job, instance)", " ignoring (code)", " on ()"])
            return
                "\(parenthesised(vector(depth: depth - 1))) \(op.text)\(matching) \(parenthesised(vector(depth: depth - 1)))"
        }
        return matched(op.text + bool, depth: depth)
    }

    /// Sides that can match, one to one and otherwise.
    private mutating func matched(_ op: String, depth: Int) -> String {
        switch random.below(9) {
        case 0:
            let one = selector()
            return "\(one) \(op) \(random.chance(1, in: 2) ? one : selector())"
        case 1: return "requests_total{code=\"500\"} \(op) ignoring (code) requests_total{code=\"200\"}"
        case 2: return "rate(bytes_total[2m]) \(op) on (job, instance) level"
        case 3: return "requests_total \(op) on (job, instance) group_left queue"
        case 4: return "level \(op) on (job, instance) group_right requests_total"
        case 5: return "requests_total \(op) on (job, instance) group_left (version) build_info"
        case 6:
            return "sum by (job) (\(vector(depth: depth - 1))) \(op) on (job) \(random.pick(["limit", "twin_left"]))"
        case 7: return "queue \(op) ignoring (instance) group_left limit"
        default:
            let matching = random.pick(["", " on (job)", " ignoring (instance)", " on (job, instance)", " on ()"])
            let group =
                matching.isEmpty || random.chance(1, in: 2) ? "" : random.pick([" group_left ()", " group_right ()"])
            return "\(parenthesised(vector(depth: depth - 1))) \(op)\(matching)\(group) "
                + parenthesised(vector(depth: depth - 1))
        }
    }

    private static let metrics = [
        "up", "requests_total", "bytes_total", "queue", "level", "latency_bucket", "build_info", "twin_left",
        "twin_right", "limit", "phase", "__type__less",
    ]
}

/// Counts what expressions are made of.
struct QueryHistogram {
    private(set) var counts: [String: Int] = [:]

    mutating func add(_ expression: Expression) {
        for id in expression.ids {
            switch expression[id].kind {
            case .call(let call): counts[call.function.name, default: 0] += 1
            case .aggregation(let aggregation):
                let grouping = aggregation.isWithout ? " without" : aggregation.grouping.isEmpty ? "" : " by"
                counts[aggregation.operator.text + grouping, default: 0] += 1
            case .binary(let operation): add(operation, expression)
            case .subquery(let subquery):
                counts["subquery", default: 0] += 1
                add(subquery.modifiers)
            case .vectorSelector(let selector): add(selector.modifiers)
            case .sign: counts["sign", default: 0] += 1
            case .number, .string, .matrixSelector, .parentheses: break
            }
        }
    }

    private mutating func add(_ operation: BinaryOperation, _ expression: Expression) {
        let types = [operation.left, operation.right].map { expression[$0].type == .scalar ? "scalar" : "vector" }
        counts["\(types[0]) \(operation.operator.text) \(types[1])", default: 0] += 1
        if operation.returnsBool { counts["bool", default: 0] += 1 }
        guard let matching = operation.matching else { return }
        let form = matching.isOn ? "on" : matching.labels.isEmpty ? "default" : "ignoring"
        let kind = operation.operator.isSetOperation ? "set" : "\(matching.cardinality)"
        counts["match \(form) \(kind)\(matching.include.isEmpty ? "" : " include")", default: 0] += 1
    }

    private mutating func add(_ modifiers: TimeModifiers) {
        if !modifiers.offset.isZero { counts["offset", default: 0] += 1 }
        if let at = modifiers.at {
            switch at {
            case .timestamp: counts["@ time", default: 0] += 1
            case .start, .end: counts["@ start() or end()", default: 0] += 1
            }
        }
    }

    var text: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}
