import TimeSeries

extension StepwiseEvaluator {
    mutating func binary(
        _ operation: BinaryOperation, _ id: NodeID, in table: inout LabelTable
    ) throws(EvaluationError) -> StepwiseValue {
        let left = take(operation.left)
        let right = take(operation.right)
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)): return .scalar(operation.operator.value(left, right))
        case (.vector(let elements), .scalar(let number)):
            return .vector(try combined(elements, number, isScalarLeft: false, operation, in: &table))
        case (.scalar(let number), .vector(let elements)):
            return .vector(try combined(elements, number, isScalarLeft: true, operation, in: &table))
        case (.vector(let left), .vector(let right)):
            guard case .matching(let matching) = plan[id] else { preconditionFailure("vectors are matched") }
            let result =
                operation.operator.isSetOperation
                ? united(left, right, operation.operator, matching, in: &table)
                : try matched(left, right, operation, matching, in: &table)
            try use(elements: result.count)
            try judgeDuplicates(result)
            return .vector(result)
        default: preconditionFailure("the type check lets only scalars and vectors here")
        }
    }

    /// Vector and scalar: a comparison keeps the vector's value, on whichever side it stands.
    private mutating func combined(
        _ elements: [StepwiseElement], _ number: Double, isScalarLeft: Bool, _ operation: BinaryOperation,
        in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        let op = operation.operator
        var result: [StepwiseElement] = []
        for var element in elements {
            let (left, right) = isScalarLeft ? (number, element.value) : (element.value, number)
            if op.isComparison {
                let holds = op.holds(left, right)
                if operation.returnsBool { element.value = holds ? 1 : 0 } else if !holds { continue }
            } else {
                element.value = op.value(left, right)
            }
            if op.dropsName(semantics) || operation.returnsBool { dropName(of: &element, in: &table) }
            result.append(element)
        }
        try use(elements: result.count)
        try judgeDuplicates(result)
        return result
    }

    // MARK: Sets

    private func united(
        _ left: [StepwiseElement], _ right: [StepwiseElement], _ op: BinaryOperator, _ matching: LabelMatching,
        in table: inout LabelTable
    ) -> [StepwiseElement] {
        if op == .or {
            let signatures = signatures(of: left, matching, in: &table)
            return left + right.filter { !signatures.contains(matching.signature(of: $0.labels, in: &table)) }
        }
        let signatures = signatures(of: right, matching, in: &table)
        let isWanted = op == .and
        return left.filter { signatures.contains(matching.signature(of: $0.labels, in: &table)) == isWanted }
    }

    private func signatures(
        of elements: [StepwiseElement], _ matching: LabelMatching, in table: inout LabelTable
    ) -> Set<LabelSetID> {
        var signatures = Set<LabelSetID>(minimumCapacity: elements.count)
        for element in elements { signatures.insert(matching.signature(of: element.labels, in: &table)) }
        return signatures
    }

    // MARK: Matches

    private func matched(
        _ left: [StepwiseElement], _ right: [StepwiseElement], _ operation: BinaryOperation,
        _ matching: LabelMatching, in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        // Nothing will match, so nothing is wrong either.
        if left.isEmpty || right.isEmpty { return [] }
        let isSwapped = matching.cardinality == .oneToMany
        let (many, one) = isSwapped ? (right, left) : (left, right)
        let partners = try partners(one, matching, in: &table)
        var matches = MatchBook(matching.cardinality)
        var result: [StepwiseElement] = []
        for element in many {
            let signature = matching.signature(of: element.labels, in: &table)
            guard let partner = partners[signature] else { continue }
            let (leftValue, rightValue) =
                isSwapped ? (partner.value, element.value) : (element.value, partner.value)
            let value = self.value(leftValue, rightValue, operation)
            if value == nil && !semantics.judgesMatchesBeforeFiltering { continue }
            let labels = matching.result(many: element.labels, one: partner.labels, in: &table)
            try matches.add(labels, to: signature)
            guard let value else { continue }
            result.append(StepwiseElement(labels: labels, value: value, dropsName: operation.returnsBool))
        }
        return result
    }

    /// Nil where a comparison filters the match out.
    private func value(_ left: Double, _ right: Double, _ operation: BinaryOperation) -> Double? {
        guard operation.operator.isComparison else { return operation.operator.value(left, right) }
        let holds = operation.operator.holds(left, right)
        if operation.returnsBool { return holds ? 1 : 0 }
        return holds ? left : nil
    }

    /// The elements of the side that may have one for each match group.
    private func partners(
        _ elements: [StepwiseElement], _ matching: LabelMatching, in table: inout LabelTable
    ) throws(EvaluationError) -> [LabelSetID: StepwiseElement] {
        var partners: [LabelSetID: StepwiseElement] = [:]
        for element in elements {
            let signature = matching.signature(of: element.labels, in: &table)
            if let other = partners.updateValue(element, forKey: signature) {
                throw matching.manyToMany(element.labels, other.labels, semantics, in: table)
            }
        }
        return partners
    }
}

/// Which match groups have a result, and of many to one which labels.
private struct MatchBook {
    private let isOneToOne: Bool
    private var results: [LabelSetID: Set<LabelSetID>] = [:]

    init(_ cardinality: VectorMatching.Cardinality) { isOneToOne = cardinality == .oneToOne }

    mutating func add(_ labels: LabelSetID, to signature: LabelSetID) throws(EvaluationError) {
        if isOneToOne {
            if results.updateValue([], forKey: signature) != nil { throw .manyToOneNotExplicit }
        } else if !results[signature, default: []].insert(labels).inserted {
            throw .groupingLabelsNotUnique
        }
    }
}
