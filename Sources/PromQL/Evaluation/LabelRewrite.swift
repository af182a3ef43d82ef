package import TimeSeries

/// What `label_replace` or `label_join` does to labels, with its arguments checked and its pattern compiled.
package struct LabelRewrite: Sendable {
    private enum Source: Sendable {
        case match(of: [UInt8], Regex, template: [UInt8])
        case join(of: [[UInt8]], separator: [UInt8])
    }

    private let destination: [UInt8]
    private let source: Source

    /// `label_replace`: destination, replacement, source, pattern.
    ///
    /// Source: prometheus/prometheus, `promql/functions.go` (`funcLabelReplace`, `evalLabelReplace`).
    package static func replace(_ texts: [[UInt8]], _ semantics: Semantics) throws(EvaluationError) -> LabelRewrite {
        let (destination, template, source, pattern) = (texts[0], texts[1], texts[2], texts[3])
        let regex: Regex
        do throws(RegexError) {
            regex = try Regex(pattern, as: .labelReplace, semantics.goDialect)
        } catch .syntax {
            throw .labelReplaceRegex(pattern)
        } catch {
            throw .unsupported(.regex(error))
        }
        if !isValid(destination, semantics) { throw .labelReplaceDestination(destination) }
        return LabelRewrite(destination: destination, source: .match(of: source, regex, template: template))
    }

    /// `label_join`: destination, separator, sources.
    package static func join(_ texts: [[UInt8]], _ semantics: Semantics) throws(EvaluationError) -> LabelRewrite {
        let sources = Array(texts.dropFirst(2))
        for source in sources where !isValid(source, semantics) { throw .labelJoinSource(source) }
        if !isValid(texts[0], semantics) { throw .labelJoinDestination(texts[0]) }
        return LabelRewrite(destination: texts[0], source: .join(of: sources, separator: texts[1]))
    }

    /// Whether this sets the metric name, which a removal that is due must then spare.
    package var setsMetricName: Bool { destination.elementsEqual("__name__".utf8) }

    /// The new labels; the same where the pattern does not match.
    package func apply(
        to labels: LabelSetID, in table: inout LabelTable, limits: EvaluationLimits
    ) throws(EvaluationError) -> LabelSetID {
        try applyIfMatching(to: labels, in: &table, limits: limits) ?? labels
    }

    /// The new labels; nil where the pattern does not match, so that nothing changes.
    package func applyIfMatching(
        to labels: LabelSetID, in table: inout LabelTable, limits: EvaluationLimits
    ) throws(EvaluationError) -> LabelSetID? {
        guard let text = text(from: labels, in: table) else { return nil }
        if text.count > limits.labelValueBytes { throw .limit(.labelValueBytes(limit: limits.labelValueBytes)) }
        return table.setting(table.intern(destination), to: table.intern(text), in: labels)
    }

    private func text(from labels: LabelSetID, in table: LabelTable) -> [UInt8]? {
        switch source {
        case .match(let name, let regex, let template):
            let value = Self.value(of: name, labels, table)
            guard let match = regex.captures(in: value) else { return nil }
            return regex.expand(template, match, in: value)
        case .join(let names, let separator):
            return Array(names.map { Self.value(of: $0, labels, table) }.joined(separator: separator))
        }
    }

    private static func value(of name: [UInt8], _ labels: LabelSetID, _ table: LabelTable) -> [UInt8] {
        guard let id = table.find(name) else { return [] }
        return Array(table.bytes(of: table.value(of: id, in: labels)))
    }

    private static func isValid(_ name: [UInt8], _ semantics: Semantics) -> Bool {
        LabelNameRule.isValid(name, semantics)
    }
}

/// Which texts a version takes for the name of a label.
package enum LabelNameRule {
    /// Plain words until 3.0, then any text in UTF-8.
    package static func isValid(_ name: [UInt8], _ semantics: Semantics) -> Bool {
        guard semantics.allowsQuotedNames else { return PlainName.isLabelName(name) }
        return !name.isEmpty && String(validating: name, as: UTF8.self) != nil
    }
}
