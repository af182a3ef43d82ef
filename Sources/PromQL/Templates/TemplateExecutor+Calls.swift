/// Calls of functions: arguments are counted, evaluated and checked against types, as Go does by reflection.
extension TemplateExecutor {
    /// The value of a function called in a command, or standing alone as an argument.
    mutating func call(
        _ name: [UInt8], node: TemplateTree.Index, _ dot: TemplateValue, _ operands: [TemplateTree.Index],
        _ final: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        let word = String(decoding: name, as: UTF8.self)
        guard let function = TemplateFunction.named(word, dialect) else {
            throw failure(GoLiterals.quote(name) + Array(" is not a defined function".utf8))
        }
        let arguments = operands.dropFirst()
        let count = arguments.count + (final == nil ? 0 : 1)
        if function.rest != nil {
            if count < function.parameters.count {
                let least = function.parameters.count
                throw failure("wrong number of args for \(word): want at least \(least) got \(arguments.count)")
            }
        } else if count != function.parameters.count {
            throw failure("wrong number of args for \(word): want \(function.parameters.count) got \(count)")
        }
        if word == "and" || word == "or" { return try decide(stopAt: word == "or", arguments, final, dot) }
        var values: [TemplateValue] = []
        for (place, operand) in arguments.enumerated() {
            values.append(try argument(operand, of: function.type(at: place), dot))
        }
        if let final { values.append(try check(final, function.type(at: values.count))) }
        let result: Result<TemplateValue, TemplateFault>
        do throws(TemplateFault) {
            result = .success(try function.body(values, self))
        } catch {
            result = .failure(error)
        }
        switch result {
        case .success(let value):
            if case .text(let bytes) = value, bytes.count > TemplateLimits.outputBytes {
                throw exceeded("more than \(TemplateLimits.outputBytes) bytes of text")
            }
            if case .arguments(let arguments) = value, arguments.depth > TemplateLimits.nesting {
                throw exceeded("arguments nested deeper than \(TemplateLimits.nesting)")
            }
            return value
        case .failure(.message(let words)):
            at(node)
            throw failure(Array("error calling \(word): ".utf8) + words)
        case .failure(.unsupported(let feature)): throw unsupported(feature)
        case .failure(.limit(let bound)): throw exceeded(bound)
        }
    }

    /// `and` and `or` evaluate no more arguments than they need.
    private mutating func decide(
        stopAt truth: Bool, _ operands: ArraySlice<TemplateTree.Index>, _ final: TemplateValue?, _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        var value = TemplateValue.none
        for operand in operands {
            value = try argument(operand, of: .reflected, dot)
            if value.isTrue == truth { return value }
        }
        return final ?? value
    }

    /// Evaluates an operand for a parameter.
    mutating func argument(
        _ operand: TemplateTree.Index, of type: TemplateParameter, _ dot: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        at(operand)
        let value: TemplateValue
        switch tree[operand].kind {
        case .dot: value = dot
        case .nilValue:
            guard let zero = type.zero else { throw failure("cannot assign nil to \(type.goName)") }
            return zero
        case .field(let names): value = try evaluate(fields: names, of: dot, [operand], nil)
        case .variable(let names): value = try evaluate(variable: operand, names, nil, nil)
        case .pipe: value = try evaluate(pipe: operand, dot)
        case .identifier(let name): value = try call(name, node: operand, dot, [operand], nil)
        case .chain(let base, let names): value = try evaluate(chain: operand, base, names, dot, nil, nil)
        default: return try literal(operand, for: type)
        }
        return try check(value, type)
    }

    private func literal(
        _ operand: TemplateTree.Index, for type: TemplateParameter
    ) throws(TemplateError) -> TemplateValue {
        let kind = tree[operand].kind
        switch (type, kind) {
        case (.text, .string(let value, _)), (.any, .string(let value, _)), (.reflected, .string(let value, _)):
            return .text(value)
        case (.any, .boolean(let value)), (.reflected, .boolean(let value)): return .boolean(value)
        case (.any, .number(let number)), (.reflected, .number(let number)): return try constant(number)
        case (.text, _): throw failure(Array("expected string; found ".utf8) + tree.written(operand))
        default:
            throw failure(
                Array("can't handle ".utf8) + tree.written(operand) + Array(" for arg of type \(type.goName)".utf8))
        }
    }

    /// Makes sure that a value fits a parameter.
    private func check(_ value: TemplateValue, _ type: TemplateParameter) throws(TemplateError) -> TemplateValue {
        if case .none = value {
            guard let zero = type.zero else { throw failure("invalid value; expected \(type.goName)") }
            return zero
        }
        switch (type, value) {
        case (.any, _), (.reflected, _), (.text, .text), (.vector, .vector), (.sample, .sample): return value
        default:
            throw failure("wrong type for value; expected \(type.goName); got \(value.typeName(dialect))")
        }
    }
}
