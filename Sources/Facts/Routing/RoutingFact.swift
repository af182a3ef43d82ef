package import SourceText

/// One Alertmanager configuration: who is told about an alert, as far as the file says.
package struct RoutingFact: Sendable {
    package var range: SourceRange

    package init(range: SourceRange) { self.range = range }
}
