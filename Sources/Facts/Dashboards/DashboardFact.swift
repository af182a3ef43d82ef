package import SourceText

/// One dashboard as it stands in a file: what a person can see during an incident.
package struct DashboardFact: Sendable {
    package var title: Located<ByteString>
    /// Every panel, those of rows included, in reading order.
    package var panels: [PanelFact]
    /// What is drawn across all panels, such as deployments.
    package var marks: [DashboardMark]
    package var variables: [DashboardVariable]
    /// The whole dashboard in the file.
    package var range: SourceRange

    package init(
        title: Located<ByteString>, panels: [PanelFact], marks: [DashboardMark] = [],
        variables: [DashboardVariable] = [], range: SourceRange
    ) {
        self.title = title
        self.panels = panels
        self.marks = marks
        self.variables = variables
        self.range = range
    }
}

/// An annotation query of a dashboard: a line across every panel when something happened.
package struct DashboardMark: Sendable {
    package var name: Located<ByteString>
    /// False for one that is switched off when the dashboard opens.
    package var isEnabled: Bool
    /// Every text of the query: tags, expression, search.
    package var texts: [ByteString]
    package var range: SourceRange

    package init(name: Located<ByteString>, isEnabled: Bool, texts: [ByteString], range: SourceRange) {
        self.name = name
        self.isEnabled = isEnabled
        self.texts = texts
        self.range = range
    }

    /// Words that say that something was changed, lowercase.
    private static let changeWords = ["deploy", "release", "rollout", "version", "canary", "commit", "build_info"]

    /// True if it marks when the service was changed, as far as its name and its query say.
    package var marksChanges: Bool {
        isEnabled
            && ([name.value] + texts).contains { text in
                let lowercase = text.string.lowercased()
                return Self.changeWords.contains { lowercase.contains($0) }
            }
    }
}

/// A template variable: a choice at the top of a dashboard that its queries are filled in with.
package struct DashboardVariable: Sendable {
    package var name: Located<ByteString>
    /// Grafana's word: `query`, `custom`, `constant`, `interval`, `datasource`, `textbox`, `adhoc`.
    package var kind: ByteString
    /// The values that the file knows, the chosen one first.
    package var values: [ByteString]
    /// The selector of `label_values(selector, label)`, as a query; nil for any other kind of variable.
    package var source: PanelQuery?
    /// The label of `label_values(selector, label)`.
    package var label: Located<ByteString>?

    package init(
        name: Located<ByteString>, kind: ByteString, values: [ByteString] = [], source: PanelQuery? = nil,
        label: Located<ByteString>? = nil
    ) {
        self.name = name
        self.kind = kind
        self.values = values
        self.source = source
        self.label = label
    }
}
