import SourceText

/// Prometheus's checks of a whole tree, in its order, so that the first objection is the same.
///
/// Source: prometheus/prometheus, `promql/parser/parse.go` (`checkAST`), v2.42.0 and v3.14.0.
struct TypeCheck {
    private let expression: Expression

    /// What is still to be judged; a stack on the heap, since a sum may be as deep as it is long.
    private enum Step {
        case node(NodeID)
        /// A node whose operands have been judged.
        case whole(NodeID)
        /// An argument that has been judged, against the type its call wants.
        case argument(NodeID, ValueType, FunctionID)
        case aggregationOperand(NodeID)
        case aggregationParameter(NodeID, ValueType)
    }

    init(_ expression: Expression) { self.expression = expression }

    func run() throws(Fault) {
        var steps: [Step] = []
        steps.reserveCapacity(16)
        steps.append(.node(expression.root))
        while let step = steps.popLast() {
            switch step {
            case .node(let id): try enter(id, &steps)
            case .whole(let id): try judge(id)
            case .argument(let id, let expected, let function):
                let got = expression[id].type
                if got != expected {
                    throw fault(.argument(expected: expected, function: function.name, got: got), id)
                }
            case .aggregationOperand(let id):
                let got = expression[id].type
                if got != .vector { throw fault(.aggregationOperand(got: got), id) }
            case .aggregationParameter(let id, let expected):
                let got = expression[id].type
                if got != expected { throw fault(.aggregationParameter(expected: expected, got: got), id) }
            }
        }
    }

    /// Pushes what is to be done for a node, the first last.
    private func enter(_ id: NodeID, _ steps: inout [Step]) throws(Fault) {
        switch expression[id].kind {
        case .number, .string: break
        case .vectorSelector(let selector): try judge(selector, id)
        case .matrixSelector(let selector): steps.append(.node(selector.vector))
        case .parentheses(let inner): steps.append(.node(inner))
        case .subquery(let subquery):
            steps.append(.whole(id))
            steps.append(.node(subquery.expression))
        case .sign(_, let operand):
            steps.append(.whole(id))
            steps.append(.node(operand))
        case .binary(let operation):
            steps.append(.whole(id))
            steps.append(.node(operation.right))
            steps.append(.node(operation.left))
        case .aggregation(let aggregation):
            if let parameter = aggregation.parameter, let expected = aggregation.operator.parameterType {
                steps.append(.aggregationParameter(parameter, expected))
                steps.append(.node(parameter))
            }
            steps.append(.aggregationOperand(aggregation.expression))
            steps.append(.node(aggregation.expression))
        case .call(let call):
            try judgeCount(of: call, id)
            let mayBeEmpty = try labelSelector(ofInfo: call, id)
            for (index, argument) in call.arguments.enumerated().reversed() where argument != mayBeEmpty {
                guard let expected = call.function.function.argumentType(at: index) else { continue }
                steps.append(.argument(argument, expected, call.function))
                steps.append(.node(argument))
            }
        }
    }

    private func judge(_ id: NodeID) throws(Fault) {
        switch expression[id].kind {
        case .binary(let operation): try judge(operation, id)
        case .sign(_, let operand):
            let got = expression[operand].type
            if got != .scalar && got != .vector { throw fault(.signOperand(got: got), id) }
        case .subquery(let subquery):
            let got = expression[subquery.expression].type
            if got != .vector { throw fault(.subqueryOperand(got: got), id) }
        case .number, .string, .vectorSelector, .matrixSelector, .call, .aggregation, .parentheses:
            preconditionFailure("only nodes with a check after their operands are judged as a whole")
        }
    }

    private func judgeCount(of call: Call, _ id: NodeID) throws(Fault) {
        let function = call.function.function
        let got = call.arguments.count
        if function.repetition == .none {
            if got != function.arguments.count {
                throw fault(
                    .argumentCount(expected: function.arguments.count, function: function.name, got: got), id)
            }
        } else if got < function.fewestArguments {
            throw fault(.tooFewArguments(atLeast: function.fewestArguments, function: function.name, got: got), id)
        } else if let most = function.mostArguments, got > most {
            throw fault(.tooManyArguments(atMost: most, function: function.name, got: got), id)
        }
    }

    /// The second argument of `info`, which selects labels and not metrics, and so may match anything.
    private func labelSelector(ofInfo call: Call, _ id: NodeID) throws(Fault) -> NodeID? {
        guard call.function.name.utf8.elementsEqual("info".utf8), call.arguments.count > 1 else { return nil }
        let argument = call.arguments[1]
        let type = expression[argument].type
        if type != .vector { throw fault(.argument(expected: .vector, function: "info", got: type), id) }
        guard case .vectorSelector(let selector) = expression[argument].kind else {
            throw fault(.nonSelectorInInfo, argument)
        }
        if selector.name != nil { throw fault(.selectorWithNameInInfo, argument) }
        return argument
    }

    // MARK: Operators

    private func judge(_ operation: BinaryOperation, _ id: NodeID) throws(Fault) {
        let op = operation.operator
        let left = expression[operation.left]
        let right = expression[operation.right]
        if operation.returnsBool && !op.isComparison {
            throw Fault(.type(.boolOnNonComparison), at: operatorRange(operation))
        }
        if op.isComparison && !operation.returnsBool && left.type == .scalar && right.type == .scalar {
            throw Fault(.type(.scalarComparisonWithoutBool), at: operatorRange(operation))
        }
        if let name = labelInBothClauses(operation.matching) {
            throw Fault(.type(.labelInBothClauses(name.bytes)), at: operatorRange(operation))
        }
        for (operand, node) in [(operation.left, left), (operation.right, right)]
        where node.type != .scalar && node.type != .vector {
            throw fault(.binaryOperand, operand)
        }
        if left.type != .vector || right.type != .vector {
            if operation.matching != nil { throw fault(.matchingOfNonVectors, id) }
            if op.isSetOperation { throw fault(.setOperationOfScalars(op), id) }
        } else if op.isSetOperation && operation.matching?.cardinality != .manyToMany {
            throw fault(.groupingOfSetOperation(op), id)
        }
    }

    private func labelInBothClauses(_ matching: VectorMatching?) -> ByteString? {
        guard let matching, matching.isOn else { return nil }
        return matching.labels.first { label in matching.include.contains { $0.name == label.name } }?.name
    }

    /// What stands between the operands. Prometheus skips blanks to find the beginning, but not comments.
    private func operatorRange(_ operation: BinaryOperation) -> ByteRange {
        let gap = expression[operation.left].range.end..<expression[operation.right].range.start
        let blanks = expression.text[gap].prefix { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return ByteRange(blanks.endIndex..<max(blanks.endIndex, operation.operatorRange.end))
    }

    // MARK: Selectors

    private func judge(_ selector: VectorSelector, _ id: NodeID) throws(Fault) {
        if let name = selector.name {
            if let inner = selector.matchers.first(where: \.isOnMetricName) {
                throw fault(.nameSetTwice(name.bytes, inner.value.bytes), id)
            }
            return
        }
        if selector.matchers.allSatisfy(matchesEmptyText) { throw fault(.noNonEmptyMatcher, id) }
    }

    private func matchesEmptyText(_ matcher: LabelMatcher) -> Bool {
        switch matcher.operator {
        case .equal: matcher.value.isEmpty
        case .notEqual: !matcher.value.isEmpty
        case .matches: MatcherPattern.matchesEmptyText(matcher.value.bytes, expression.semantics)
        case .matchesNot: !MatcherPattern.matchesEmptyText(matcher.value.bytes, expression.semantics)
        }
    }

    private func fault(_ error: TypeError, _ id: NodeID) -> Fault { Fault(.type(error), at: expression[id].range) }
}
