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
    /// Why nothing of it is ever on the screen; nil if something is.
    package let hidden: Hidden?
    /// Why some or all of its content cannot be seen in this file; nil where it can.
    package let opaque: Opacity?
    package let range: SourceRange

    package enum Hidden: Sendable {
        /// Every query is switched off.
        case allQueriesHidden
        /// No layout shows the element (dashboards of schema v2).
        case notInLayout

        /// One clause for a person.
        package var sentence: String {
            switch self {
            case .allQueriesHidden: "every query of it is switched off"
            case .notInLayout: "no layout places it"
            }
        }
    }

    package enum Opacity: Hashable, Sendable {
        case libraryPanel(ByteString)
        /// A data source that is no Prometheus, by its plugin: `loki`.
        case otherSource(ByteString)
        /// Nothing says which kind of data source answers, and the query is no PromQL.
        case unknownSource
        /// It shows the result of another panel that the file does not hold.
        case otherPanel
        /// A query that does not parse; the file's findings say which.
        case invalidQuery

        /// One clause for a person.
        package var sentence: String {
            switch self {
            case .libraryPanel(let name): "the library panel `\(name.string)`, whose content is kept elsewhere"
            case .otherSource(let type): "a panel over `\(type.string)`, which is not followed"
            case .unknownSource: "a panel over an unknown data source"
            case .otherPanel: "a panel over another panel's result"
            case .invalidQuery: "a panel whose query does not parse"
            }
        }
    }

    package init(
        title: Located<ByteString>, type: ByteString, queries: [PanelQuery], unit: Located<ByteString>? = nil,
        hidden: Hidden? = nil, opaque: Opacity? = nil, range: SourceRange
    ) {
        self.title = title
        self.type = type
        self.queries = queries
        self.unit = unit
        self.hidden = hidden
        self.opaque = opaque
        self.range = range
    }

    package var isVisible: Bool { hidden == nil }
}

/// One Prometheus query of a panel, template variables replaced by something that parses.
package struct PanelQuery: Sendable {
    /// The text after substitution; its map leads to the file, where a variable stands for the whole of its substitute.
    package let text: EmbeddedText
    package let expression: Expression
    package let selectors: [SelectorFact]
    package let legend: Located<ByteString>?
    package let display: Display
    /// What stands for a template variable, in reading order.
    package let substitutes: [Substitute]

    package enum Display: Sendable {
        case drawn
        /// Not drawn itself; an expression of the panel computes with it.
        case feedsExpression
        case hidden
    }

    /// A run of the query that stands for a template variable.
    package struct Substitute: Sendable {
        package var variable: ByteString
        package var range: ByteRange
        /// The values that the dashboard offers, where it lists them.
        package var values: [ByteString]

        package init(variable: ByteString, range: ByteRange, values: [ByteString] = []) {
            self.variable = variable
            self.range = range
            self.values = values
        }
    }

    package init(
        text: EmbeddedText, expression: Expression, legend: Located<ByteString>? = nil, display: Display = .drawn,
        substitutes: [Substitute] = []
    ) {
        self.text = text
        self.expression = expression
        self.legend = legend
        self.display = display
        self.substitutes = substitutes
        selectors = SelectorFact.all(in: expression)
    }

    /// The run of the file that spells a run of the query.
    package func place(of range: ByteRange) -> SourceRange { text.sourceRange(of: range) }

    /// The first variable that a run of the query holds, if any.
    package func substitute(in range: ByteRange) -> Substitute? {
        var low = 0
        var high = substitutes.count
        while low < high {
            let middle = (low + high) / 2
            if substitutes[middle].range.end <= range.start { low = middle + 1 } else { high = middle }
        }
        return low < substitutes.count && substitutes[low].range.start < range.end ? substitutes[low] : nil
    }
}
