import SourceText

/// What is known of an aggregation before its arguments.
struct AggregationHead {
    let op: AggregationOperator
    let token: Token
    /// Nil until `by` or `without` is read.
    var grouping: [LabelName]?
    var isWithout = false
}

/// An operator and the modifiers between it and its right operand.
struct BinaryHead {
    let op: BinaryOperator
    let token: Token
    var returnsBool = false
    var matching = VectorMatching(cardinality: .oneToOne, labels: [], isOn: false, include: [])
    var fills = false
}

/// Nodes that are complete, with the objections Prometheus raises at that moment.
extension Parser {
    /// A call whose closing parenthesis has just been taken.
    mutating func finishCall(_ name: Token, _ arguments: [NodeID], closing: Token) throws(Fault) -> NodeID {
        let bytes = slice(name)
        guard let id = FunctionCatalogue.find(bytes), id.function.exists(in: semantics) else {
            throw Fault(.semantic(.unknownFunction(Array(bytes))), at: name.range)
        }
        let function = id.function
        if function.standing == .experimental && !semantics.acceptsExperimentalFunctions {
            throw Fault(.semantic(.functionNotEnabled(Array(bytes))), at: name.range)
        }
        return add(
            .call(Call(function: id, nameRange: name.range, arguments: arguments)),
            ByteRange(name.start..<closing.end), function.returns)
    }

    /// An aggregation whose closing parenthesis has just been taken; its grouping may still follow.
    mutating func finishAggregation(
        _ opening: AggregationHead, _ arguments: [NodeID], _ closing: Token
    ) throws(Fault) -> NodeID {
        var head = opening
        var end = closing.end
        if head.grouping == nil {
            switch try peek().kind {
            case .keyword(.by), .keyword(.without):
                head.isWithout = take().kind == .keyword(.without)
                let list = try labelListWithRange()
                head.grouping = list.labels
                end = list.range.end
            default: break
            }
        }
        let range = ByteRange(head.token.start..<end)
        let (parameter, expression) = try operands(of: head, arguments, range)
        return add(
            .aggregation(
                Aggregation(
                    operator: head.op, operatorRange: head.token.range, expression: expression, parameter: parameter,
                    grouping: head.grouping ?? [], isWithout: head.isWithout)),
            range, .vector)
    }

    private func operands(
        of head: AggregationHead, _ arguments: [NodeID], _ range: ByteRange
    ) throws(Fault) -> (parameter: NodeID?, expression: NodeID) {
        guard let first = arguments.first else { throw Fault(.semantic(.noAggregationArguments), at: range) }
        if head.op.isExperimental && !semantics.acceptsExperimentalFunctions {
            throw Fault(.semantic(.aggregationNotEnabled(head.op)), at: range)
        }
        let expected = head.op.parameterType == nil ? 1 : 2
        guard arguments.count == expected, let last = arguments.last else {
            throw Fault(
                .semantic(.aggregationArgumentCount(expected: expected, got: arguments.count)), at: range)
        }
        return (expected == 2 ? first : nil, last)
    }

    /// A sign in front of an operand; it folds into a number.
    mutating func signed(_ operand: NodeID, _ sign: SignOperator, start: Int) -> NodeID {
        let range = ByteRange(start..<self[operand].range.end)
        if case .number(var literal) = self[operand].kind {
            if sign == .minus { literal.value *= -1 }
            self[operand].kind = .number(literal)
            self[operand].range = range
            return operand
        }
        return add(.sign(sign, operand: operand), range, self[operand].type)
    }

    /// An operator with both its operands.
    mutating func combined(_ head: BinaryHead, _ left: NodeID, _ right: NodeID) throws(Fault) -> NodeID {
        let range = self[left].range.union(self[right].range)
        if head.fills { throw Fault(.semantic(.fillNotEnabled), at: range) }
        let leftType = self[left].type
        let rightType = self[right].type
        var matching: VectorMatching? = head.matching
        if head.op.isSetOperation && head.matching.cardinality == .oneToOne { matching?.cardinality = .manyToMany }
        // With labels it is kept, for the type check to object to.
        if (leftType != .vector || rightType != .vector) && head.matching.labels.isEmpty { matching = nil }
        return add(
            .binary(
                BinaryOperation(
                    operator: head.op, operatorRange: head.token.range, left: left, right: right, matching: matching,
                    returnsBool: head.returnsBool)),
            range, leftType == .scalar && rightType == .scalar ? .scalar : .vector)
    }
}

/// What stands between an operator and its right operand, and lists of labels.
extension Parser {
    /// `bool`, `on` or `ignoring`, `group_left` or `group_right`, and the fills, in this order and all optional.
    mutating func binaryHead(_ op: BinaryOperator, _ token: Token) throws(Fault) -> BinaryHead {
        var head = BinaryHead(op: op, token: token)
        if try peek().kind == .keyword(.bool) {
            take()
            head.returnsBool = true
        }
        switch try peek().kind {
        case .keyword(.on), .keyword(.ignoring):
            head.matching.isOn = take().kind == .keyword(.on)
            head.matching.labels = try labelList()
            try readGroupModifier(into: &head.matching)
        default: break
        }
        head.fills = try skipFills()
        return head
    }

    private mutating func readGroupModifier(into matching: inout VectorMatching) throws(Fault) {
        switch try peek().kind {
        case .keyword(.groupLeft): matching.cardinality = .manyToOne
        case .keyword(.groupRight): matching.cardinality = .oneToMany
        default: return
        }
        take()
        let next = try peek().kind
        if next == .leftParenthesis {
            matching.include = try labelList()
        } else if !next.startsExpression(semantics) {
            throw unexpected(in: .grouping, expected: .leftParenthesis)
        }
    }

    /// Reads `fill (0)`, or `fill_left (0)` and `fill_right (0)` in either order; true if there is any.
    private mutating func skipFills() throws(Fault) -> Bool {
        guard case .keyword(let first) = try peek().kind else { return false }
        let second: Keyword?
        switch first {
        case .fill: second = nil
        case .fillLeft: second = .fillRight
        case .fillRight: second = .fillLeft
        default: return false
        }
        take()
        try skipFillValue()
        if let second, try peek().kind == .keyword(second) {
            take()
            try skipFillValue()
        }
        return true
    }

    private mutating func skipFillValue() throws(Fault) {
        guard try peek().kind == .leftParenthesis else { throw unexpected() }
        take()
        if try [.binary(.add), .binary(.subtract)].contains(peek().kind) { take() }
        let token = try peek()
        guard token.kind == .number || token.kind == .duration else { throw unexpected() }
        take()
        _ = try numberLiteral(token)
        guard try peek().kind == .rightParenthesis else { throw unexpected() }
        take()
    }

    /// `(a, b)`, with an optional comma at the end.
    mutating func labelList() throws(Fault) -> [LabelName] { try labelListWithRange().labels }

    private mutating func labelListWithRange() throws(Fault) -> (labels: [LabelName], range: ByteRange) {
        let opening = try peek()
        guard opening.kind == .leftParenthesis else { throw unexpected(in: .grouping, expected: .leftParenthesis) }
        take()
        var labels: [LabelName] = []
        while try peek().kind != .rightParenthesis {
            labels.append(try label())
            switch try peek().kind {
            case .comma: take()
            case .rightParenthesis: break
            default: throw unexpected(in: .grouping, expected: .commaOrRightParenthesis)
            }
        }
        let closing = take()
        return (labels, ByteRange(opening.start..<closing.end))
    }

    private mutating func label() throws(Fault) -> LabelName {
        let token = try peek()
        if token.kind.isLabelName {
            // 2.x reads `a:b` as a word and then finds that it is no label.
            if token.kind == .metricIdentifier && !semantics.allowsQuotedNames {
                throw unexpected(in: .grouping, expected: .label)
            }
            take()
            return LabelName(name: ByteString(slice(token)), range: token.range)
        }
        guard token.kind == .string && semantics.allowsQuotedNames else {
            throw unexpected(in: .grouping, expected: .label)
        }
        take()
        let name = StringLiteral.unquoted(slice(token))
        if name.isEmpty || !isUTF8(name) {
            throw Fault(.semantic(.invalidGroupingLabel(name)), at: token.range)
        }
        return LabelName(name: ByteString(name), range: token.range)
    }

    private func isUTF8(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let rune = UTF8Rune(bytes, at: index)
            if rune.isInvalid { return false }
            index += rune.length
        }
        return true
    }
}
