import TimeSeries

extension ColumnarEvaluator {
    /// The functions that have to be known one by one.
    mutating func evaluate(
        _ shape: ShapeFunction, _ call: Call, _ node: NodeContext, _ nodes: inout NodeStates,
        _ failures: inout FailureLog
    ) throws(EvaluationError) -> NodeResult.Value {
        let steps = node.steps
        switch shape {
        case .time: return .scalar(.steps((0..<steps).map { node.frame.grid[$0].seconds }))
        case .constant(let value): return .scalar(.constant(value))
        case .timestamp: return .vector(try timestamps(call, node, &nodes, &failures))
        case .scalar: return .scalar(onlyElement(of: nodes.take(call.arguments[0]).vector, steps: steps))
        case .vector:
            let values = nodes.take(call.arguments[0]).scalar.values(steps: steps)
            return .vector(VectorValue([Column(labels: .empty, values: values, validity: .full(steps))]))
        case .absent:
            let vector = nodes.take(call.arguments[0]).vector
            let present = GroupFolding.union(vector.columns, steps: steps)
            return .vector(absent(present, call.arguments[0], node.expression))
        case .absentOverTime:
            let operand = nodes.take(call.arguments[0]).range
            var present = Bitmap(count: steps)
            for index in 0..<operand.count where !present.isFull {
                let run = run(index, of: operand, node.frame)
                present.formUnion(RangeKernels.bounds(run.samples) { _, _, _ in 1 }.validity)
            }
            return .vector(absent(present, call.arguments[0], node.expression))
        case .sort(let isDescending):
            let vector = nodes.take(call.arguments[0]).vector
            return .vector(node.keepsOrder ? sorted(vector, isDescending: isDescending, steps: steps) : vector)
        }
    }

    private mutating func timestamps(
        _ call: Call, _ node: NodeContext, _ nodes: inout NodeStates, _ failures: inout FailureLog
    ) throws(EvaluationError) -> VectorValue {
        let argument = node.expression.strippingParentheses(call.arguments[0])
        if case .vectorSelector = node.expression[argument].kind {
            return mapped(VectorValue(try newest(argument, node, takesTime: true)), &failures) { _ in }
        }
        let times = (0..<node.steps).map { node.frame.grid[$0].seconds }
        return mapped(nodes.take(call.arguments[0]).vector, &failures) { $0.values = times }
    }

    /// The value where there is exactly one, NaN elsewhere.
    private func onlyElement(of vector: VectorValue, steps: Int) -> ScalarColumn {
        var values = [Double](repeating: .nan, count: steps)
        var seen = Bitmap(count: steps)
        for column in vector.columns {
            values.withUnsafeMutableBufferPointer { values in
                column.validity.visitSet { step in
                    values[step] = seen[step] ? .nan : column.values[step]
                }
            }
            seen.formUnion(column.validity)
        }
        return .steps(values)
    }

    private mutating func absent(_ present: Bitmap, _ argument: NodeID, _ expression: Expression) -> VectorValue {
        let absent = Bitmap.full(present.count).subtracting(present)
        if absent.isEmpty { return VectorValue() }
        let labels = expression.absentLabels(of: argument, in: &store.labels)
        return VectorValue([
            Column(labels: labels, values: [Double](repeating: 1, count: present.count), validity: absent)
        ])
    }

    private func sorted(_ vector: VectorValue, isDescending: Bool, steps: Int) -> VectorValue {
        var result = vector
        for step in 0..<steps {
            let order = GoSort.sorted(vector.elements(at: step), isDescending: isDescending) { element in
                vector.columns[element].values[step]
            }
            result.order.set(order.map { Int32($0) }, at: step)
        }
        return result
    }

    // MARK: Labels

    mutating func relabelled(
        _ vector: VectorValue, _ node: NodeContext, _ failures: inout FailureLog
    ) throws(EvaluationError) -> VectorValue {
        guard case .rewrite(let rewrite) = node.plan.notes[node.id] else {
            preconditionFailure("relabelling is prepared")
        }
        var vector = vector
        for index in vector.columns.indices {
            let old = vector.columns[index].labels
            guard let new = try rewrite.applyIfMatching(to: old, in: &store.labels, limits: options.limits)
            else { continue }
            vector.columns[index].labels = new
            if rewrite.setsMetricName { vector.columns[index].dropsName = false }
        }
        failures.noteEqualLabels(in: vector.columns, .atOneStep)
        return vector
    }

    // MARK: Histograms

    mutating func histograms(
        _ call: Call, _ node: NodeContext, _ nodes: inout NodeStates, _ failures: inout FailureLog,
        _ value: ([Bucket], [Double], Semantics) -> Double?
    ) -> VectorValue {
        var scalars: [ScalarColumn] = []
        var vector = VectorValue()
        for argument in call.arguments {
            switch nodes.take(argument) {
            case .scalar(let scalar): scalars.append(scalar)
            case .vector(let buckets): vector = buckets
            case .range, .string: preconditionFailure("a function of histograms has a vector and numbers")
            }
        }
        let parameters = Parameters(scalars)
        let removal = NameRemoval(semantics, in: &store.labels)
        let bound = store.labels.intern("le")
        var groups: [LabelSetID: Int] = [:]
        var members: [[HistogramMember]] = []
        var labels: [LabelSetID] = []
        for column in vector.columns {
            let text = Array(store.labels.bytes(of: store.labels.value(of: bound, in: column.labels)))
            guard let upperBound = Bucket.upperBound(text) else { continue }
            let group = store.labels.dropping([bound], in: column.labels)
            let member = HistogramMember(upperBound: upperBound, column: column)
            if let known = groups[group] {
                members[known].append(member)
            } else {
                groups[group] = members.count
                labels.append(group)
                members.append([member])
            }
        }
        var columns: [Column] = []
        for (group, labels) in zip(members, labels) {
            let filled = HistogramKernel.column(group, parameters, steps: node.steps, semantics, value)
            if filled.validity.isEmpty { continue }
            var column = Column(labels: labels, filled)
            dropName(of: &column, removal)
            columns.append(column)
        }
        noteEqualLabels(in: columns, .atOneStep, &failures)
        return VectorValue(columns)
    }
}

/// One bucket of a histogram at all steps.
struct HistogramMember {
    let upperBound: Double
    let column: Column
}

/// A function of the buckets of one histogram at each step.
enum HistogramKernel {
    static func column(
        _ members: [HistogramMember], _ parameters: Parameters, steps: Int, _ semantics: Semantics,
        _ value: ([Bucket], [Double], Semantics) -> Double?
    ) -> FilledColumn {
        // In the order in which the kernel wants them, so that it finds nothing to sort.
        let ascending = members.enumerated().sorted { left, right in
            (left.element.upperBound, left.offset) < (right.element.upperBound, right.offset)
        }.map(\.element)
        var buckets: [Bucket] = []
        buckets.reserveCapacity(ascending.count)
        return FilledColumn(steps: steps) { step in
            buckets.removeAll(keepingCapacity: true)
            for member in ascending where member.column.validity[step] {
                buckets.append(Bucket(upperBound: member.upperBound, count: member.column.values[step]))
            }
            return buckets.isEmpty ? nil : value(buckets, parameters.values(at: step), semantics)
        }
    }
}
