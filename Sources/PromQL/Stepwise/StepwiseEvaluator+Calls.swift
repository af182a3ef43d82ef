import TimeSeries

extension StepwiseEvaluator {
    mutating func call(
        _ call: Call, _ id: NodeID, at milliseconds: Int64, in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseValue {
        var arguments = call.arguments.map { take($0) }
        switch call.function.function.implementation {
        case .element(let function):
            return .vector(try mapped(arguments[0].elements, in: &store.labels) { function($0) })
        case .elementWithParameters(let function):
            let vector = arguments.removeFirst().elements
            let parameters = arguments.map(\.number)
            return .vector(try mapped(vector, in: &store.labels) { function($0, parameters) })
        case .calendar(let function):
            guard let argument = arguments.first else {
                let moment = CivilMoment(unixSeconds: milliseconds / 1_000)
                return .vector([StepwiseElement(labels: .empty, value: function(moment))])
            }
            return .vector(
                try mapped(argument.elements, in: &store.labels) {
                    function(CivilMoment(unixSeconds: GoMath.integer($0)))
                })
        case .window(let function, let keepsName):
            return .vector(
                try windowed(arguments, function, keepsName: keepsName, id, at: milliseconds, in: &store.labels))
        case .relabelling: return .vector(try relabelled(arguments[0].elements, id, in: &store.labels))
        case .histogram(let function): return .vector(try histograms(arguments, function, in: &store.labels))
        case .shape(let shape): return try self.shape(shape, call, id, arguments, at: milliseconds, in: &store)
        case .refused: preconditionFailure("what is refused has no plan")
        }
    }

    /// One number for each element, or none.
    private mutating func mapped(
        _ elements: [StepwiseElement], in table: inout LabelTable, _ function: (Double) -> Double?
    ) throws(EvaluationError) -> [StepwiseElement] {
        var result: [StepwiseElement] = []
        result.reserveCapacity(elements.count)
        for var element in elements {
            guard let value = function(element.value) else { continue }
            element.value = value
            dropName(of: &element, in: &table)
            result.append(element)
        }
        try use(elements: result.count)
        try judgeDuplicates(result)
        return result
    }

    // MARK: Windows

    private mutating func windowed(
        _ arguments: [StepwiseValue], _ function: WindowFunction, keepsName: Bool, _ id: NodeID,
        at milliseconds: Int64, in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        let (matrix, parameters) = Self.separated(arguments)
        let question = WindowQuestion(
            evaluationMilliseconds: milliseconds, startMilliseconds: matrix.startMilliseconds,
            endMilliseconds: matrix.endMilliseconds, parameters: parameters, semantics: semantics)
        var result: [StepwiseElement] = []
        for series in matrix.series {
            guard let value = try function(series.window, question) else { continue }
            var element = StepwiseElement(labels: series.labels, value: value, dropsName: series.dropsName)
            if !keepsName { dropName(of: &element, in: &table) }
            try claim(element.labels, by: id, from: series.labels)
            result.append(element)
        }
        try use(elements: result.count)
        try judgeDuplicates(result)
        return result
    }

    /// The window and the scalars around it.
    private static func separated(_ arguments: [StepwiseValue]) -> (StepwiseMatrix, [Double]) {
        var parameters: [Double] = []
        var matrix: StepwiseMatrix?
        for argument in arguments {
            if case .matrix(let value) = argument { matrix = value } else { parameters.append(argument.number) }
        }
        guard let matrix else { preconditionFailure("a function of windows has a window among its arguments") }
        return (matrix, parameters)
    }

    // MARK: Labels

    private mutating func relabelled(
        _ elements: [StepwiseElement], _ id: NodeID, in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        guard case .rewrite(let rewrite) = plan[id] else { preconditionFailure("relabelling is prepared") }
        var elements = elements
        for index in elements.indices {
            let old = elements[index].labels
            guard let new = try rewrite.applyIfMatching(to: old, in: &table, limits: options.limits) else { continue }
            elements[index].labels = new
            if rewrite.setsMetricName { elements[index].dropsName = false }
        }
        try use(elements: elements.count)
        var seen = Set<LabelSetID>(minimumCapacity: elements.count)
        for element in elements where !seen.insert(element.labels).inserted { throw .duplicateLabelSets }
        return elements
    }

    // MARK: Histograms

    private mutating func histograms(
        _ arguments: [StepwiseValue], _ function: ([Bucket], [Double], Semantics) -> Double?,
        in table: inout LabelTable
    ) throws(EvaluationError) -> [StepwiseElement] {
        var arguments = arguments
        let vector = arguments.removeLast().elements
        let parameters = arguments.map(\.number)
        // A histogram is told from others by its name too, although the result drops it.
        var order: [LabelSetID] = []
        var buckets: [LabelSetID: [Bucket]] = [:]
        for element in vector {
            let bound = Array(table.bytes(of: table.value(of: plan.bucketLabel, in: element.labels)))
            guard let upperBound = Bucket.upperBound(bound) else { continue }
            let histogram = table.dropping([plan.bucketLabel], in: element.labels)
            if buckets[histogram] == nil { order.append(histogram) }
            buckets[histogram, default: []].append(Bucket(upperBound: upperBound, count: element.value))
        }
        var result: [StepwiseElement] = []
        for histogram in order {
            guard let own = buckets[histogram], let value = function(own, parameters, semantics) else { continue }
            var element = StepwiseElement(labels: histogram, value: value)
            dropName(of: &element, in: &table)
            result.append(element)
        }
        try use(elements: result.count)
        try judgeDuplicates(result)
        return result
    }

    // MARK: Shapes

    private mutating func shape(
        _ shape: ShapeFunction, _ call: Call, _ id: NodeID, _ arguments: [StepwiseValue], at milliseconds: Int64,
        in store: inout SeriesStore
    ) throws(EvaluationError) -> StepwiseValue {
        switch shape {
        case .time: return .scalar(milliseconds.seconds)
        case .constant(let value): return .scalar(value)
        case .scalar:
            let elements = arguments[0].elements
            return .scalar(elements.count == 1 ? elements[0].value : .nan)
        case .vector: return .vector([StepwiseElement(labels: .empty, value: arguments[0].number)])
        case .timestamp:
            let isSelector = expression.timestampedSelector(under: id) != nil
            var elements = arguments[0].elements
            for index in elements.indices {
                elements[index].value = (isSelector ? elements[index].sampleMilliseconds : milliseconds).seconds
                dropName(of: &elements[index], in: &store.labels)
            }
            try judgeDuplicates(elements)
            return .vector(elements)
        case .absent:
            return .vector(
                arguments[0].elements.isEmpty ? [absence(of: call.arguments[0], in: &store.labels)] : [])
        case .absentOverTime:
            guard case .matrix(let matrix) = arguments[0] else { preconditionFailure("absent_over_time has a window") }
            return .vector(matrix.series.isEmpty ? [absence(of: call.arguments[0], in: &store.labels)] : [])
        case .sort(let isDescending):
            return .vector(GoSort.sorted(arguments[0].elements, isDescending: isDescending, by: \.value))
        }
    }

    private func absence(of argument: NodeID, in table: inout LabelTable) -> StepwiseElement {
        StepwiseElement(labels: expression.absentLabels(of: argument, in: &table), value: 1)
    }
}
