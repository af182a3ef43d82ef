import SourceText

/// Runs a parsed template over its data.
///
/// Follows Go's `text/template/exec.go` (1.19), restated for the types Prometheus uses. Loops, recursion and output are
/// bounded by `TemplateLimits`.
struct TemplateExecutor {
    /// How a list of nodes ended.
    private enum Flow {
        case onward
        case breaksLoop
        case continuesLoop
    }

    let tree: TemplateTree
    let dialect: GoDialect
    let data: TemplateData
    let query: TemplateQuery
    private let name: [UInt8]
    private let text: [UInt8]
    private(set) var output: [UInt8] = []
    private var variables: [(name: [UInt8], value: TemplateValue)]
    /// The node errors are reported at.
    private var node: TemplateTree.Index
    /// The template in hand: the whole text, or a `define`.
    private var definition: TemplateTree.Definition
    private var depth = 0
    private var steps = 0

    init(_ template: Template, _ root: TemplateTree.Definition, _ data: TemplateData, _ query: @escaping TemplateQuery)
    {
        tree = template.tree
        dialect = template.dialect
        name = template.name
        text = template.text
        self.data = data
        self.query = query
        definition = root
        node = root.root
        variables = [([UInt8(ascii: "$")], .data(data))]
        let values: [TemplateValue] = [
            .labels(data.labels), .labels(data.externalLabels), .text(data.externalURL?.bytes ?? []),
            .float(data.value),
        ]
        variables += zip(Template.variables, values).map { ($0, $1) }
    }

    mutating func run() throws(TemplateError) {
        _ = try walk(.data(data), definition.root)
    }

    // MARK: Errors

    private func location() -> (text: String, range: ByteRange) {
        let position = min(max(tree[node].position, 0), text.count)
        // The definitions that Prometheus puts first stand on the first line.
        var (line, lineStart) = (1, -Template.definitionsLength)
        for (index, byte) in text[..<position].enumerated() where byte == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return (":\(line):\(position - lineStart)", ByteRange(start: position, length: 0))
    }

    func failure(_ words: [UInt8]) -> TemplateError {
        let (place, range) = location()
        let message =
            Array("template: ".utf8) + name + Array("\(place): executing ".utf8) + GoLiterals.quote(definition.name)
            + Array(" at <".utf8) + tree.written(node) + Array(">: ".utf8) + words
        return TemplateError(kind: .execution, messageBytes: message, range: range)
    }

    func failure(_ words: String) -> TemplateError { failure(Array(words.utf8)) }

    func unsupported(_ feature: String) -> TemplateError {
        let (place, range) = location()
        let message = Array("template: ".utf8) + name + Array("\(place): not supported: \(feature)".utf8)
        return TemplateError(kind: .unsupported, messageBytes: message, range: range)
    }

    func exceeded(_ bound: String) -> TemplateError {
        let (place, range) = location()
        let message = Array("template: ".utf8) + name + Array("\(place): \(bound)".utf8)
        return TemplateError(kind: .limit, messageBytes: message, range: range)
    }

    private mutating func step() throws(TemplateError) {
        steps += 1
        if steps > TemplateLimits.steps { throw exceeded("more than \(TemplateLimits.steps) steps") }
    }

    private mutating func deepen() throws(TemplateError) {
        try step()
        depth += 1
        if depth > TemplateLimits.depth { throw exceeded("nested deeper than \(TemplateLimits.depth)") }
    }

    mutating func at(_ index: TemplateTree.Index) { node = index }

    // MARK: Walking

    private mutating func walk(_ dot: TemplateValue, _ index: TemplateTree.Index) throws(TemplateError) -> Flow {
        at(index)
        try deepen()
        defer { depth -= 1 }
        switch tree[index].kind {
        case .text(let bytes): try write(bytes)
        case .action(let pipe):
            let value = try evaluate(pipe: pipe, dot)
            if case .pipe(let variables, _, _) = tree[pipe].kind, variables.isEmpty {
                at(index)
                try write(printed(value))
            }
        case .list(let items):
            for item in items {
                let flow = try walk(dot, item)
                if flow != .onward { return flow }
            }
        case .branch(.range, let pipe, let list, let otherwise): return try walkRange(dot, pipe, list, otherwise)
        case .branch(let branch, let pipe, let list, let otherwise):
            let mark = variables.count
            defer { variables.removeLast(variables.count - mark) }
            let value = try evaluate(pipe: pipe, dot)
            if value.isTrue { return try walk(branch == .with ? value : dot, list) }
            if let otherwise { return try walk(dot, otherwise) }
        case .template(let name, let pipe): try call(template: name, pipe, dot)
        case .breakLoop: return .breaksLoop
        case .continueLoop: return .continuesLoop
        default: throw failure("unknown node: " + String(decoding: tree.written(index), as: UTF8.self))
        }
        return .onward
    }

    private mutating func write(_ bytes: [UInt8]) throws(TemplateError) {
        if output.count + bytes.count > TemplateLimits.outputBytes {
            throw exceeded("more than \(TemplateLimits.outputBytes) bytes of output")
        }
        output += bytes
    }

    private mutating func walkRange(
        _ dot: TemplateValue, _ pipe: TemplateTree.Index, _ list: TemplateTree.Index, _ otherwise: TemplateTree.Index?
    ) throws(TemplateError) -> Flow {
        let outerMark = variables.count
        defer { variables.removeLast(variables.count - outerMark) }
        let value = try evaluate(pipe: pipe, dot)
        var declared = 0
        if case .pipe(let names, _, _) = tree[pipe].kind { declared = names.count }
        let mark = variables.count
        var count = 0
        try elements(of: value) { (executor: inout TemplateExecutor, key, element) throws(TemplateError) -> Bool in
            count += 1
            if declared > 0 { executor.variables[executor.variables.count - 1].value = element }
            if declared > 1 { executor.variables[executor.variables.count - 2].value = key }
            let flow = try executor.walk(element, list)
            executor.variables.removeLast(executor.variables.count - mark)
            return flow != .breaksLoop
        }
        if count == 0, let otherwise { return try walk(dot, otherwise) }
        return .onward
    }

    /// Goes over what a value holds, with its index or key, until the body returns false.
    private mutating func elements(
        of value: TemplateValue,
        _ body: (inout TemplateExecutor, TemplateValue, TemplateValue) throws(TemplateError) -> Bool
    ) throws(TemplateError) {
        switch value {
        case .none: return
        case .vector(let samples):
            for (place, sample) in samples.enumerated() {
                if try !body(&self, .integer(Int64(place)), .sample(sample)) { return }
            }
        case .labels(let labels):
            for pair in labels.pairs {
                if try !body(&self, .text(pair.name.bytes), .text(pair.value.bytes)) { return }
            }
        case .arguments(let arguments):
            for (name, element) in arguments.sorted {
                if try !body(&self, .text(name), element) { return }
            }
        case .integer(let count) where dialect.rangesOverNumbers:
            var number: Int64 = 0
            while number < count {
                try step()
                if try !body(&self, .integer(number), .integer(number)) { return }
                number += 1
            }
        default:
            throw failure(Array("range can't iterate over ".utf8) + (try printed(value)))
        }
    }

    private mutating func call(
        template name: [UInt8], _ pipe: TemplateTree.Index?, _ dot: TemplateValue
    ) throws(TemplateError) {
        guard let called = tree.definition(named: name) else {
            throw failure(Array("template ".utf8) + GoLiterals.quote(name) + Array(" not defined".utf8))
        }
        let value: TemplateValue
        if let pipe { value = try evaluate(pipe: pipe, dot) } else { value = .none }
        // A called template sees none of the caller's variables.
        let (callerVariables, caller) = (variables, definition)
        defer { (variables, definition) = (callerVariables, caller) }
        variables = [([UInt8(ascii: "$")], value)]
        definition = called
        _ = try walk(value, called.root)
    }

    /// A value as an action prints it.
    func printed(_ value: TemplateValue) throws(TemplateError) -> [UInt8] {
        if case .text(let bytes) = value { return bytes }
        if case .none = value { return Array("<no value>".utf8) }
        var printer = GoPrinter(dialect, limit: TemplateLimits.outputBytes)
        printer.followsPointers = true
        printer.print([value])
        return try finish(printer)
    }

    /// What a printer has printed, unless it met a bound.
    func finish(_ printer: GoPrinter) throws(TemplateError) -> [UInt8] {
        if let feature = printer.unsupported { throw unsupported(feature) }
        if printer.hasOverflowed { throw exceeded("more than \(TemplateLimits.outputBytes) bytes of text") }
        return printer.output
    }

    // MARK: Pipelines

    /// The value of a pipeline; what it declares stays on the stack of variables.
    mutating func evaluate(pipe: TemplateTree.Index, _ dot: TemplateValue) throws(TemplateError) -> TemplateValue {
        at(pipe)
        try deepen()
        defer { depth -= 1 }
        guard case .pipe(let names, let isAssignment, let commands) = tree[pipe].kind else { return .none }
        var value: TemplateValue?
        for command in commands { value = try evaluate(command: command, dot, final: value) }
        for name in names {
            if isAssignment {
                guard let place = variables.lastIndex(where: { $0.name == name }) else {
                    throw failure(Array("undefined variable: ".utf8) + name)
                }
                variables[place].value = value ?? .none
            } else {
                variables.append((name, value ?? .none))
            }
        }
        return value ?? .none
    }

    private mutating func evaluate(
        command: TemplateTree.Index, _ dot: TemplateValue, final: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        guard case .command(let operands) = tree[command].kind, let first = operands.first else { return .none }
        switch tree[first].kind {
        case .field(let names):
            at(first)
            return try evaluate(fields: names, of: dot, operands, final)
        case .chain(let base, let names):
            return try evaluate(chain: first, base, names, dot, operands, final)
        case .identifier(let name):
            at(first)
            return try call(name, node: command, dot, operands, final)
        case .pipe:
            try refuseArguments(operands, final)
            return try evaluate(pipe: first, dot)
        case .variable(let names):
            return try evaluate(variable: first, names, operands, final)
        default: break
        }
        at(first)
        try refuseArguments(operands, final)
        switch tree[first].kind {
        case .boolean(let value): return .boolean(value)
        case .dot: return dot
        case .nilValue: throw failure("nil is not a command")
        case .number(let number): return try constant(number)
        case .string(let value, _): return .text(value)
        default: throw failure(Array("can't evaluate command ".utf8) + GoLiterals.quote(tree.written(first)))
        }
    }

    private func refuseArguments(_ operands: [TemplateTree.Index], _ final: TemplateValue?) throws(TemplateError) {
        if operands.count > 1 || final != nil {
            throw failure(Array("can't give argument to non-function ".utf8) + tree.written(operands[0]))
        }
    }

    /// A number where nothing says which type it should have: its spelling decides.
    func constant(_ number: TemplateNumber) throws(TemplateError) -> TemplateValue {
        if let complex = number.complex { return .complex(complex) }
        let text = number.text
        let isHexadecimal =
            text.count > 2 && text[0] == 0x30 && text[1] | 0x20 == UInt8(ascii: "x")
            && !text.contains { $0 | 0x20 == UInt8(ascii: "p") }
        let looksFractional = text.contains { ".eEpP".utf8.contains($0) }
        if let float = number.float, !isHexadecimal, text.first != 0x27, looksFractional { return .float(float) }
        if let integer = number.integer { return .integer(integer) }
        if number.unsigned != nil { throw failure(text + Array(" overflows int".utf8)) }
        return .none
    }

    // MARK: Fields and variables

    mutating func evaluate(
        variable index: TemplateTree.Index, _ names: [[UInt8]], _ operands: [TemplateTree.Index]?,
        _ final: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        at(index)
        guard let value = variables.last(where: { $0.name == names[0] })?.value else {
            throw failure(Array("undefined variable: ".utf8) + names[0])
        }
        if names.count == 1 {
            if let operands { try refuseArguments(operands, final) }
            return value
        }
        return try evaluate(fields: Array(names.dropFirst()), of: value, operands, final)
    }

    mutating func evaluate(
        chain index: TemplateTree.Index, _ base: TemplateTree.Index, _ names: [[UInt8]], _ dot: TemplateValue,
        _ operands: [TemplateTree.Index]?, _ final: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        at(index)
        if case .nilValue = tree[base].kind {
            throw failure(Array("indirection through explicit nil in ".utf8) + tree.written(index))
        }
        let value = try argument(base, of: .any, dot)
        return try evaluate(fields: names, of: value, operands, final)
    }

    /// Follows field names; only the last may have arguments, if it were a method.
    func evaluate(
        fields names: [[UInt8]], of receiver: TemplateValue, _ operands: [TemplateTree.Index]?, _ final: TemplateValue?
    ) throws(TemplateError) -> TemplateValue {
        var value = receiver
        for (place, name) in names.enumerated() {
            let isLast = place == names.count - 1
            let hasArguments = isLast && ((operands?.count ?? 0) > 1 || final != nil)
            let found = try field(name, of: value, hasArguments: hasArguments)
            if !isLast, case .arguments = value, case .none = found {
                // A nil in an interface, which Go tells from no value at all.
                let next = String(decoding: names[place + 1], as: UTF8.self)
                throw failure("nil pointer evaluating interface {}.\(next)")
            }
            value = found
        }
        return value
    }

    private func field(
        _ name: [UInt8], of receiver: TemplateValue, hasArguments: Bool
    ) throws(TemplateError) -> TemplateValue {
        let word = String(decoding: name, as: UTF8.self)
        switch receiver {
        case .none: return .none
        case .labels(let labels):
            if hasArguments { throw failure("\(word) is not a method but has arguments") }
            return .text(labels[name] ?? [])
        case .arguments(let arguments):
            if hasArguments { throw failure("\(word) is not a method but has arguments") }
            return arguments[name] ?? .none
        case .data(let data):
            guard let value = Self.field(word, of: data) else { break }
            if hasArguments { throw failure("\(word) has arguments but cannot be invoked as function") }
            return value
        case .sample(let sample):
            guard word == "Labels" || word == "Value" else { break }
            guard let sample else { throw failure("nil pointer evaluating *template.sample.\(word)") }
            if hasArguments { throw failure("\(word) has arguments but cannot be invoked as function") }
            return word == "Labels" ? .labels(sample.labels) : .float(sample.value)
        case .time, .duration:
            if GoTime.methods.contains(word) { throw unsupported("method \(word) of a time") }
            if case .time = receiver, word == "wall" || word == "ext" || word == "loc" {
                throw failure("\(word) is an unexported field of struct type *time.Time")
            }
        default: break
        }
        throw failure("can't evaluate field \(word) in type \(receiver.typeName(dialect))")
    }

    private static func field(_ name: String, of data: TemplateData) -> TemplateValue? {
        switch name {
        case "Labels": .labels(data.labels)
        case "ExternalLabels": .labels(data.externalLabels)
        case "ExternalURL": .text(data.externalURL?.bytes ?? [])
        case "Value": .float(data.value)
        default: nil
        }
    }
}
