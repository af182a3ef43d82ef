import TimeSeries

extension ColumnarEvaluator {
    /// Evaluates an operation whose operands have been.
    mutating func binary(
        _ operation: BinaryOperation, _ left: NodeResult.Value, _ right: NodeResult.Value, _ node: NodeContext,
        _ failures: inout FailureLog
    ) throws(EvaluationError) -> NodeResult.Value {
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)):
            return .scalar(combined(operation.operator, left, right, steps: node.steps))
        case (.vector(let vector), .scalar(let scalar)):
            return .vector(combined(vector, scalar, isScalarLeft: false, operation, node, &failures))
        case (.scalar(let scalar), .vector(let vector)):
            return .vector(combined(vector, scalar, isScalarLeft: true, operation, node, &failures))
        case (.vector(let left), .vector(let right)):
            guard case .matching(let matching) = node.plan.notes[node.id] else {
                preconditionFailure("vectors are matched")
            }
            let result: VectorValue
            if operation.operator.isSetOperation {
                result = united(left, right, operation.operator, matching, steps: node.steps)
            } else {
                result = try matched(left, right, operation, matching, node, &failures)
            }
            noteEqualLabels(in: result.columns, .atOneStep, &failures)
            return .vector(result.withoutEmptyColumns())
        default: preconditionFailure("the type check lets only scalars and vectors here")
        }
    }

    private func combined(
        _ op: BinaryOperator, _ left: ScalarColumn, _ right: ScalarColumn, steps: Int
    ) -> ScalarColumn {
        if case .constant(let left) = left, case .constant(let right) = right {
            return .constant(op.value(left, right))
        }
        if op.isComparison {
            return .steps(BinaryKernels.numbers(BinaryKernels.comparison(op, left, right, steps: steps)))
        }
        return .steps(BinaryKernels.arithmetic(op, left, right, steps: steps))
    }

    /// Vector and scalar: a comparison keeps the vector's value, on whichever side it stands.
    private mutating func combined(
        _ vector: VectorValue, _ scalar: ScalarColumn, isScalarLeft: Bool, _ operation: BinaryOperation,
        _ node: NodeContext, _ failures: inout FailureLog
    ) -> VectorValue {
        let op = operation.operator
        var vector = vector
        let removal = NameRemoval(semantics, in: &store.labels)
        let dropsName = op.dropsName(semantics) || operation.returnsBool
        for index in vector.columns.indices {
            let values = ScalarColumn.steps(vector.columns[index].values)
            let (left, right) = isScalarLeft ? (scalar, values) : (values, scalar)
            if op.isComparison {
                let holds = BinaryKernels.comparison(op, left, right, steps: node.steps)
                if operation.returnsBool {
                    vector.columns[index].values = BinaryKernels.numbers(holds)
                } else {
                    vector.columns[index].validity.formIntersection(holds)
                }
            } else {
                vector.columns[index].values = BinaryKernels.arithmetic(op, left, right, steps: node.steps)
            }
            if dropsName { dropName(of: &vector.columns[index], removal) }
        }
        noteEqualLabels(in: vector.columns, .atOneStep, &failures)
        return vector.withoutEmptyColumns()
    }

    // MARK: Sets

    private mutating func united(
        _ left: VectorValue, _ right: VectorValue, _ op: BinaryOperator, _ matching: LabelMatching, steps: Int
    ) -> VectorValue {
        let tested = op == .or ? right : left
        let present = presence(of: op == .or ? left : right, matching)
        var kept = tested
        for index in kept.columns.indices {
            let signature = matching.signature(of: kept.columns[index].labels, in: &store.labels)
            if let others = present[signature] {
                if op == .and {
                    kept.columns[index].validity.formIntersection(others)
                } else {
                    kept.columns[index].validity.subtract(others)
                }
            } else if op == .and {
                kept.columns[index].validity = Bitmap(count: steps)
            }
        }
        if op != .or { return kept }
        return VectorValue(
            left.columns + kept.columns,
            StepOrder.concatenated(left.order, count: left.columns.count, kept.order, count: kept.columns.count))
    }

    /// For each match group, where it has any element.
    private mutating func presence(of vector: VectorValue, _ matching: LabelMatching) -> [LabelSetID: Bitmap] {
        var present: [LabelSetID: Bitmap] = [:]
        for column in vector.columns {
            let signature = matching.signature(of: column.labels, in: &store.labels)
            if present[signature]?.formUnion(column.validity) == nil { present[signature] = column.validity }
        }
        return present
    }

    // MARK: Matches

    /// Arithmetic and comparisons between vectors. Which columns may meet is found once, from their labels; at each step
    /// only those meet that are valid.
    private mutating func matched(
        _ left: VectorValue, _ right: VectorValue, _ operation: BinaryOperation, _ matching: LabelMatching,
        _ node: NodeContext, _ failures: inout FailureLog
    ) throws(EvaluationError) -> VectorValue {
        let isSwapped = matching.cardinality == .oneToMany
        let (many, one) = isSwapped ? (right, left) : (left, right)
        var groups = MatchGroups()
        for column in one.columns { groups.addOne(matching.signature(of: column.labels, in: &store.labels)) }
        for column in many.columns { groups.addMany(matching.signature(of: column.labels, in: &store.labels)) }
        // Nothing comes of steps that fail, so there no pairs are made: there might be very many.
        let failed = noteManyToMany(one, many, groups, matching, node, &failures)

        var columns: [Column] = []
        var book = MatchBook(matching.cardinality, steps: node.steps)
        // For each column of the many side those of the result.
        var parts: [[Int32]] = []
        var tried = 0
        for (index, column) in many.columns.enumerated() {
            if tried > options.limits.samples { throw .limit(.samples(limit: options.limits.samples)) }
            var part: [Int32] = []
            for partner in groups.partners(ofMany: index) {
                let other = one.columns[Int(partner)]
                tried += 1
                guard column.validity.meets(other.validity) else { continue }
                var before = column.validity.intersection(other.validity)
                if let failed {
                    before.subtract(failed)
                    if before.isEmpty { continue }
                }
                let labels = matching.result(many: column.labels, one: other.labels, in: &store.labels)
                var result =
                    isSwapped
                    ? combined(other, column, operation, steps: node.steps)
                    : combined(column, other, operation, steps: node.steps)
                result.labels = labels
                result.validity.formIntersection(before)
                result.dropsName = operation.returnsBool && semantics.delaysNameRemoval
                book.add(
                    labels, to: groups.ofMany[index], from: index,
                    at: semantics.judgesMatchesBeforeFiltering ? before : result.validity)
                part.append(Int32(columns.count))
                columns.append(result)
                try checkSize(columns: columns.count, node.frame)
            }
            parts.append(part)
        }
        work.pairsTried += tried
        failures.note(book.error, at: book.collisions)
        return VectorValue(columns, node.keepsOrder ? many.order.expanded(parts) : StepOrder())
    }

    /// The values of a pair, and where a comparison holds.
    private func combined(
        _ left: Column, _ right: Column, _ operation: BinaryOperation, steps: Int
    ) -> Column {
        let op = operation.operator
        var result = left
        let (one, other) = (ScalarColumn.steps(left.values), ScalarColumn.steps(right.values))
        if op.isComparison {
            let holds = BinaryKernels.comparison(op, one, other, steps: steps)
            if operation.returnsBool {
                result.values = BinaryKernels.numbers(holds)
                result.validity = .full(steps)
            } else {
                result.validity = holds
            }
        } else {
            result.values = BinaryKernels.arithmetic(op, one, other, steps: steps)
            result.validity = .full(steps)
        }
        return result
    }

    /// Notes the steps at which the side that may have one element for each group has two, and returns them if there
    /// are any.
    private func noteManyToMany(
        _ one: VectorValue, _ many: VectorValue, _ groups: MatchGroups, _ matching: LabelMatching,
        _ node: NodeContext, _ failures: inout FailureLog
    ) -> Bitmap? {
        var collisions = Bitmap(count: node.steps)
        for members in groups.one where members.count > 1 {
            var seen = one.columns[Int(members[0])].validity
            for member in members.dropFirst() {
                let validity = one.columns[Int(member)].validity
                collisions.formUnion(seen.intersection(validity))
                seen.formUnion(validity)
            }
        }
        if collisions.isEmpty { return nil }
        // Where the other side has nothing, nothing matches and nothing is wrong.
        collisions.formIntersection(GroupFolding.union(many.columns, steps: node.steps))
        var found: [StepFailure] = []
        collisions.forEachSet { step in
            var seen: [Int32: Int] = [:]
            for element in one.elements(at: step) {
                if let other = seen.updateValue(element, forKey: groups.ofOne[element]) {
                    let error = matching.manyToMany(
                        one.columns[element].labels, one.columns[other].labels, semantics, in: store.labels)
                    found.append(StepFailure(step: step, error: error))
                    break
                }
            }
        }
        failures.note(found)
        return collisions
    }
}

/// Which columns of two vectors have equal signatures.
private struct MatchGroups {
    /// For each group the columns of the side that may have one element in it.
    private(set) var one: [[Int32]] = []
    /// For each column its group; -1 for one of the many side that has no partner.
    private(set) var ofOne: [Int32] = []
    private(set) var ofMany: [Int32] = []
    private var numbers: [LabelSetID: Int32] = [:]

    mutating func addOne(_ signature: LabelSetID) {
        let group = numbers[signature] ?? Int32(one.count)
        if Int(group) == one.count {
            numbers[signature] = group
            one.append([])
        }
        one[Int(group)].append(Int32(ofOne.count))
        ofOne.append(group)
    }

    /// After all of the other side.
    mutating func addMany(_ signature: LabelSetID) { ofMany.append(numbers[signature] ?? -1) }

    func partners(ofMany index: Int) -> [Int32] { ofMany[index] < 0 ? [] : one[Int(ofMany[index])] }
}

/// Which match groups have a result at which steps, and of many to one with which labels.
private struct MatchBook {
    private struct Key: Hashable {
        let group: Int32
        /// Empty for one to one.
        let labels: LabelSetID
    }

    let error: EvaluationError
    private let isOneToOne: Bool
    private var seen: [Key: Bitmap] = [:]
    /// Where two results have the same place.
    private(set) var collisions: Bitmap

    init(_ cardinality: VectorMatching.Cardinality, steps: Int) {
        isOneToOne = cardinality == .oneToOne
        error = isOneToOne ? .manyToOneNotExplicit : .groupingLabelsNotUnique
        collisions = Bitmap(count: steps)
    }

    mutating func add(_ labels: LabelSetID, to group: Int32, from source: Int, at steps: Bitmap) {
        let key = Key(group: group, labels: isOneToOne ? .empty : labels)
        guard let before = seen[key] else {
            seen[key] = steps
            return
        }
        if before.meets(steps) { collisions.formUnion(before.intersection(steps)) }
        seen[key] = before.union(steps)
    }
}
