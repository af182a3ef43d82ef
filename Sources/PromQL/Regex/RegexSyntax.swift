import SourceText

/// The syntax of regular expressions in PromQL and templates: RE2, as Go's `regexp` reads it.
package enum RegexSyntax {
    /// The error Prometheus would give for a pattern in this place, or nil if it is valid.
    ///
    /// - Parameters:
    ///   - pattern: as it stands in the matcher or argument, unescaped, without Prometheus's wrapping.
    ///   - use: decides the wrapping, and so what the error quotes.
    /// - Complexity: linear in the pattern, but for sorting the ranges of a class.
    package static func validate(
        _ pattern: [UInt8], as use: RegexUse = .matcher, _ dialect: RegexDialect = .prometheus3
    ) -> RegexSyntaxError? {
        if isPlainlyValid(pattern) { return nil }
        do throws(RegexSyntaxError) {
            _ = try parse(pattern, as: use, dialect)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a pattern is valid at a glance, as most are: letters, digits and points, alternatives, and single
    /// repetitions. False says nothing.
    private static func isPlainlyValid(_ pattern: [UInt8]) -> Bool {
        // Nothing so short can meet a limit.
        guard pattern.count < 10_000 else { return false }
        var mayRepeat = false
        for byte in pattern {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "="):
                mayRepeat = true
            case UInt8(ascii: "|"):
                mayRepeat = false
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
                if !mayRepeat { return false }
                mayRepeat = false
            default: return false
            }
        }
        return true
    }

    /// Parses a pattern as its place demands. The tree of a matcher is that of the bare pattern, still to be anchored;
    /// that of `label_replace` is anchored by the wrapping.
    static func parse(
        _ pattern: [UInt8], as use: RegexUse, _ dialect: RegexDialect
    ) throws(RegexSyntaxError) -> RegexTree {
        switch (use, dialect) {
        case (.matcher, .prometheus2):
            _ = try parse(pattern, after: "^(?:", before: ")$", dialect)
            // 2.42 looks for literals in the bare pattern, so `a)(b` fails although `^(?:a)(b)$` is fine.
            return try parse(pattern, after: "", before: "", dialect)
        case (.matcher, .prometheus3):
            var parser = RegexParser(pattern, dialect, flags: .dotMatchesNewline)
            return try parser.parse()
        case (.labelReplace, .prometheus2):
            return try parse(pattern, after: "^(?:", before: ")$", dialect)
        case (.labelReplace, .prometheus3):
            return try parse(pattern, after: "^(?s:", before: ")$", dialect)
        case (.search, _):
            return try parse(pattern, after: "", before: "", dialect)
        }
    }

    private static func parse(
        _ pattern: [UInt8], after prefix: StaticString, before suffix: StaticString, _ dialect: RegexDialect
    ) throws(RegexSyntaxError) -> RegexTree {
        let prefixBytes = Array("\(prefix)".utf8)
        var parser = RegexParser(prefixBytes + pattern + Array("\(suffix)".utf8), dialect, flags: [])
        do throws(RegexSyntaxError) {
            return try parser.parse()
        } catch {
            // The error's place is told in the pattern as it was written.
            let start = min(max(error.range.start - prefixBytes.count, 0), pattern.count)
            let end = min(max(error.range.end - prefixBytes.count, 0), pattern.count)
            throw RegexSyntaxError(kind: error.kind, fragment: error.fragment, range: ByteRange(start..<end))
        }
    }
}

extension RegexTree {
    /// The same expression between the beginning and the end of the text.
    func anchored() -> RegexTree {
        var tree = self
        let begin = tree.add(Node(.beginText))
        let end = tree.add(Node(.endText))
        tree.root = tree.join([begin, root, end], as: .concatenation)
        return tree
    }
}
