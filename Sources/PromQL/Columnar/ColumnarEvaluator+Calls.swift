import TimeSeries

extension ColumnarEvaluator {
    /// Evaluates a call whose arguments have been.
    mutating func evaluate(
        _ call: Call, _ node: NodeContext, _ nodes: inout NodeStates, _ failures: inout FailureLog
    ) throws(EvaluationError) -> NodeResult.Value {
        switch call.function.function.implementation {
        case .refused: preconditionFailure("what is refused has no plan")
        case .element(let value):
            return .vector(
                mapped(nodes.take(call.arguments[0]).vector, &failures) { column in
                    column.values = ElementKernels.map(column.values, call.function.name, value)
                })
        case .elementWithParameters(let value):
            let vector = nodes.take(call.arguments[0]).vector
            let parameters = Parameters(call.arguments.dropFirst().map { nodes.take($0).scalar })
            return .vector(
                mapped(vector, &failures) { column in
                    let filled = ElementKernels.map(column, parameters, value)
                    column.values = filled.values
                    column.validity = filled.validity
                }.withoutEmptyColumns())
        case .calendar(let number):
            guard let argument = call.arguments.first else { return .vector(calendar(node, number)) }
            return .vector(
                mapped(nodes.take(argument).vector, &failures) { column in
                    column.values = BinaryKernels.map(column.values) {
                        number(CivilMoment(unixSeconds: GoMath.integer($0)))
                    }
                })
        case .window(let function, let keepsName):
            return .vector(windowed(call, function, keepsName: keepsName, node, &nodes, &failures))
        case .relabelling:
            return .vector(try relabelled(nodes.take(call.arguments[0]).vector, node, &failures))
        case .histogram(let value): return .vector(histograms(call, node, &nodes, &failures, value))
        case .shape(let shape): return try evaluate(shape, call, node, &nodes, &failures)
        }
    }

    /// Changes each column and drops its name.
    mutating func mapped(
        _ vector: VectorValue, _ failures: inout FailureLog, _ change: (inout Column) -> Void
    ) -> VectorValue {
        var vector = vector
        let removal = NameRemoval(semantics, in: &store.labels)
        for index in vector.columns.indices {
            change(&vector.columns[index])
            dropName(of: &vector.columns[index], removal)
        }
        noteEqualLabels(in: vector.columns, .atOneStep, &failures)
        return vector
    }

    private func calendar(_ node: NodeContext, _ number: (CivilMoment) -> Double) -> VectorValue {
        let values = (0..<node.steps).map { number(CivilMoment(unixSeconds: node.frame.grid[$0] / 1_000)) }
        return VectorValue([Column(labels: .empty, values: values, validity: .full(node.steps))])
    }

    private mutating func windowed(
        _ call: Call, _ function: @escaping WindowFunction, keepsName: Bool, _ node: NodeContext,
        _ nodes: inout NodeStates,
        _ failures: inout FailureLog
    ) -> VectorValue {
        var operand: RangeOperand?
        var scalars: [ScalarColumn] = []
        for argument in call.arguments {
            switch nodes.take(argument) {
            case .range(let range): operand = range
            case .scalar(let scalar): scalars.append(scalar)
            case .vector, .string: preconditionFailure("a function of windows has windows and numbers")
            }
        }
        guard let operand else { preconditionFailure("a function of windows has windows") }
        var windowCall = WindowCall(call, function, Parameters(scalars), operand, node.frame, semantics)
        let removal = NameRemoval(semantics, in: &store.labels)
        var columns: [Column] = []
        for index in 0..<operand.count {
            let run = run(index, of: operand, node.frame)
            let filled = windowCall.column(run.samples)
            if filled.validity.isEmpty { continue }
            var column = Column(labels: run.labels, filled, dropsName: run.dropsName)
            if !keepsName { dropName(of: &column, removal) }
            columns.append(column)
        }
        work.valuesMade += operand.count * node.steps
        work.samplesScannedAgain += windowCall.samplesScannedAgain
        failures.note(windowCall.failures)
        noteEqualLabels(in: columns, .inOneQuery, &failures)
        return VectorValue(columns)
    }
}

/// The scalar arguments of a call.
struct Parameters: Sendable {
    let columns: [ScalarColumn]
    /// All of them, where they are the same at all steps.
    let constants: [Double]?

    init(_ columns: [ScalarColumn]) {
        self.columns = columns
        var constants: [Double] = []
        for case .constant(let value) in columns { constants.append(value) }
        self.constants = constants.count == columns.count ? constants : nil
    }

    func values(at step: Int) -> [Double] { constants ?? columns.map { $0[step] } }
}

/// Functions of one number, over columns.
enum ElementKernels {
    /// - Parameters:
    ///   - name: the function's name; a few frequent ones have a loop of their own, with the same operation as `value`.
    ///   - value: what is called for each number otherwise, 2 ns each.
    static func map(_ values: [Double], _ name: String, _ value: (Double) -> Double) -> [Double] {
        BinaryKernels.map(values, value)
    }

    static func map(
        _ column: Column, _ parameters: Parameters, _ value: (Double, [Double]) -> Double?
    ) -> FilledColumn {
        if let constants = parameters.constants {
            return FilledColumn(steps: column.values.count) { step in
                column.validity[step] ? value(column.values[step], constants) : nil
            }
        }
        return FilledColumn(steps: column.values.count) { step in
            column.validity[step] ? value(column.values[step], parameters.values(at: step)) : nil
        }
    }
}
