extension RegexParser {
    /// Parses `*`, `+` or `?`, or finishes `{n,m}`, and applies it to the topmost node.
    mutating func parseRepeat(
        _ node: RegexTree.Node, length: Int, after lastRepeat: Int?
    ) throws(RegexSyntaxError) {
        let start = position
        position += length
        var node = node
        node.isGreedy = !flags.contains(.prefersFewer)
        if peek(0) == UInt8(ascii: "?") {
            position += 1
            node.isGreedy.toggle()
        }
        // `a**` is an error rather than a doubled star, and `a++` means something that RE2 does not have.
        if let lastRepeat { throw error(.nestedRepetition, lastRepeat..<position) }
        guard case .node(let child)? = stack.last else { throw error(.missingRepeatArgument, start..<position) }
        let repeated = tree.wrap(child, node)
        stack[stack.count - 1] = .node(repeated)
        try checkLimits(repeated)
        let counts = node.kind == .counted && (node.first >= 2 || node.second >= 2)
        if counts, tree[repeated].repeats > RegexTree.greatestRepeat {
            throw error(.invalidRepeatCount, start..<position)
        }
    }

    /// Parses `{n}`, `{n,}` or `{n,m}`; a brace that begins no such thing is a literal. True for a repetition.
    mutating func parseCount(after lastRepeat: Int?) throws(RegexSyntaxError) -> Bool {
        guard let (least, greatest, end) = count() else {
            position += 1
            try pushLiteral(UInt32(UInt8(ascii: "{")))
            return false
        }
        let limit = Int(RegexTree.greatestRepeat)
        if least > limit || greatest > limit || greatest >= 0 && least > greatest {
            throw error(.invalidRepeatCount, position..<end)
        }
        let node = RegexTree.Node(.counted, first: Int32(least), second: Int32(greatest))
        try parseRepeat(node, length: end - position, after: lastRepeat)
        return true
    }

    /// Reads a count from `position` without moving it; `greatest` is -1 for `{n,}`.
    private func count() -> (least: Int, greatest: Int, end: Int)? {
        var index = position + 1
        guard let least = number(at: &index), index < text.count else { return nil }
        var greatest = least
        if text[index] == UInt8(ascii: ",") {
            index += 1
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: "}") {
                greatest = -1
            } else if let read = number(at: &index) {
                greatest = read
            } else {
                return nil
            }
        }
        guard index < text.count, text[index] == UInt8(ascii: "}") else { return nil }
        return (least, greatest, index + 1)
    }

    /// Decimal digits without a leading zero; beyond 100,000,000 the value stops growing.
    private func number(at index: inout Int) -> Int? {
        let start = index
        var value = 0
        while index < text.count, case let digit = text[index], (0x30...0x39).contains(digit) {
            if value < 100_000_000 { value = value * 10 + Int(digit - 0x30) }
            index += 1
        }
        if index == start || text[start] == 0x30 && index - start > 1 { return nil }
        return value
    }
}
