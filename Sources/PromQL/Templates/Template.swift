package import SourceText

/// A label or annotation text of an alerting rule: a Go template, parsed as Prometheus parses it.
package struct Template: Sendable {
    let tree: TemplateTree
    let name: [UInt8]
    let dialect: GoDialect

    /// What Prometheus puts before the text of a rule, so that `$labels` and `$value` are there.
    private static let definitions = Array(
        ("{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
            + "{{$externalURL := .ExternalURL}}{{$value := .Value}}").utf8)

    /// Parses a text of the alert `name`; the error is the one Prometheus refuses the rule with.
    package init(_ text: [UInt8], alert name: ByteString, _ dialect: GoDialect = .prometheus3) throws(TemplateError) {
        self.name = Array("__alert_".utf8) + name.bytes
        self.dialect = dialect
        var parser = TemplateParser(
            Self.definitions + text, name: self.name, prefixLength: Self.definitions.count, dialect)
        tree = try parser.parse()
    }

    /// The error Prometheus would refuse a text with, or nil if it parses. What only fails when the alert fires, such
    /// as `{{ humanize "x" }}`, is not found here, as `promtool check rules` does not find it.
    package static func validate(
        _ text: [UInt8], alert name: ByteString, _ dialect: GoDialect = .prometheus3
    ) -> TemplateError? {
        do throws(TemplateError) {
            _ = try Template(text, alert: name, dialect)
            return nil
        } catch {
            return error
        }
    }
}
