package import SourceText

/// One dashboard as it stands in a file: what a person can see during an incident.
package struct DashboardFact: Sendable {
    package var title: Located<ByteString>
    /// Every panel, those of rows included, in reading order.
    package var panels: [PanelFact]
    /// The whole dashboard in the file.
    package var range: SourceRange

    package init(title: Located<ByteString>, panels: [PanelFact], range: SourceRange) {
        self.title = title
        self.panels = panels
        self.range = range
    }
}
