/// A compiled regular expression, as Prometheus applies it in one of its places.
///
/// Matching works on bytes and takes time at most proportional to program size times text size. Bytes that are no
/// UTF-8 match as U+FFFD, one by one, as in Go.
package struct Regex: Sendable {
    private let program: RegexProgram
    /// How to answer yes or no, for a matcher.
    private let shape: RegexShape?
    /// Names of the groups from 1 on; nil where a group has none.
    package let groupNames: [[UInt8]?]

    /// Compiles a pattern for its place, which decides whether it is anchored and whether `.` matches a newline.
    package init(
        _ pattern: [UInt8], as use: RegexUse = .matcher, _ dialect: RegexDialect = .prometheus3
    ) throws(RegexError) {
        let tree: RegexTree
        do throws(RegexSyntaxError) {
            tree = try RegexSyntax.parse(pattern, as: use, dialect)
        } catch {
            throw .syntax(error)
        }
        groupNames = tree.groupNames
        guard use == .matcher else {
            shape = nil
            program = try RegexCompiler.compile(tree)
            return
        }
        let shape = RegexShape(tree)
        self.shape = shape
        // A shape that answers by itself spares a program that may be large: a thousand pod names.
        if case .program = shape {
            program = try RegexCompiler.compile(tree.anchored())
        } else {
            program = RegexProgram()
        }
    }

    /// Whether the whole text matches; only for a matcher.
    package func matchesWhole(_ text: [UInt8]) -> Bool {
        switch shape {
        case .literals(let texts): return texts.contains(text)
        case .chunks(let chunks): return chunks.match(text)
        case .program(let requirement): return requirement.isMet(by: text) && hasMatch(in: text)
        case nil:
            preconditionFailure("only a regex compiled as a matcher matches whole texts")
        }
    }

    /// Whether the text has a match somewhere; not for a matcher.
    package func hasMatch(in text: [UInt8]) -> Bool {
        var machine = RegexMachine(program, text, keepsSlots: false)
        return machine.run(from: 0) != nil
    }

    /// The leftmost match and what its groups captured; not for a matcher.
    package func captures(in text: [UInt8]) -> RegexMatch? {
        var machine = RegexMachine(program, text, keepsSlots: true)
        return machine.run(from: 0).map { RegexMatch(slots: $0) }
    }

    /// Replaces every match by a template, as Go's `ReplaceAllString`; nil if the result would exceed `limit` bytes.
    package func replacingMatches(in text: [UInt8], with template: [UInt8], limit: Int) -> [UInt8]? {
        var machine = RegexMachine(program, text, keepsSlots: true)
        var result: [UInt8] = []
        var copied = 0
        var position = 0
        while position <= text.count, let slots = machine.run(from: position) {
            let match = RegexMatch(slots: slots)
            guard let whole = match.ranges.first ?? nil else { break }
            result += text[copied..<whole.lowerBound]
            // An empty match right after a match is none.
            if whole.upperBound > copied || whole.lowerBound == 0 {
                result += expand(template, match, in: text)
            }
            if result.count > limit { return nil }
            copied = whole.upperBound
            let width = max(Runes.decode(text, at: position).length, 1)
            position = max(position + width, whole.upperBound)
        }
        result += text[copied...]
        return result.count > limit ? nil : result
    }
}

/// What a match and its groups cover.
package struct RegexMatch: Hashable, Sendable {
    /// Byte ranges of the whole match and of each group in order; nil for a group that took no part.
    package let ranges: [Range<Int>?]

    init(slots: [Int]) {
        ranges = stride(from: 0, to: slots.count - 1, by: 2).map { slot in
            slots[slot] >= 0 && slots[slot + 1] >= slots[slot] ? slots[slot]..<slots[slot + 1] : nil
        }
    }
}

/// Why a pattern cannot be compiled.
package enum RegexError: Error, Hashable, Sendable {
    case syntax(RegexSyntaxError)
    /// It is valid, but names a Unicode script, for which there is no table.
    case unsupportedScript(String)
    /// It is valid, but needs more than `limit` instructions.
    case programTooLarge(limit: Int)

    /// What to tell a person.
    package var message: String {
        switch self {
        case .syntax(let error): error.message
        case .unsupportedScript(let name): "regular expressions by Unicode script are not supported: \\p{\(name)}"
        case .programTooLarge(let limit): "regular expression too large: it needs more than \(limit) instructions"
        }
    }
}
