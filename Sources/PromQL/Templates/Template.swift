package import SourceText

/// A label or annotation text of an alerting rule: a Go template, parsed as Prometheus parses it.
package struct Template: Sendable {
    let tree: TemplateTree
    let name: [UInt8]
    let dialect: GoDialect
    let text: [UInt8]

    /// What Prometheus puts before the text of a rule. It is not parsed each time: its variables are known, and its
    /// length counts in the columns of the first line.
    static let definitionsLength =
        ("{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
        + "{{$externalURL := .ExternalURL}}{{$value := .Value}}").utf8.count

    /// The variables so defined, in their order.
    static let variables = ["$labels", "$externalLabels", "$externalURL", "$value"].map { Array($0.utf8) }

    /// Parses a text of the alert `name`; the error is the one Prometheus refuses the rule with.
    package init(_ text: [UInt8], alert name: ByteString, _ dialect: GoDialect = .prometheus3) throws(TemplateError) {
        self.name = Array("__alert_".utf8) + name.bytes
        self.dialect = dialect
        self.text = text
        var parser = TemplateParser(text, name: self.name, variables: Self.variables, dialect)
        tree = try parser.parse()
    }

    /// The error Prometheus would refuse a text with, or nil if it parses. What only fails when the alert fires, such
    /// as `{{ humanize "x" }}`, is not found here, as `promtool check rules` does not find it.
    package static func validate(
        _ text: [UInt8], alert name: ByteString, _ dialect: GoDialect = .prometheus3
    ) -> TemplateError? {
        // Most labels and many annotations are plain text.
        guard hasAction(text) else { return nil }
        do throws(TemplateError) {
            _ = try Template(text, alert: name, dialect)
            return nil
        } catch {
            return error
        }
    }

    private static func hasAction(_ text: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if byte == UInt8(ascii: "{"), previous == byte { return true }
            previous = byte
        }
        return false
    }

    /// Expands the text for one element of the alert's expression.
    ///
    /// Fails where Prometheus would put an error into the text (see `textInPlace(of:)`), and where this implementation
    /// stops short: at what it does not support, and at its bounds of 1 MB, a million steps and 200 levels.
    package func expand(_ data: TemplateData, query: @escaping TemplateQuery) -> Result<[UInt8], TemplateError> {
        guard let root = tree.definition(named: name) else { return .success([]) }
        var executor = TemplateExecutor(self, root, data, query)
        do throws(TemplateError) {
            try executor.run()
            return .success(executor.output)
        } catch {
            return .failure(error)
        }
    }

    /// What stands in the label or annotation when expanding fails.
    package func textInPlace(of error: TemplateError) -> [UInt8] {
        Array("<error expanding template: error executing template ".utf8) + name + Array(": ".utf8)
            + error.messageBytes + [UInt8(ascii: ">")]
    }
}

/// Runs an instant query for a template at a time in milliseconds since 1970.
package typealias TemplateQuery = @Sendable (ByteString, Int64) -> Result<[TemplateSample], TemplateQueryError>

/// Why a query of a template gave nothing.
package enum TemplateQueryError: Error, Hashable, Sendable {
    /// Prometheus would fail too, with these words.
    case failed(ByteString)
    /// There is no evaluator here, or it does not support the expression.
    case unsupported(String)
}
