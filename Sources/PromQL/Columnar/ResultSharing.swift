import SourceText
import TimeSeries

/// Keeps results of expressions that several rules have in common: public rule sets compute the same rates again and
/// again.
///
/// What will be evaluated is announced, so that a result is kept from its first use to its last and no longer.
struct ResultSharing: Sendable {
    /// What a result is the result of, in queries of their own.
    struct Key: Hashable, Sendable {
        /// The canonical text.
        let text: ByteString
        let grid: StepGrid
    }

    private struct Kept: Sendable {
        let result: NodeResult
        let hasOrder: Bool
    }

    var count: Int { kept.count }

    /// How often each text that occurs more than once is still to come.
    private var expected: [ByteString: Int] = [:]
    private var kept: [Key: Kept] = [:]
    private var valuesKept = 0

    /// Values kept at one time, 64 MB of them; what comes after is evaluated again.
    private static let valueLimit = 8_000_000

    /// Announces expressions; all others are forgotten.
    init(_ expressions: [Expression] = []) {
        for expression in expressions { count(expression) }
        expected = expected.filter { $0.value > 1 }
    }

    private mutating func count(_ expression: Expression) {
        let plan = Subtrees(expression)
        var isComing = [Bool](repeating: false, count: expression.nodes.count)
        isComing[Int(expression.root.index)] = true
        for id in expression.ids.reversed() where isComing[Int(id.index)] {
            if let text = Self.text(of: id, expression, size: plan.size(of: id)) {
                expected[text, default: 0] += 1
                // Its operands are not evaluated again.
                if expected[text, default: 0] > 1 { continue }
            }
            // The selector within a range selector is not evaluated.
            if case .matrixSelector = expression[id].kind { continue }
            for child in expression.children(of: id) { isComing[Int(child.index)] = true }
        }
    }

    /// The text of a node worth sharing. Printing a node at every level is quadratic in depth, so only small trees are
    /// shared; the greatest in the public collections has 60 nodes.
    private static func text(of id: NodeID, _ expression: Expression, size: Int) -> ByteString? {
        guard size <= 64, expression[id].type == .vector else { return nil }
        if case .parentheses = expression[id].kind { return nil }
        return ByteString(Array(expression.canonicalText(of: id).utf8))
    }

    /// Under what a node's result is kept; nil if no other will ask for it.
    func key(_ id: NodeID, _ expression: Expression, size: Int, _ frame: Frame) -> Key? {
        if expected.isEmpty || frame.queryMilliseconds != nil { return nil }
        guard let text = Self.text(of: id, expression, size: size), expected[text] != nil else { return nil }
        return Key(text: text, grid: frame.grid)
    }

    /// The result, if it is kept; this counts as one of the uses that were announced.
    mutating func take(_ key: Key, needsOrder: Bool) -> NodeResult? {
        expected[key.text, default: 1] -= 1
        guard let known = kept[key], known.hasOrder || !needsOrder else { return nil }
        if expected[key.text, default: 0] <= 0 { forget(key) }
        return known.result
    }

    /// Keeps a result if it will be asked for again.
    mutating func put(_ result: NodeResult, _ key: Key, hasOrder: Bool) {
        guard expected[key.text, default: 0] > 0 else { return }
        let size = result.valueCount
        if kept[key] != nil { forget(key) }
        guard valuesKept + size <= Self.valueLimit else { return }
        valuesKept += size
        kept[key] = Kept(result: result, hasOrder: hasOrder)
    }

    private mutating func forget(_ key: Key) {
        guard let old = kept.removeValue(forKey: key) else { return }
        valuesKept -= old.result.valueCount
    }
}

/// How many nodes there are below each.
private struct Subtrees {
    private var first: [Int32]

    init(_ expression: Expression) {
        first = (0..<expression.nodes.count).map(Int32.init)
        for id in expression.ids {
            for child in expression.children(of: id) {
                first[Int(id.index)] = min(first[Int(id.index)], first[Int(child.index)])
            }
        }
    }

    func size(of id: NodeID) -> Int { Int(id.index - first[Int(id.index)]) + 1 }
}

extension NodeResult {
    /// How many numbers it holds.
    fileprivate var valueCount: Int {
        switch value {
        case .scalar(.steps(let values)): values.count
        case .vector(let vector): vector.columns.reduce(0) { $0 + $1.values.count }
        case .scalar(.constant), .range, .string: 0
        }
    }
}
