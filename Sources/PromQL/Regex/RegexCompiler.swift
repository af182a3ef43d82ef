/// Compiles a tree into a program (Thompson's construction, with Pike's slots), on an explicit stack.
struct RegexCompiler {
    private enum Step {
        case visit(RegexTree.Index)
        case copies(RegexTree.Index, Int32)
        /// The first of the remaining alternatives, and the last of the jumps out of those before it.
        case alternative(RegexTree.Index, jumps: Int32)
        case alternativeEnd(next: RegexTree.Index, split: Int, jumps: Int32)
        case land(jumps: Int32)
        case optional(RegexTree.Index, Int32, isGreedy: Bool)
        case plus(RegexTree.Index, isGreedy: Bool)
        case plusEnd(start: Int, isGreedy: Bool)
        case loopEnd(split: Int)
        case exit(split: Int)
        case save(Int32)
    }

    private let tree: RegexTree
    private var program = RegexProgram()
    private var stack: [Step] = []
    private var foldedClasses: [UInt32: Int32] = [:]
    /// Steps taken, so that a million copies of nothing end, too.
    private var stepCount = 0

    private init(_ tree: RegexTree) {
        self.tree = tree
        program.classes = tree.classes
        program.slotCount = 2 * (tree.groupNames.count + 1)
    }

    static func compile(_ tree: RegexTree) throws(RegexError) -> RegexProgram {
        for members in tree.classes {
            if let script = members.scripts.first { throw .unsupportedScript(script) }
        }
        var compiler = RegexCompiler(tree)
        try compiler.compileRoot()
        return compiler.program
    }

    private mutating func compileRoot() throws(RegexError) {
        stack = [.save(1), .visit(tree.root), .save(0)]
        while let step = stack.popLast() {
            stepCount += 1
            if program.instructions.count > RegexProgram.greatestCount || stepCount > 4 * RegexProgram.greatestCount {
                throw .programTooLarge(limit: RegexProgram.greatestCount)
            }
            take(step)
        }
        emit(.match)
        let (slots, overflow) = program.instructions.count.multipliedReportingOverflow(by: program.slotCount)
        if overflow || slots > RegexProgram.greatestSlotProduct {
            throw .programTooLarge(limit: RegexProgram.greatestSlotProduct / program.slotCount)
        }
        // The first instruction saves the beginning; the second is what the expression begins with.
        let second = program.instructions[1]
        program.isAnchoredAtBegin =
            second.operation == .assert && second.first == RegexProgram.Condition.beginText
    }

    private var here: Int { program.instructions.count }

    private mutating func emit(_ operation: RegexProgram.Operation, _ first: Int32 = 0, _ second: Int32 = 0) {
        program.instructions.append(RegexProgram.Instruction(operation: operation, first: first, second: second))
    }

    /// Emits a split that prefers to go on with the next instruction if greedy; its way out is patched later.
    private mutating func emitSplit(isGreedy: Bool) -> Int {
        let split = here
        let next = Int32(split + 1)
        if isGreedy { emit(.split, next, -1) } else { emit(.split, -1, next) }
        return split
    }

    private mutating func patchExit(of split: Int) {
        let target = Int32(here)
        if program.instructions[split].first < 0 { program.instructions[split].first = target }
        if program.instructions[split].second < 0 { program.instructions[split].second = target }
    }

    private mutating func take(_ step: Step) {
        switch step {
        case .visit(let index):
            visit(index)
        case .copies(let child, let count):
            if count > 1 { stack.append(.copies(child, count - 1)) }
            if count > 0 { stack.append(.visit(child)) }
        case .alternative(let child, let jumps):
            let next = tree[child].next
            if next >= 0 {
                let split = emitSplit(isGreedy: true)
                stack.append(.alternativeEnd(next: next, split: split, jumps: jumps))
            } else {
                stack.append(.land(jumps: jumps))
            }
            stack.append(.visit(child))
        case .alternativeEnd(let next, let split, let jumps):
            let jump = Int32(here)
            emit(.jump, jumps)
            patchExit(of: split)
            stack.append(.alternative(next, jumps: jump))
        case .land(var jump):
            while jump >= 0 {
                let previous = program.instructions[Int(jump)].first
                program.instructions[Int(jump)].first = Int32(here)
                jump = previous
            }
        case .optional(let child, let count, let isGreedy):
            let split = emitSplit(isGreedy: isGreedy)
            stack.append(.exit(split: split))
            if count > 1 { stack.append(.optional(child, count - 1, isGreedy: isGreedy)) }
            stack.append(.visit(child))
        case .plus(let child, let isGreedy):
            stack.append(.plusEnd(start: here, isGreedy: isGreedy))
            stack.append(.visit(child))
        case .plusEnd(let start, let isGreedy):
            let (again, on) = (Int32(start), Int32(here + 1))
            if isGreedy { emit(.split, again, on) } else { emit(.split, on, again) }
        case .loopEnd(let split):
            emit(.jump, Int32(split))
            patchExit(of: split)
        case .exit(let split):
            patchExit(of: split)
        case .save(let slot):
            emit(.save, slot)
        }
    }

    private mutating func visit(_ index: RegexTree.Index) {
        let node = tree[index]
        switch node.kind {
        case .empty: break
        case .literal: emitLiteral(node)
        case .anyRune: emit(.anyRune)
        case .anyRuneButNewline: emit(.anyRuneButNewline)
        case .runeClass: emit(.runeClass, node.first)
        case .beginText: emit(.assert, RegexProgram.Condition.beginText)
        case .endText: emit(.assert, RegexProgram.Condition.endText)
        case .beginLine: emit(.assert, RegexProgram.Condition.beginLine)
        case .endLine: emit(.assert, RegexProgram.Condition.endLine)
        case .wordBoundary: emit(.assert, RegexProgram.Condition.wordBoundary)
        case .notWordBoundary: emit(.assert, RegexProgram.Condition.notWordBoundary)
        case .capture:
            emit(.save, 2 * node.first)
            stack.append(.save(2 * node.first + 1))
            stack.append(.visit(node.firstChild))
        case .star: pushStar(node)
        case .plus: stack.append(.plus(node.firstChild, isGreedy: node.isGreedy))
        case .question: stack.append(.optional(node.firstChild, 1, isGreedy: node.isGreedy))
        case .counted: pushCounted(node)
        case .concatenation: for child in tree.children(of: index).reversed() { stack.append(.visit(child)) }
        case .alternation: stack.append(.alternative(node.firstChild, jumps: -1))
        }
    }

    /// `x*`; where x can match nothing it is `(?:x+)?`, or the order of preference would be wrong.
    private mutating func pushStar(_ node: RegexTree.Node) {
        let split = emitSplit(isGreedy: node.isGreedy)
        if tree[node.firstChild].isNullable {
            stack.append(.exit(split: split))
            stack.append(.plus(node.firstChild, isGreedy: node.isGreedy))
        } else {
            stack.append(.loopEnd(split: split))
            stack.append(.visit(node.firstChild))
        }
    }

    /// `x{n,}` is n - 1 copies and `x+`; `x{n,m}` is n copies and m - n nested optional ones.
    private mutating func pushCounted(_ node: RegexTree.Node) {
        let (least, greatest, child) = (node.first, node.second, node.firstChild)
        if greatest < 0, least == 0 { return pushStar(node) }
        if greatest < 0 {
            stack.append(.plus(child, isGreedy: node.isGreedy))
            stack.append(.copies(child, least - 1))
        } else {
            if greatest > least { stack.append(.optional(child, greatest - least, isGreedy: node.isGreedy)) }
            stack.append(.copies(child, least))
        }
    }

    private mutating func emitLiteral(_ node: RegexTree.Node) {
        for rune in tree.runes(of: node) {
            guard node.foldsCase, CaseFolding.orbit(of: rune).count > 1 else {
                emit(.rune, Int32(rune))
                continue
            }
            let index: Int32
            if let known = foldedClasses[rune] {
                index = known
            } else {
                var members = RuneClass()
                for other in CaseFolding.orbit(of: rune) { members.add(other...other) }
                members.finish(isNegated: false)
                index = Int32(program.classes.count)
                program.classes.append(members)
                foldedClasses[rune] = index
            }
            emit(.runeClass, index)
        }
    }
}
