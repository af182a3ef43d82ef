import SourceText

/// A measured quantity inside an expression: one selection read through one statistic.
struct MeasuredTerm: Hashable {
    var selection: SignalSelection
    var statistic: AlertCondition.Statistic
    var windowMilliseconds: Int64?

    /// Deterministic order, so that one condition has one spelling.
    var sortKey: String { "\(selection.name)|\(statistic)|\(windowMilliseconds ?? 0)" }
}

/// `2 × a + 3 × b + 5`: what sums, differences and products with numbers make of measured terms.
struct LinearCombination {
    var constant: Double
    private(set) var coefficients: [MeasuredTerm: Double]

    init(constant: Double) {
        self.constant = constant
        coefficients = [:]
    }

    init(_ term: MeasuredTerm, coefficient: Double = 1) {
        constant = 0
        coefficients = [term: coefficient]
    }

    var isConstant: Bool { coefficients.isEmpty }

    /// Terms in a fixed order, with their coefficients.
    var terms: [(term: MeasuredTerm, coefficient: Double)] {
        coefficients.sorted { $0.key.sortKey.utf8.lexicographicallyPrecedes($1.key.sortKey.utf8) }
            .map { (term: $0.key, coefficient: $0.value) }
    }

    func scaled(by factor: Double) -> LinearCombination {
        var result = self
        result.constant *= factor
        result.coefficients = coefficients.mapValues { $0 * factor }
        return result
    }

    /// `self + factor × other`; terms that cancel to within rounding disappear.
    func adding(_ other: LinearCombination, times factor: Double = 1) -> LinearCombination {
        var result = self
        result.constant += factor * other.constant
        for (term, coefficient) in other.coefficients {
            let before = result.coefficients[term] ?? 0
            let sum = before + factor * coefficient
            let magnitude = max(abs(before), abs(factor * coefficient))
            result.coefficients[term] = abs(sum) <= magnitude * 1e-12 ? nil : sum
        }
        return result
    }

    /// The same with every term replaced by a combination.
    func replacingTerms(_ replace: (MeasuredTerm) -> LinearCombination) -> LinearCombination {
        var result = LinearCombination(constant: constant)
        for (term, coefficient) in terms { result = result.adding(replace(term), times: coefficient) }
        return result
    }

    func coefficient(of term: MeasuredTerm) -> Double { coefficients[term] ?? 0 }
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
        Array(Set(first).union(second)).sorted()
    }
}
