import TimeSeries

extension ColumnarEvaluator {
    /// Evaluates an aggregation whose operands have been.
    mutating func aggregate(
        _ aggregation: Aggregation, _ vector: VectorValue, _ parameter: ScalarColumn?, _ node: NodeContext,
        _ failures: inout FailureLog
    ) throws(EvaluationError) -> VectorValue {
        guard case .grouping(let grouping) = node.plan.notes[node.id] else {
            preconditionFailure("aggregations have a grouping")
        }
        switch aggregation.operator {
        case .countValues: return try countedValues(vector, aggregation, grouping, node)
        case .topk, .bottomk:
            return ranked(vector, aggregation, grouping, parameter ?? .constant(0), node, &failures)
        default: return folded(vector, aggregation, grouping, parameter ?? .constant(.nan), node)
        }
    }

    /// The labels that name an element's group, and its result.
    private mutating func group(
        _ labels: LabelSetID, _ aggregation: Aggregation, _ grouping: [TextID]
    ) -> LabelSetID {
        aggregation.isWithout
            ? store.labels.dropping(grouping + [.metricName], in: labels)
            : store.labels.keeping(grouping, in: labels)
    }

    /// Which columns belong to which group; groups stand in the order of their first column.
    private mutating func groups(
        of columns: [Column], _ aggregation: Aggregation, _ grouping: [TextID]
    ) -> (labels: [LabelSetID], members: [[Int32]]) {
        var labels: [LabelSetID] = []
        var members: [[Int32]] = []
        var known: [LabelSetID: Int] = [:]
        for (index, column) in columns.enumerated() {
            let group = group(column.labels, aggregation, grouping)
            if let place = known[group] {
                members[place].append(Int32(index))
            } else {
                known[group] = members.count
                labels.append(group)
                members.append([Int32(index)])
            }
        }
        return (labels, members)
    }

    // MARK: One value for a group

    private mutating func folded(
        _ vector: VectorValue, _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping,
        _ parameter: ScalarColumn, _ node: NodeContext
    ) -> VectorValue {
        let op = aggregation.operator
        let (labels, members) = groups(of: vector.columns, aggregation, grouping.labels)
        var columns: [Column] = []
        for (group, members) in zip(labels, members) {
            let parts = members.map { vector.columns[Int($0)] }
            let filled =
                op == .quantile
                ? GroupFolding.quantile(parameter, parts, steps: node.steps)
                : GroupFolding.fold(op, parts, steps: node.steps, semantics)
            columns.append(Column(labels: group, filled))
        }
        refold(&columns, of: vector, members, op)
        var result = VectorValue(columns)
        if node.keepsOrder {
            result.order = StepOrder.regrouped(members, from: vector.validities, vector.order, steps: node.steps)
        }
        return semantics.delaysNameRemoval ? markingNames(result, of: vector, members, node) : result
    }

    /// Folds again, one after another, where the elements stand in another order than their columns.
    private func refold(
        _ columns: inout [Column], of vector: VectorValue, _ members: [[Int32]], _ op: AggregationOperator
    ) {
        switch op {
        case .count, .group, .quantile: return
        default: break
        }
        if vector.order.isThatOfColumns { return }
        var groupOfColumn = [Int](repeating: 0, count: vector.columns.count)
        for (group, members) in members.enumerated() {
            for member in members { groupOfColumn[Int(member)] = group }
        }
        for step in vector.order.exceptionalSteps {
            var accumulators: [Int: GroupAccumulator] = [:]
            for element in vector.elements(at: step) {
                let value = vector.columns[element].values[step]
                let group = groupOfColumn[element]
                if accumulators[group]?.add(value) == nil {
                    accumulators[group] = GroupAccumulator(op, first: value, semantics)
                }
            }
            for (group, accumulator) in accumulators {
                columns[group].values[step] = accumulator.result(parameter: .nan)
            }
        }
    }

    /// A group drops its name where one of its elements does; that splits it into a column that does and one that does
    /// not.
    private func markingNames(
        _ result: VectorValue, of vector: VectorValue, _ members: [[Int32]], _ node: NodeContext
    ) -> VectorValue {
        guard vector.columns.contains(where: \.dropsName) else { return result }
        var columns: [Column] = []
        var parts: [[Int32]] = []
        for (column, members) in zip(result.columns, members) {
            let marked = GroupFolding.union(
                members.map { vector.columns[Int($0)] }.filter(\.dropsName), steps: node.steps)
            var part: [Int32] = []
            for isMarked in [false, true] {
                var one = column
                one.dropsName = isMarked
                one.validity = isMarked ? marked : column.validity.subtracting(marked)
                if one.validity.isEmpty { continue }
                part.append(Int32(columns.count))
                columns.append(one)
            }
            parts.append(part)
        }
        return VectorValue(columns, result.order.expanded(parts))
    }

    // MARK: Elements picked

    private mutating func ranked(
        _ vector: VectorValue, _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping,
        _ parameter: ScalarColumn, _ node: NodeContext, _ failures: inout FailureLog
    ) -> VectorValue {
        let (_, members) = groups(of: vector.columns, aggregation, grouping.labels)
        var groupOfColumn = [Int](repeating: 0, count: vector.columns.count)
        for (group, members) in members.enumerated() {
            for member in members { groupOfColumn[Int(member)] = group }
        }
        var picked = [Bitmap](repeating: Bitmap(count: node.steps), count: vector.columns.count)
        var order = StepOrder()
        var thrown: [StepFailure] = []
        for step in 0..<node.steps {
            let limit: Int?
            do throws(EvaluationError) {
                limit = try RankHeap.limit(parameter[step], semantics)
            } catch {
                thrown.append(StepFailure(step: step, error: error))
                continue
            }
            guard let limit else { continue }
            let elements = vector.elements(at: step)
            var heaps: [RankHeap] = []
            var heapOfGroup: [Int: Int] = [:]
            for element in elements {
                let group = groupOfColumn[element]
                let heap = heapOfGroup[group] ?? heaps.count
                if heap == heaps.count {
                    heapOfGroup[group] = heap
                    heaps.append(
                        RankHeap(
                            limit: min(limit, elements.count), keepsSmallest: aggregation.operator == .bottomk,
                            replacesTop: semantics.replacesTopOfHeap))
                }
                heaps[heap].add(RankHeap.Entry(value: vector.columns[element].values[step], index: element))
            }
            var best: [Int32] = []
            for heap in heaps {
                for entry in heap.bestFirst {
                    picked[entry.index][step] = true
                    best.append(Int32(entry.index))
                }
            }
            if node.keepsOrder { order.set(best, at: step) }
        }
        failures.note(thrown)
        var result = VectorValue(vector.columns, order)
        for index in result.columns.indices { result.columns[index].validity = picked[index] }
        return result.withoutEmptyColumns()
    }

    // MARK: Values counted

    private mutating func countedValues(
        _ vector: VectorValue, _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping, _ node: NodeContext
    ) throws(EvaluationError) -> VectorValue {
        guard let valueLabel = grouping.valueLabel else { preconditionFailure("count_values has a label") }
        let names = aggregation.isWithout ? grouping.labels : grouping.labels + [valueLabel]
        var columns: [Column] = []
        var place: [LabelSetID: Int] = [:]
        // The group of a column's labels with each value that it has had.
        var groupOfValue = [[UInt64: Int]](repeating: [:], count: vector.columns.count)
        var order = StepOrder()
        for step in 0..<node.steps {
            var firsts: [Int32] = []
            for element in vector.elements(at: step) {
                let value = vector.columns[element].values[step]
                let group: Int
                if let known = groupOfValue[element][value.bitPattern] {
                    group = known
                } else {
                    let text = store.labels.intern(GoNumberText.shortest(value))
                    let labelled = store.labels.setting(valueLabel, to: text, in: vector.columns[element].labels)
                    let labels = self.group(labelled, aggregation, names)
                    group = place[labels] ?? columns.count
                    if group == columns.count {
                        try checkSize(columns: columns.count + 1, node.frame)
                        place[labels] = group
                        columns.append(
                            Column(
                                labels: labels, values: [Double](repeating: 0, count: node.steps),
                                validity: Bitmap(count: node.steps)))
                    }
                    groupOfValue[element][value.bitPattern] = group
                }
                if !columns[group].validity[step] { firsts.append(Int32(group)) }
                columns[group].validity[step] = true
                columns[group].values[step] += 1
            }
            if node.keepsOrder, zip(firsts, firsts.dropFirst()).contains(where: { $0 > $1 }) {
                order.set(firsts, at: step)
            }
        }
        return VectorValue(columns, order)
    }
}
