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
        do throws(RegexSyntaxError) {
            _ = try parse(pattern, as: use, dialect)
            return nil
        } catch {
            return error
        }
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
