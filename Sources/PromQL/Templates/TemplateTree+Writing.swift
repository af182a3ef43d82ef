extension TemplateTree {
    /// A node written out again the way Go's messages show it, `executing "x" at <...>`.
    func written(_ index: Index) -> [UInt8] {
        var text: [UInt8] = []
        write(index, to: &text)
        return text
    }

    private func write(_ index: Index, to text: inout [UInt8]) {
        // Messages are for people; a context that fills a screen is cut.
        guard text.count < 1 << 16 else { return }
        switch self[index].kind {
        case .text(let bytes): text += bytes
        case .action(let pipe):
            text += Array("{{".utf8)
            write(pipe, to: &text)
            text += Array("}}".utf8)
        case .branch(let branch, let pipe, let list, let otherwise):
            text += Array("{{\(branch.rawValue) ".utf8)
            write(pipe, to: &text)
            text += Array("}}".utf8)
            write(list, to: &text)
            if let otherwise {
                text += Array("{{else}}".utf8)
                write(otherwise, to: &text)
            }
            text += Array("{{end}}".utf8)
        case .template(let name, let pipe):
            text += Array("{{template ".utf8) + GoLiterals.quote(name)
            if let pipe {
                text.append(0x20)
                write(pipe, to: &text)
            }
            text += Array("}}".utf8)
        case .breakLoop: text += Array("{{break}}".utf8)
        case .continueLoop: text += Array("{{continue}}".utf8)
        case .list(let items): for item in items { write(item, to: &text) }
        case .pipe(let variables, let isAssignment, let commands):
            text += variables.joined(separator: Array(", ".utf8))
            if !variables.isEmpty { text += Array((isAssignment ? " = " : " := ").utf8) }
            for (place, command) in commands.enumerated() {
                if place > 0 { text += Array(" | ".utf8) }
                write(command, to: &text)
            }
        case .command(let operands):
            for (place, operand) in operands.enumerated() {
                if place > 0 { text.append(0x20) }
                writeParenthesized(operand, to: &text)
            }
        case .field(let names): for name in names { text += [0x2E] + name }
        case .variable(let names): text += names.joined(separator: [0x2E])
        case .chain(let base, let fields):
            writeParenthesized(base, to: &text)
            for field in fields { text += [0x2E] + field }
        case .dot: text.append(0x2E)
        case .nilValue: text += Array("nil".utf8)
        case .boolean(let value): text += Array("\(value)".utf8)
        case .number(let number): text += number.text
        case .string(_, let written): text += written
        case .identifier(let name): text += name
        case .endMark: text += Array("{{end}}".utf8)
        case .elseMark: text += Array("{{else}}".utf8)
        }
    }

    private func writeParenthesized(_ index: Index, to text: inout [UInt8]) {
        guard case .pipe = self[index].kind else { return write(index, to: &text) }
        text.append(0x28)
        write(index, to: &text)
        text.append(0x29)
    }
}
