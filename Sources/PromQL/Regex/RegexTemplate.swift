extension Regex {
    /// Fills Go's replacement template: `$1`, `$name`, `${name}`, and `$$` for a dollar. A group that does not exist or
    /// took no part gives nothing; a dollar that begins none of these stands for itself.
    package func expand(_ template: [UInt8], _ match: RegexMatch, in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < template.count {
            let byte = template[index]
            index += 1
            guard byte == UInt8(ascii: "$") else {
                result.append(byte)
                continue
            }
            if index < template.count, template[index] == UInt8(ascii: "$") {
                result.append(byte)
                index += 1
            } else if let reference = Self.reference(in: template, at: index) {
                if let range = range(of: reference.name, match) { result += text[range] }
                index = reference.end
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// Reads a name after a dollar: as many letters, digits and underscores as follow, bare or in braces.
    private static func reference(in template: [UInt8], at start: Int) -> (name: ArraySlice<UInt8>, end: Int)? {
        let isBraced = start < template.count && template[start] == UInt8(ascii: "{")
        let nameStart = isBraced ? start + 1 : start
        var end = nameStart
        while end < template.count {
            let (rune, length) = Runes.decode(template, at: end)
            guard isNameRune(rune) else { break }
            end += length
        }
        guard end > nameStart else { return nil }
        let name = template[nameStart..<end]
        guard isBraced else { return (name, end) }
        guard end < template.count, template[end] == UInt8(ascii: "}") else { return nil }
        return (name, end + 1)
    }

    private static func isNameRune(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return UInt8(rune).isWordByte }
        switch Unicode.Scalar(rune)?.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default:
            return false
        }
    }

    private func range(of name: ArraySlice<UInt8>, _ match: RegexMatch) -> Range<Int>? {
        if name.allSatisfy({ (0x30...0x39).contains($0) }), name.count == 1 || name.first != 0x30 {
            // Nobody has a hundred million groups.
            guard name.count <= 8 else { return nil }
            let number = name.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            return number < match.ranges.count ? match.ranges[number] : nil
        }
        for (index, groupName) in groupNames.enumerated() where index + 1 < match.ranges.count {
            if let groupName, groupName.elementsEqual(name), let range = match.ranges[index + 1] { return range }
        }
        return nil
    }
}
