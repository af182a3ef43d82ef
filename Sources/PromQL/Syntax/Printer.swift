import SourceText
import TimeSeries

extension Expression {
    /// The expression as Prometheus 3 prints it: matchers sorted, modifiers in one order, `%q` strings.
    ///
    /// Parsing it again gives the same expression and so the same text. Prometheus's own text misses that in places, so
    /// ours departs from it there: durations finer than a millisecond print as seconds, `Inf` prints without a sign,
    /// calculated durations keep the parentheses they need and stand before `@`, and 2.x expressions print in the same,
    /// complete, form.
    package var canonicalText: String { canonicalText(of: root) }

    /// The canonical text of one node and all below it.
    ///
    /// - Complexity: linear in the text printed; no recursion.
    package func canonicalText(of id: NodeID) -> String {
        var printer = Printer(self)
        printer.print(id)
        return String(decoding: printer.output, as: UTF8.self)
    }
}

/// Writes nodes from left to right; what is still to be written waits on a stack.
private struct Printer {
    private let expression: Expression
    private(set) var output: [UInt8] = []
    private var pending: [Piece] = []

    private enum Piece {
        case node(NodeID)
        case text(String)
    }

    init(_ expression: Expression) { self.expression = expression }

    mutating func print(_ root: NodeID) {
        pending.append(.node(root))
        while let piece = pending.popLast() {
            switch piece {
            case .text(let text): output.append(contentsOf: text.utf8)
            case .node(let id): pending.append(contentsOf: pieces(of: expression[id]).reversed())
            }
        }
    }

    private func pieces(of node: Node) -> [Piece] {
        switch node.kind {
        case .number(let literal): [.text(text(literal))]
        case .string(let bytes): [.text(GoQuoting.quoted(bytes))]
        case .vectorSelector(let selector): [.text(text(selector) + text(selector.modifiers))]
        case .matrixSelector(let selector): pieces(of: selector)
        case .subquery(let subquery):
            [
                .node(subquery.expression),
                .text("[\(text(subquery.range)):\(subquery.step.map(text) ?? "")]\(text(subquery.modifiers))"),
            ]
        case .call(let call): [.text(call.function.name + "(")] + list(call.arguments) + [.text(")")]
        case .aggregation(let aggregation):
            [.text(aggregation.operator.text + grouping(of: aggregation) + "(")]
                + list([aggregation.parameter, aggregation.expression].compactMap { $0 }) + [.text(")")]
        case .binary(let operation):
            [
                .node(operation.left),
                .text(
                    " \(operation.operator.text)\(operation.returnsBool ? " bool" : "")\(text(operation.matching)) "),
                .node(operation.right),
            ]
        case .sign(let sign, let operand): [.text(sign.text), .node(operand)]
        case .parentheses(let inner): [.text("("), .node(inner), .text(")")]
        }
    }

    private func list(_ ids: [NodeID]) -> [Piece] {
        var pieces: [Piece] = []
        for id in ids {
            if !pieces.isEmpty { pieces.append(.text(", ")) }
            pieces.append(.node(id))
        }
        return pieces
    }

    // MARK: Selectors

    private func text(_ selector: VectorSelector) -> String {
        let name = selector.name?.string ?? ""
        if selector.matchers.isEmpty { return name }
        let matchers = selector.matchers.map(text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return "\(name){\(matchers.joined(separator: ","))}"
    }

    private func text(_ matcher: LabelMatcher) -> String {
        "\(text(label: matcher.name))\(matcher.operator.text)\(GoQuoting.quoted(matcher.value.bytes))"
    }

    /// Quoted unless it is a plain word.
    private func text(label name: ByteString) -> String {
        let isWord = name.bytes.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
            default: false
            }
        }
        return isWord && !name.isEmpty ? name.string : GoQuoting.quoted(name.bytes)
    }

    private func pieces(of selector: MatrixSelector) -> [Piece] {
        guard case .vectorSelector(let vector) = expression[selector.vector].kind else {
            preconditionFailure("a range stands behind a vector selector")
        }
        return [.text("\(text(vector))[\(text(selector.range))]\(text(vector.modifiers))")]
    }

    // MARK: Modifiers

    /// `@` before `offset`; but a calculated offset swallows the arithmetic behind it, unless `@` stops it.
    private func text(_ modifiers: TimeModifiers) -> String {
        var at = ""
        switch modifiers.at {
        case nil: break
        case .timestamp(let milliseconds): at = " @ \(GoNumberText.fixed(Double(milliseconds) / 1000, decimals: 3))"
        case .start: at = " @ start()"
        case .end: at = " @ end()"
        }
        switch modifiers.offset {
        case .fixed(nanoseconds: 0): return at
        case .fixed: return "\(at) offset \(text(modifiers.offset))"
        case .computed(let calculation):
            let length = text(calculation)
            return " offset \(calculation.terms.last?.isBinary == true ? "(\(length))" : length)\(at)"
        }
    }

    private func grouping(of aggregation: Aggregation) -> String {
        if aggregation.isWithout { return " without (\(text(aggregation.grouping))) " }
        return aggregation.grouping.isEmpty ? "" : " by (\(text(aggregation.grouping))) "
    }

    private func text(_ matching: VectorMatching?) -> String {
        guard let matching else { return "" }
        let isGrouped = matching.cardinality == .manyToOne || matching.cardinality == .oneToMany
        var result = ""
        if !matching.labels.isEmpty || matching.isOn || isGrouped {
            result = " \(matching.isOn ? "on" : "ignoring") (\(text(matching.labels)))"
        }
        if isGrouped {
            let side = matching.cardinality == .manyToOne ? "left" : "right"
            result += " group_\(side) (\(text(matching.include)))"
        }
        return result
    }

    private func text(_ labels: [LabelName]) -> String {
        labels.map { text(label: $0.name) }.joined(separator: ", ")
    }

    // MARK: Numbers and durations

    private func text(_ literal: NumberLiteral) -> String {
        guard literal.isDuration, let nanoseconds = Int64(exactly: (literal.value * 1e9).rounded()) else {
            // With its sign, infinity could not stand in front of `^`.
            return literal.value == .infinity ? "Inf" : GoNumberText.shortest(literal.value)
        }
        return text(nanoseconds: nanoseconds)
    }

    private func text(_ duration: DurationValue) -> String {
        switch duration {
        case .fixed(let nanoseconds): text(nanoseconds: nanoseconds)
        case .computed(let calculation): text(calculation)
        }
    }

    private func text(nanoseconds: Int64) -> String {
        let (milliseconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        if rest != 0 { return GoNumberText.shortest(Double(nanoseconds) / 1e9) }
        return PrometheusDuration.text(milliseconds: milliseconds)
    }

    private func text(_ calculation: DurationExpression) -> String {
        var stack: [String] = []
        for term in calculation.terms {
            switch term {
            case .number(let literal): stack.append(text(literal))
            case .step: stack.append("step()")
            case .range: stack.append("range()")
            case .negate: stack.append("-" + (stack.popLast() ?? ""))
            case .wrap: stack.append("(" + (stack.popLast() ?? "") + ")")
            case .add: join(&stack) { "\($0) + \($1)" }
            case .subtract: join(&stack) { "\($0) - \($1)" }
            case .multiply: join(&stack) { "\($0) * \($1)" }
            case .divide: join(&stack) { "\($0) / \($1)" }
            case .modulo: join(&stack) { "\($0) % \($1)" }
            case .power: join(&stack) { "\($0) ^ \($1)" }
            case .minimum: join(&stack) { "min_of(\($0), \($1))" }
            case .maximum: join(&stack) { "max_of(\($0), \($1))" }
            }
        }
        return stack.last ?? ""
    }

    private func join(_ stack: inout [String], _ combine: (String, String) -> String) {
        let right = stack.popLast() ?? ""
        let left = stack.popLast() ?? ""
        stack.append(combine(left, right))
    }
}
