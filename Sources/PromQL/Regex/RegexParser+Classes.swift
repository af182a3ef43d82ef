extension RegexParser {
    /// Parses a bracketed class.
    mutating func parseClass() throws(RegexSyntaxError) {
        let whole = position..<text.count
        position += 1
        let isNegated = peek(0) == UInt8(ascii: "^")
        if isNegated { position += 1 }
        var members = RuneClass(folds: flags.contains(.foldsCase))
        // A closing bracket that comes first stands for itself.
        var isFirst = true
        while peek(0) != UInt8(ascii: "]") || isFirst {
            isFirst = false
            if try parsePosixClass(into: &members) { continue }
            if try parseNamedClass(into: &members) { continue }
            let start = position
            let low = try parseClassRune(whole)
            var high = low
            // `[a-]` is an a or a hyphen.
            if peek(0) == UInt8(ascii: "-"), let following = peek(1), following != UInt8(ascii: "]") {
                position += 1
                high = try parseClassRune(whole)
                if high < low { throw error(.invalidClassRange, start..<position) }
            }
            members.add(low...high)
        }
        position += 1
        members.finish(isNegated: isNegated)
        try push(members)
    }

    private mutating func parseClassRune(_ whole: Range<Int>) throws(RegexSyntaxError) -> UInt32 {
        guard let byte = peek(0) else { throw error(.missingBracket, whole) }
        return byte == UInt8(ascii: "\\") ? try parseEscape() : try nextRune()
    }

    /// Parses `[:alpha:]` or `[:^alpha:]`; a bracket that begins no such thing is left for a literal.
    private mutating func parsePosixClass(into members: inout RuneClass) throws(RegexSyntaxError) -> Bool {
        guard peek(0) == UInt8(ascii: "["), peek(1) == UInt8(ascii: ":"), peek(2) != nil,
            let end = firstColonBracket(from: position + 2)
        else { return false }
        var name = text[position + 2..<end]
        let isNegated = name.first == UInt8(ascii: "^")
        if isNegated { name.removeFirst() }
        guard let ranges = RegexClassNames.posix(String(decoding: name, as: UTF8.self)) else {
            throw error(.invalidClassRange, position..<end + 2)
        }
        members.add(ranges, isNegated: isNegated, folds: flags.contains(.foldsCase))
        position = end + 2
        return true
    }

    /// Where the next `:]` begins. That there is none is remembered, or `[[:[:[:` would be searched again and again.
    private mutating func firstColonBracket(from start: Int) -> Int? {
        if hasNoMorePosixClass { return nil }
        var index = start
        while index + 1 < text.count {
            if text[index] == UInt8(ascii: ":"), text[index + 1] == UInt8(ascii: "]") { return index }
            index += 1
        }
        hasNoMorePosixClass = true
        return nil
    }

    /// Parses `\pL`, `\p{Greek}`, `\P{^Lu}`; the caller has seen the backslash and the p.
    mutating func parseUnicodeClass(into members: inout RuneClass) throws(RegexSyntaxError) {
        let start = position
        var isNegated = text[position + 1] == UInt8(ascii: "P")
        position += 2
        var name: ArraySlice<UInt8>
        if try nextRune() == 0x7B {
            guard let end = text[start...].firstIndex(of: UInt8(ascii: "}")) else {
                try checkUTF8(start..<text.count)
                throw error(.invalidClassRange, start..<text.count)
            }
            try checkUTF8(start + 3..<end)
            name = text[start + 3..<end]
            position = end + 1
        } else {
            name = text[start + 2..<position]
        }
        if name.first == UInt8(ascii: "^") {
            isNegated.toggle()
            name.removeFirst()
        }
        guard add(String(decoding: name, as: UTF8.self), isNegated: isNegated, to: &members) else {
            throw error(.invalidClassRange, start..<position)
        }
    }

    /// Adds a Unicode class by its name; false if there is no such class.
    private func add(_ written: String, isNegated: Bool, to members: inout RuneClass) -> Bool {
        let folds = flags.contains(.foldsCase)
        var name = written
        if dialect.acceptsLooseClassNames {
            name = Self.canonicalName(written)
            switch name {
            case "Ascii":
                members.add([0...0x7F], isNegated: isNegated, folds: folds)
                return true
            case "Assigned": name = "Any"  // replaced below
            case "Lc": name = "LC"
            default: name = GeneralCategories.aliases[name] ?? UnicodeScripts.named(loosely: name) ?? name
            }
            if Self.canonicalName(written) == "Assigned", let mask = GeneralCategories.mask(named: "Cn", dialect) {
                members.add(RuneClass.CategoryTest(mask: mask, folds: folds, isNegated: !isNegated))
                return true
            }
        }
        if name == "Any" {
            if !isNegated { members.add(0...Runes.highest) }
            return true
        }
        if let mask = GeneralCategories.mask(named: name, dialect) {
            members.add(RuneClass.CategoryTest(mask: mask, folds: folds, isNegated: isNegated))
            return true
        }
        guard UnicodeScripts.isKnown(name, dialect) else { return false }
        members.add(script: name)
        return true
    }

    /// A class name in the one spelling Go 1.25 compares: a capital, then small letters; no `_`, `-` or blank.
    static func canonicalName(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 where byte != 0x5F && byte != 0x2D && byte != 0x20 {
            switch byte {
            case 0x61...0x7A where bytes.isEmpty: bytes.append(byte - 0x20)
            case 0x41...0x5A where !bytes.isEmpty: bytes.append(byte + 0x20)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
