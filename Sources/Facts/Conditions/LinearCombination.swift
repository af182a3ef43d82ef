import SourceText

/// A measured quantity inside an expression: one selection read through one statistic.
struct MeasuredTerm: Equatable {
    var selection: SignalSelection
    var statistic: AlertCondition.Statistic
    var windowMilliseconds: Int64?

    /// Deterministic order, so that one condition has one spelling.
    var sortKey: String { "\(selection.name)|\(statistic)|\(windowMilliseconds ?? 0)" }
}

/// `2 × a + 3 × b + 5`: what sums, differences and products with numbers make of measured terms.
///
/// Almost every combination has one term or two, and none more than a walk is deep, so they stand in an array:
/// hashing whole selections was a fifth of the time in which an alert was read.
struct LinearCombination {
    typealias Scaled = (term: MeasuredTerm, coefficient: Double)

    var constant: Double
    /// In the order in which they were first met, each once.
    private var unordered: [Scaled]

    init(constant: Double) {
        self.constant = constant
        unordered = []
    }

    init(_ term: MeasuredTerm, coefficient: Double = 1) {
        constant = 0
        unordered = [(term, coefficient)]
    }

    var isConstant: Bool { unordered.isEmpty }

    /// Terms in a fixed order, with their coefficients.
    var terms: [Scaled] {
        if unordered.count < 2 { return unordered }
        return unordered.sorted { $0.term.sortKey.utf8.lexicographicallyPrecedes($1.term.sortKey.utf8) }
    }

    func scaled(by factor: Double) -> LinearCombination {
        var result = self
        result.constant *= factor
        for index in result.unordered.indices { result.unordered[index].coefficient *= factor }
        return result
    }

    /// `self + factor × other`; terms that cancel to within rounding disappear.
    func adding(_ other: LinearCombination, times factor: Double = 1) -> LinearCombination {
        var result = self
        result.constant += factor * other.constant
        for (term, coefficient) in other.unordered {
            guard let index = result.unordered.firstIndex(where: { $0.term == term }) else {
                if factor * coefficient != 0 { result.unordered.append((term, factor * coefficient)) }
                continue
            }
            let before = result.unordered[index].coefficient
            let sum = before + factor * coefficient
            let magnitude = max(abs(before), abs(factor * coefficient))
            if abs(sum) <= magnitude * 1e-12 {
                result.unordered.remove(at: index)
            } else {
                result.unordered[index].coefficient = sum
            }
        }
        return result
    }

    /// The same with every term replaced by a combination.
    func replacingTerms(_ replace: (MeasuredTerm) -> LinearCombination) -> LinearCombination {
        var result = LinearCombination(constant: constant)
        for (term, coefficient) in terms { result = result.adding(replace(term), times: coefficient) }
        return result
    }

    func coefficient(of term: MeasuredTerm) -> Double {
        unordered.first { $0.term == term }?.coefficient ?? 0
    }
}

/// A quotient of combinations: every recognisable alert value has this form.
struct Quotient {
    var numerator: LinearCombination
    var denominator: LinearCombination
    /// Labels that tell the elements apart; nil while the value still carries all of its series' labels.
    var groupedBy: [ByteString]

    init(
        _ numerator: LinearCombination, over denominator: LinearCombination = LinearCombination(constant: 1),
        groupedBy: [ByteString] = []
    ) {
        self.numerator = numerator
        self.denominator = denominator
        self.groupedBy = groupedBy
    }

    /// The number, if nothing measured is in it.
    var constant: Double? {
        numerator.isConstant && denominator.isConstant ? numerator.constant / denominator.constant : nil
    }

    func scaled(by factor: Double) -> Quotient {
        Quotient(numerator.scaled(by: factor), over: denominator, groupedBy: groupedBy)
    }

    private func hasSameDenominator(as other: Quotient) -> Bool {
        let difference = denominator.adding(other.denominator, times: -1)
        return difference.isConstant && difference.constant == 0
    }

    /// `self + factor × other`, where the result is still a quotient of combinations.
    func adding(_ other: Quotient, times factor: Double) -> Quotient? {
        let labels = Quotient.unite(groupedBy, other.groupedBy)
        if hasSameDenominator(as: other) {
            return Quotient(numerator.adding(other.numerator, times: factor), over: denominator, groupedBy: labels)
        }
        if let number = other.constant {
            return Quotient(numerator.adding(denominator, times: factor * number), over: denominator, groupedBy: labels)
        }
        if let number = constant {
            let sum = other.numerator.scaled(by: factor).adding(other.denominator, times: number)
            return Quotient(sum, over: other.denominator, groupedBy: labels)
        }
        return nil
    }

    func multiplied(by other: Quotient) -> Quotient? {
        if let number = other.constant { return scaled(by: number) }
        if let number = constant { return other.scaled(by: number) }
        return nil
    }

    func divided(by other: Quotient) -> Quotient? {
        if let number = other.constant { return scaled(by: 1 / number) }
        guard denominator.isConstant, other.denominator.isConstant else { return nil }
        return Quotient(
            numerator.scaled(by: other.denominator.constant / denominator.constant), over: other.numerator,
            groupedBy: Quotient.unite(groupedBy, other.groupedBy))
    }

    static func unite(_ first: [ByteString], _ second: [ByteString]) -> [ByteString] {
        first == second ? first : Array(Set(first).union(second)).sorted()
    }
}
