/// Pipelines: what stands inside an action, from declarations to operands.
extension TemplateParser {
    mutating func pipeline(
        _ context: Context, until end: TemplateToken.Kind
    ) throws(TemplateError) -> TemplateTree.Index {
        try nest()
        let position = peekNonSpace().start
        let (variables, isAssignment) = try declarations(context)
        var commands: [TemplateTree.Index] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .boolean, .characterConstant, .complex, .keyword(.dot), .field, .identifier, .number,
                .keyword(.nilValue), .rawString, .string, .variable, .leftParenthesis:
                backUp()
                commands.append(try command())
            default:
                throw unexpected(token, in: context.rawValue)
            }
        }
        try check(commands, context)
        nesting -= 1
        return tree.add(.pipe(variables: variables, isAssignment: isAssignment, commands: commands), at: position)
    }

    private func check(_ commands: [TemplateTree.Index], _ context: Context) throws(TemplateError) {
        if commands.isEmpty { throw error("missing value for \(context.rawValue)") }
        for (stage, command) in commands.enumerated().dropFirst() {
            guard case .command(let operands) = tree[command].kind, let first = operands.first else { continue }
            switch tree[first].kind {
            case .boolean, .dot, .nilValue, .number, .string:
                throw error("non executable command in pipeline stage \(stage + 1)")
            default: break
            }
        }
    }

    /// `$x :=`, `$x =`, and in a range `$i, $x :=`.
    private mutating func declarations(
        _ context: Context
    ) throws(TemplateError) -> (variables: [[UInt8]], isAssignment: Bool) {
        var variables: [[UInt8]] = []
        while true {
            let variable = peekNonSpace()
            guard variable.kind == .variable else { return (variables, false) }
            _ = next()
            let following = peek()
            let mark = peekNonSpace()
            switch mark.kind {
            case .assign, .declare:
                _ = nextNonSpace()
                variables.append(written(variable))
                frame.variables.append(written(variable))
                return (variables, mark.kind == .assign)
            case .character where text[mark.range].elementsEqual([UInt8(ascii: ",")]):
                _ = nextNonSpace()
                variables.append(written(variable))
                frame.variables.append(written(variable))
                guard context == .range, variables.count < 2 else {
                    throw error("too many declarations in \(context.rawValue)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw error("range can only initialize variables")
                }
            default:
                // Not a declaration: the variable is an operand, and so is what was read of the rest.
                if following.kind == .space { backUp(to: variable, following) } else { backUp(to: variable) }
                return (variables, false)
            }
        }
    }

    /// Operands up to a pipe, which is taken, or to the end of the pipeline, which is not.
    private mutating func command() throws(TemplateError) -> TemplateTree.Index {
        let position = peekNonSpace().start
        var operands: [TemplateTree.Index] = []
        loop: while true {
            _ = peekNonSpace()
            if let operand = try operand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backUp()
                break loop
            case .pipe: break loop
            default: throw unexpected(token, in: "operand")
            }
        }
        if operands.isEmpty { throw error("empty command") }
        return tree.add(.command(operands), at: position)
    }

    /// A term and the fields that follow it.
    private mutating func operand() throws(TemplateError) -> TemplateTree.Index? {
        guard let term = try term() else { return nil }
        guard peek().kind == .field else { return term }
        let position = peek().start
        var fields: [[UInt8]] = []
        while peek().kind == .field { fields.append(Array(text[next().range].dropFirst())) }
        switch tree[term].kind {
        case .field(let names): return tree.add(.field(names + fields), at: position)
        case .variable(let names): return tree.add(.variable(names + fields), at: position)
        case .boolean, .string, .number, .nilValue, .dot:
            throw error(Array("unexpected . after term ".utf8) + GoLiterals.quote(tree.written(term)))
        default: return tree.add(.chain(term, fields), at: position)
        }
    }

    private mutating func term() throws(TemplateError) -> TemplateTree.Index? {
        let token = nextNonSpace()
        switch token.kind {
        case .identifier:
            guard TemplateFunctionNames.contains(text[token.range], dialect) else {
                throw error(
                    Array("function ".utf8) + GoLiterals.quote(written(token)) + Array(" not defined".utf8))
            }
            return tree.add(.identifier(written(token)), at: token.start)
        case .keyword(.dot): return tree.add(.dot, at: token.start)
        case .keyword(.nilValue): return tree.add(.nilValue, at: token.start)
        case .variable:
            guard frame.variables.contains(where: { $0.elementsEqual(text[token.range]) }) else {
                throw error(Array("undefined variable ".utf8) + GoLiterals.quote(written(token)))
            }
            return tree.add(.variable([written(token)]), at: token.start)
        case .field: return tree.add(.field([Array(written(token).dropFirst())]), at: token.start)
        case .boolean: return tree.add(.boolean(text[token.range].elementsEqual("true".utf8)), at: token.start)
        case .characterConstant, .complex, .number:
            switch TemplateNumber.parse(written(token), token.kind) {
            case .success(let number): return tree.add(.number(number), at: token.start)
            case .failure(let failure): throw error(failure.words)
            }
        case .leftParenthesis: return try pipeline(.parenthesized, until: .rightParenthesis)
        case .string, .rawString:
            return tree.add(.string(try unquote(token), written: written(token)), at: token.start)
        default:
            backUp()
            return nil
        }
    }
}
