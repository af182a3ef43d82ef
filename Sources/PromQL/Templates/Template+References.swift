package import SourceText

/// What a template reads, found by looking at it rather than by running it.
package struct TemplateReferences: Hashable, Sendable {
    package struct Label: Hashable, Sendable {
        package let name: ByteString
        /// Where the label is named in the text.
        package let range: ByteRange
    }

    package struct Query: Hashable, Sendable {
        /// The expression; nil where the template makes it up as it runs.
        package let expression: ByteString?
        package let range: ByteRange
    }

    /// Labels of the element read by name, `$labels.x` or `.Labels.x`, in the order of the text.
    package var labels: [Label] = []
    /// External labels read by name.
    package var externalLabels: [Label] = []
    /// The label set is read as a whole, printed or gone over, so any label may be in the result.
    package var readsAllLabels = false
    /// The value is read. In a label this makes a new alert of each new value, so that `for` begins anew.
    package var readsValue = false
    package var queries: [Query] = []
    /// The time is read, by `now`.
    package var readsTime = false

    /// Whether the text depends on the element's labels only, and so is the same at every evaluation.
    package var isSteady: Bool { !readsValue && queries.isEmpty && !readsTime }
}

extension Template {
    /// What the text reads, `define` and `block` included.
    ///
    /// Within `with` and `range` a dot is no longer the alert's data; within `define` it may be, and is taken for it.
    package var references: TemplateReferences {
        var collector = ReferenceCollector(tree: tree, text: text)
        for definition in tree.definitions { collector.walk(definition.root, dotIsData: true) }
        collector.found.labels.sort { $0.range < $1.range }
        collector.found.externalLabels.sort { $0.range < $1.range }
        collector.found.queries.sort { $0.range < $1.range }
        return collector.found
    }
}

/// Walks a tree; the parser has bounded its depth.
private struct ReferenceCollector {
    let tree: TemplateTree
    let text: [UInt8]
    var found = TemplateReferences()

    mutating func walk(_ index: TemplateTree.Index, dotIsData: Bool) {
        let node = tree[index]
        switch node.kind {
        case .list(let items): for item in items { walk(item, dotIsData: dotIsData) }
        case .action(let pipe): walk(pipe, dotIsData: dotIsData)
        case .branch(let branch, let pipe, let list, let otherwise):
            walk(pipe, dotIsData: dotIsData)
            walk(list, dotIsData: dotIsData && branch == .ifTrue)
            if let otherwise { walk(otherwise, dotIsData: dotIsData) }
        case .template(_, let pipe):
            // Handing on the whole data is not reading it: what the called template reads is noted there.
            if let pipe, !isBareDot(pipe) { walk(pipe, dotIsData: dotIsData) }
        case .pipe(_, _, let commands):
            notePipedQueries(commands)
            for command in commands { walk(command, dotIsData: dotIsData) }
        case .command(let operands):
            noteQuery(operands)
            if !noteIndexedLabel(operands) { for operand in operands { walk(operand, dotIsData: dotIsData) } }
        case .chain(let base, _): walk(base, dotIsData: dotIsData)
        case .dot: if dotIsData { noteEverything() }
        case .field(let names): if dotIsData { note(field: names[...], at: node.position) }
        case .variable(let names): note(variable: names, at: node.position)
        case .identifier(let name): if name.elementsEqual("now".utf8) { found.readsTime = true }
        case .text, .breakLoop, .continueLoop, .nilValue, .boolean, .number, .string, .endMark, .elseMark: break
        }
    }

    private func isBareDot(_ pipe: TemplateTree.Index) -> Bool {
        guard case .pipe(_, _, let commands) = tree[pipe].kind, commands.count == 1,
            case .command(let operands) = tree[commands[0]].kind, operands.count == 1
        else { return false }
        if case .dot = tree[operands[0]].kind { return true }
        return false
    }

    private mutating func noteEverything() {
        found.readsAllLabels = true
        found.readsValue = true
    }

    private mutating func note(variable names: [[UInt8]], at position: Int) {
        switch names.first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "$": names.count == 1 ? noteEverything() : note(field: names.dropFirst(), at: position)
        case "$labels": noteLabel(names.dropFirst().first, at: position)
        case "$externalLabels": noteExternalLabel(names.dropFirst().first, at: position)
        case "$value": found.readsValue = true
        default: break
        }
    }

    private mutating func note(field names: ArraySlice<[UInt8]>, at position: Int) {
        switch names.first.map({ String(decoding: $0, as: UTF8.self) }) {
        case "Labels": noteLabel(names.dropFirst().first, at: position)
        case "ExternalLabels": noteExternalLabel(names.dropFirst().first, at: position)
        case "Value": found.readsValue = true
        default: break
        }
    }

    private mutating func noteLabel(_ name: [UInt8]?, at position: Int) {
        guard let name else { return found.readsAllLabels = true }
        found.labels.append(TemplateReferences.Label(name: ByteString(name), range: range(of: name, from: position)))
    }

    private mutating func noteExternalLabel(_ name: [UInt8]?, at position: Int) {
        guard let name else { return }
        let range = range(of: name, from: position)
        found.externalLabels.append(TemplateReferences.Label(name: ByteString(name), range: range))
    }

    /// `index $labels "http.route"`, which reaches labels that are no identifiers.
    private mutating func noteIndexedLabel(_ operands: [TemplateTree.Index]) -> Bool {
        guard operands.count == 3, case .identifier(let name) = tree[operands[0]].kind,
            name.elementsEqual("index".utf8), case .string(let label, let written) = tree[operands[2]].kind
        else { return false }
        switch tree[operands[1]].kind {
        case .variable(let names) where names == [Array("$labels".utf8)]: break
        case .field(let names) where names == [Array("Labels".utf8)]: break
        default: return false
        }
        let range = ByteRange(start: tree[operands[2]].position, length: written.count)
        found.labels.append(TemplateReferences.Label(name: ByteString(label), range: range))
        return true
    }

    /// Where a field is written: its dot stands at the node's place or soon after.
    private func range(of name: [UInt8], from position: Int) -> ByteRange {
        let dotted = [UInt8(ascii: ".")] + name
        var start = position
        while start < text.count, !text[start...].starts(with: dotted) { start += 1 }
        return start < text.count
            ? ByteRange(start: start + 1, length: name.count) : ByteRange(start: position, length: 0)
    }

    // MARK: Queries

    private mutating func noteQuery(_ operands: [TemplateTree.Index]) {
        guard operands.count == 2, case .identifier(let name) = tree[operands[0]].kind, name.elementsEqual("query".utf8)
        else { return }
        found.queries.append(query(operands[1]))
    }

    /// `"up" | query`, `printf "..." $labels.job | query`.
    private mutating func notePipedQueries(_ commands: [TemplateTree.Index]) {
        for (before, command) in zip(commands, commands.dropFirst()) {
            guard case .command(let operands) = tree[command].kind, operands.count == 1,
                case .identifier(let name) = tree[operands[0]].kind, name.elementsEqual("query".utf8),
                case .command(let previous) = tree[before].kind, let argument = previous.first
            else { continue }
            found.queries.append(previous.count == 1 ? query(argument) : unknownQuery(at: argument))
        }
    }

    private func query(_ argument: TemplateTree.Index) -> TemplateReferences.Query {
        guard case .string(let expression, let written) = tree[argument].kind else { return unknownQuery(at: argument) }
        let range = ByteRange(start: tree[argument].position, length: written.count)
        return TemplateReferences.Query(expression: ByteString(expression), range: range)
    }

    private func unknownQuery(at argument: TemplateTree.Index) -> TemplateReferences.Query {
        TemplateReferences.Query(expression: nil, range: ByteRange(start: tree[argument].position, length: 0))
    }
}
