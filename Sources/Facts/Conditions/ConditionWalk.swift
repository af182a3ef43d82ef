import PromQL
package import SourceText

/// One reading of one alert expression. Recursion is bounded by the parser's nesting limit, except along chains of one
/// operator, which are bounded here.
struct ConditionWalk {
    let reader: ConditionReader
    let normalisation: ConditionNormalisation
    /// Recorded names that are being followed.
    private var following: [ByteString] = []
    private var depth = 0

    /// Deeper chains than this are no alert anybody wrote by hand.
    private static let depthLimit = 400

    init(reader: ConditionReader, normalisation: ConditionNormalisation) {
        self.reader = reader
        self.normalisation = normalisation
    }

    mutating func read(_ id: NodeID, in expression: Expression) throws(ConditionRefusal) -> ReadValue {
        let node = expression[id]
        depth += 1
        defer { depth -= 1 }
        if depth > Self.depthLimit { throw ConditionRefusal(.tooDeep, at: node.range) }
        switch node.kind {
        case .number(let number): return ReadValue(value: Quotient(LinearCombination(constant: number.value)))
        case .string: throw ConditionRefusal(.notLinear, at: node.range)
        case .parentheses(let inner): return try read(inner, in: expression)
        case .sign(let sign, let operand):
            var result = try read(operand, in: expression)
            if sign == .minus { result.value = result.value?.scaled(by: -1) }
            return result
        case .vectorSelector: return try selected(id, .level, windowMilliseconds: nil, in: expression)
        case .matrixSelector, .subquery: throw ConditionRefusal(.noComparison, at: node.range)
        case .binary(let operation): return try read(operation, at: node.range, in: expression)
        case .aggregation(let aggregation): return try read(aggregation, at: node.range, in: expression)
        case .call(let call): return try read(call, at: node.range, in: expression)
        }
    }

    // MARK: Operators

    private mutating func read(
        _ operation: BinaryOperation, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        let left = try read(operation.left, in: expression)
        // `x or vector(0)` is x that never goes missing; the right side of `unless` only silences.
        if operation.operator == .unless { return left }
        let right = try read(operation.right, in: expression)
        switch operation.operator {
        case .and: return ReadValue(value: left.value, alternatives: left.conjoined(with: right))
        case .or:
            if right.value?.constant != nil, right.alternatives == [[]] { return left }
            return ReadValue(value: left.value, alternatives: left.alternatives + right.alternatives)
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
            return try compared(left, operation, right, at: range)
        case .add, .subtract, .multiply, .divide:
            return try combined(left, operation.operator, right, at: range)
        case .modulo, .power, .atan2, .unless, .trimUpper, .trimLower:
            if let one = left.value?.constant, let other = right.value?.constant, operation.operator == .power {
                return ReadValue(value: Quotient(LinearCombination(constant: Self.power(one, other))))
            }
            throw ConditionRefusal(.notLinear, at: range)
        }
    }

    private func compared(
        _ left: ReadValue, _ operation: BinaryOperation, _ right: ReadValue, at range: ByteRange
    ) throws(ConditionRefusal) -> ReadValue {
        let passed = left.conjoined(with: right)
        // `(x > bool 0.02) == 1` asks what `x > 0.02` asks.
        guard let one = left.value else {
            guard right.value?.constant != nil, passed != [[]] else { throw ConditionRefusal(.noComparison, at: range) }
            return ReadValue(value: nil, alternatives: passed)
        }
        guard let other = right.value, let comparator = AlertCondition.Comparator(rawValue: operation.operator.text)
        else { throw ConditionRefusal(.noComparison, at: range) }
        if one.constant != nil, other.constant != nil { return ReadValue(value: one, alternatives: passed) }
        guard let condition = normalisation.condition(one, comparator, other) else {
            throw ConditionRefusal(
                one.constant == nil && other.constant == nil ? .comparesTwoExpressions : .notLinear, at: range)
        }
        // A comparison keeps the vector's value, even when the number stands on the left.
        return ReadValue(
            value: operation.returnsBool ? nil : (one.constant == nil ? one : other),
            alternatives: passed.map { $0 + [PlacedCondition(condition: condition, range: range)] })
    }

    private func combined(
        _ left: ReadValue, _ symbol: BinaryOperator, _ right: ReadValue, at range: ByteRange
    ) throws(ConditionRefusal) -> ReadValue {
        guard let one = left.value, let other = right.value else { throw ConditionRefusal(.notLinear, at: range) }
        let result: Quotient? =
            switch symbol {
            case .add: one.adding(other, times: 1)
            case .subtract: one.adding(other, times: -1)
            case .multiply: one.multiplied(by: other)
            default: one.divided(by: other)
            }
        guard let result else { throw ConditionRefusal(.notLinear, at: range) }
        // A floor on the denominator (`x / (y > 10)`) is a condition too.
        return ReadValue(value: result, alternatives: left.conjoined(with: right))
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        guard exponent == exponent.rounded(), abs(exponent) <= 64 else { return .nan }
        var result = 1.0
        for _ in 0..<Int(abs(exponent)) { result *= base }
        return exponent < 0 ? 1 / result : result
    }

    // MARK: Aggregations

    private mutating func read(
        _ aggregation: Aggregation, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        var result = try read(aggregation.expression, in: expression)
        guard var value = result.value else { return result }
        switch aggregation.operator {
        case .sum:
            // A sum of quotients is no quotient of sums.
            guard value.denominator.isConstant else { throw ConditionRefusal(.aggregation("sum"), at: range) }
        case .max, .min, .avg, .topk, .bottomk: break
        case .count, .group, .stddev, .stdvar, .quantile, .countValues, .limitk, .limitRatio:
            throw ConditionRefusal(.aggregation(aggregation.operator.text), at: range)
        }
        if aggregation.operator != .topk, aggregation.operator != .bottomk {
            value.groupedBy =
                aggregation.isWithout ? [] : aggregation.grouping.map(\.name).filter { $0 != "le" }.sorted()
        }
        result.value = value
        return result
    }

    // MARK: Functions

    private mutating func read(
        _ call: Call, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        let name = String(decoding: expression.text[call.nameRange.range], as: UTF8.self)
        switch (name, call.arguments.count) {
        case ("rate", 1), ("irate", 1), ("increase", 1), ("delta", 1), ("deriv", 1), ("idelta", 1):
            return try growth(name, of: call.arguments[0], at: range, in: expression)
        case ("histogram_quantile", 2):
            return try quantile(call, at: range, in: expression)
        case ("avg_over_time", 1), ("max_over_time", 1), ("min_over_time", 1), ("last_over_time", 1),
            ("sum_over_time", 1):
            return try overTime(name, of: call.arguments[0], in: expression)
        case ("absent", 1), ("absent_over_time", 1):
            return try absence(of: call.arguments[0], at: range, in: expression)
        case ("clamp_min", 2), ("clamp_max", 2), ("round", _), ("sort", 1), ("sort_desc", 1), ("vector", 1),
            ("scalar", 1), ("ceil", 1), ("floor", 1), ("abs", 1), ("label_replace", _), ("label_join", _):
            guard let first = call.arguments.first else { break }
            return try read(first, in: expression)
        default: break
        }
        throw ConditionRefusal(.function(name), at: range)
    }

    /// `rate` and `increase` differ by the window's length, so both are carried as growth per second.
    private mutating func growth(
        _ name: String, of argument: NodeID, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        guard let (inner, window) = Self.window(argument, in: expression) else {
            throw ConditionRefusal(.function(name), at: range)
        }
        var result = try selected(inner, .rate, windowMilliseconds: window, in: expression)
        if name == "increase" || name == "delta" || name == "idelta" {
            result.value = result.value?.scaled(by: Double(window) / 1000)
        }
        return result
    }

    private mutating func quantile(
        _ call: Call, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        guard let share = try read(call.arguments[0], in: expression).value?.constant else {
            throw ConditionRefusal(.function("histogram_quantile"), at: range)
        }
        let buckets = try read(call.arguments[1], in: expression)
        guard let value = buckets.value, value.denominator.isConstant, value.numerator.terms.count == 1,
            var term = value.numerator.terms.first?.term
        else { throw ConditionRefusal(.function("histogram_quantile"), at: range) }
        term.statistic = .quantile(share)
        term.selection.part = .bucket
        return ReadValue(
            value: Quotient(LinearCombination(term), groupedBy: value.groupedBy), alternatives: buckets.alternatives)
    }

    private mutating func overTime(
        _ name: String, of argument: NodeID, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        guard let (inner, window) = Self.window(argument, in: expression) else {
            throw ConditionRefusal(.function(name), at: expression[argument].range)
        }
        var result = try read(inner, in: expression)
        guard var value = result.value else { return result }
        // A gauge over time is a statistic of its own; over anything else the window only grows.
        value.numerator = value.numerator.replacingTerms { Self.widened($0, by: window, name) }
        value.denominator = value.denominator.replacingTerms { Self.widened($0, by: window, name) }
        result.value = value
        return result
    }

    private static func widened(_ term: MeasuredTerm, by window: Int64, _ name: String) -> LinearCombination {
        var term = term
        if term.statistic == .level { term.statistic = .overTime(name) }
        term.windowMilliseconds = (term.windowMilliseconds ?? 0) + window
        return LinearCombination(term)
    }

    private mutating func absence(
        of argument: NodeID, at range: ByteRange, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        let inner = Self.window(argument, in: expression)?.inner ?? argument
        let read = try read(inner, in: expression)
        guard let term = read.value?.numerator.terms.first?.term else {
            throw ConditionRefusal(.function("absent"), at: range)
        }
        let condition = AlertCondition(
            subject: .value(term.selection), statistic: .absence, comparator: .equal, threshold: Quantity(1, .count),
            windowMilliseconds: term.windowMilliseconds, holdMilliseconds: normalisation.holdMilliseconds,
            groupedBy: [])
        return ReadValue(value: nil, alternatives: [[PlacedCondition(condition: condition, range: range)]])
    }

    /// The inside of a range selector or subquery, and its length in milliseconds.
    private static func window(_ id: NodeID, in expression: Expression) -> (inner: NodeID, milliseconds: Int64)? {
        switch expression[id].kind {
        case .matrixSelector(let selector):
            (try? selector.range.milliseconds()).map { (selector.vector, $0) }
        case .subquery(let subquery):
            (try? subquery.range.milliseconds()).map { (subquery.expression, $0) }
        case .parentheses(let inner): window(inner, in: expression)
        default: nil
        }
    }

    // MARK: Selectors

    /// A selector read through a statistic; a recorded series is replaced by what its rule computes.
    private mutating func selected(
        _ id: NodeID, _ statistic: AlertCondition.Statistic, windowMilliseconds: Int64?, in expression: Expression
    ) throws(ConditionRefusal) -> ReadValue {
        guard let selector = SelectorFact(id, in: expression) else { return try read(id, in: expression) }
        if let name = selector.name?.value, !reader.recordings[name].isEmpty, statistic == .level {
            return try followed(name, selector, at: selector.range)
        }
        let selection = reader.selection(of: selector)
        let term = MeasuredTerm(selection: selection, statistic: statistic, windowMilliseconds: windowMilliseconds)
        return ReadValue(value: Quotient(LinearCombination(term)))
    }

    private mutating func followed(
        _ name: ByteString, _ selector: SelectorFact, at range: ByteRange
    ) throws(ConditionRefusal) -> ReadValue {
        if following.contains(name) { throw ConditionRefusal(.cyclicRecordingRule(name), at: range) }
        if following.count >= ConditionReader.followLimit { throw ConditionRefusal(.tooDeep, at: range) }
        let rules = reader.recordings.rules(producing: name, for: selector)
        guard rules.count == 1 else { throw ConditionRefusal(.ambiguousRecordingRule(name), at: range) }
        following.append(name)
        defer { following.removeLast() }
        do throws(ConditionRefusal) {
            var result = try read(rules[0].expression.root, in: rules[0].expression)
            result.alternatives = result.alternatives.map { conditions in
                conditions.map { PlacedCondition(condition: $0.condition, range: range) }
            }
            return result
        } catch {
            // The place must lie in the alert's own text.
            throw ConditionRefusal(error.reason, at: range)
        }
    }
}

extension ConditionReader {
    /// The signal a selector reads, or the bare family where none is known.
    func selection(of selector: SelectorFact) -> SignalSelection {
        if let known = signals.selection(of: selector) { return known }
        let name = selector.name?.value ?? ByteString([])
        let narrowedBy = selector.matchers.filter { !$0.acceptsEverything }.map(\.text).sorted()
        for (suffix, part) in [("_bucket", SignalSelection.Part.bucket), ("_sum", .sum), ("_count", .count)] {
            guard let family = name.dropping(suffix: suffix) else { continue }
            if part == .bucket || emitted.family(ofSeries: name)?.name == family {
                return SignalSelection(
                    source: .family(family), part: part, narrowedBy: narrowedBy, family: family,
                    unit: Unit.named(inFamily: family))
            }
        }
        return SignalSelection(
            source: .family(name), part: .value, narrowedBy: narrowedBy, family: name, unit: Unit.named(inFamily: name))
    }
}

extension Unit {
    /// The unit that Prometheus naming puts into a family's name: `pinecone_query_seconds`.
    ///
    /// Source: prometheus/docs, "Metric and label naming".
    package static func named(inFamily family: ByteString) -> Unit {
        let words = family.string.split(separator: "_")
        if words.contains("milliseconds") || words.contains("ms") { return .milliseconds }
        if words.contains("seconds") { return .seconds }
        if words.contains("ratio") { return .ratio }
        if words.contains("percent") { return .percent }
        return .count
    }
}
