import TimeSeries

extension StepwiseEvaluator {
    mutating func aggregate(
        _ aggregation: Aggregation, _ id: NodeID, in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        guard case .grouping(let grouping) = plan[id] else { preconditionFailure("aggregations have a grouping") }
        let elements = take(aggregation.expression).elements
        let parameter = aggregation.parameter.map { take($0) }
        let result: [StepwiseElement]
        switch aggregation.operator {
        case .countValues: result = countedValues(elements, aggregation, grouping, in: &table)
        case .topk, .bottomk:
            result = try ranked(elements, aggregation, grouping, limit: parameter?.number ?? 0, in: &table)
        default:
            var rank = Double.nan
            if case .scalar(let value) = parameter { rank = value }
            result = folded(elements, aggregation, grouping, parameter: rank, in: &table)
        }
        try use(elements: result.count)
        return result
    }

    /// The labels that name an element's group, and its result.
    private func group(
        _ labels: LabelSetID, _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping, in table: inout LabelTable
    ) -> LabelSetID {
        if aggregation.isWithout { return table.dropping(grouping.labels + [.metricName], in: labels) }
        return table.keeping(grouping.labels, in: labels)
    }

    /// One value for each group, groups in the order of their first element.
    private func folded(
        _ elements: [StepwiseElement], _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping,
        parameter: Double, in table: inout LabelTable
    ) -> [StepwiseElement] {
        var groups: [(labels: LabelSetID, accumulator: GroupAccumulator, dropsName: Bool)] = []
        var indices: [LabelSetID: Int] = [:]
        for element in elements {
            let labels = group(element.labels, aggregation, grouping, in: &table)
            if let index = indices[labels] {
                groups[index].accumulator.add(element.value)
                if element.dropsName { groups[index].dropsName = true }
            } else {
                indices[labels] = groups.count
                let accumulator = GroupAccumulator(aggregation.operator, first: element.value, semantics)
                groups.append((labels, accumulator, element.dropsName))
            }
        }
        return groups.map { group in
            StepwiseElement(
                labels: group.labels, value: group.accumulator.result(parameter: parameter), dropsName: group.dropsName)
        }
    }

    // MARK: Elements picked

    private func ranked(
        _ elements: [StepwiseElement], _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping, limit: Double,
        in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        guard let limit = try RankHeap.limit(limit, semantics), !elements.isEmpty else { return [] }
        var heaps: [RankHeap] = []
        var indices: [LabelSetID: Int] = [:]
        for (position, element) in elements.enumerated() {
            let labels = group(element.labels, aggregation, grouping, in: &table)
            let index = indices[labels] ?? heaps.count
            if index == heaps.count {
                indices[labels] = index
                heaps.append(
                    RankHeap(
                        limit: min(limit, elements.count), keepsSmallest: aggregation.operator == .bottomk,
                        replacesTop: semantics.replacesTopOfHeap))
            }
            heaps[index].add(RankHeap.Entry(value: element.value, index: position))
        }
        return heaps.flatMap { heap in heap.bestFirst.map { elements[$0.index] } }
    }

    // MARK: Values counted

    private func countedValues(
        _ elements: [StepwiseElement], _ aggregation: Aggregation, _ grouping: StepwisePlan.Grouping,
        in table: inout LabelTable
    ) -> [StepwiseElement] {
        guard let valueLabel = grouping.valueLabel else { preconditionFailure("count_values has a label") }
        var grouping = grouping
        if !aggregation.isWithout { grouping.labels.append(valueLabel) }
        var counts: [(labels: LabelSetID, count: Int)] = []
        var indices: [LabelSetID: Int] = [:]
        for element in elements {
            let text = table.intern(GoNumberText.shortest(element.value))
            let labelled = table.setting(valueLabel, to: text, in: element.labels)
            let labels = group(labelled, aggregation, grouping, in: &table)
            if let index = indices[labels] {
                counts[index].count += 1
            } else {
                indices[labels] = counts.count
                counts.append((labels, 1))
            }
        }
        return counts.map { StepwiseElement(labels: $0.labels, value: Double($0.count)) }
    }
}
