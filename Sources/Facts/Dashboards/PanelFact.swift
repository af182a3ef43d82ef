package import PromQL
package import SourceText

/// One panel of a dashboard.
///
/// A shared immutable object, as `RuleFact` is and for the same reason.
package final class PanelFact: Sendable {
    package let title: Located<ByteString>
    /// The plugin: `timeseries`, `stat`, `table`.
    package let type: ByteString
    package let queries: [PanelQuery]
    /// Grafana's unit id, such as `percentunit`; nil where the panel sets none.
    package let unit: Located<ByteString>?
    /// False if nothing of it is ever on the screen.
    package let isVisible: Bool
    /// Why its content cannot be seen in this file (a library panel, another plugin's query); nil where it can.
    package let opaque: String?
    package let range: SourceRange

    package init(
        title: Located<ByteString>, type: ByteString, queries: [PanelQuery], unit: Located<ByteString>? = nil,
        isVisible: Bool = true, opaque: String? = nil, range: SourceRange
    ) {
        self.title = title
        self.type = type
        self.queries = queries
        self.unit = unit
        self.isVisible = isVisible
        self.opaque = opaque
        self.range = range
    }
}

/// One Prometheus query of a panel, template variables replaced by something that parses.
package struct PanelQuery: Sendable {
    /// The text after substitution; its map leads to the file, where a variable stands for the whole of its substitute.
    package let text: EmbeddedText
    package let expression: Expression
    package let selectors: [SelectorFact]
    package let legend: Located<ByteString>?
    /// True if the panel runs the query for the sake of another and does not draw it.
    package let isHidden: Bool

    package init(
        text: EmbeddedText, expression: Expression, legend: Located<ByteString>? = nil, isHidden: Bool = false
    ) {
        self.text = text
        self.expression = expression
        self.legend = legend
        self.isHidden = isHidden
        selectors = SelectorFact.all(in: expression)
    }

    /// The run of the file that spells a run of the query.
    package func place(of range: ByteRange) -> SourceRange { text.sourceRange(of: range) }
}
