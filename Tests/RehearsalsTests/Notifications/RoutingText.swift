import Artefacts
import Facts
import PromQL
import SourceText

@testable import Rehearsals

/// Alertmanager's files and alerts, as short as a test wants to write them; times in seconds.
enum RoutingText {
    static func routing(_ text: String) -> RoutingFact? {
        ArtefactReader.readAlertmanager(
            SourceFile(id: FileID(index: 0), path: "alertmanager.yml", bytes: Array(text.utf8))
        ).facts.routings.first
    }

    /// A pager that hears of ends, a chat that does not, and one that reaches nobody.
    static let receivers = """
        receivers:
          - name: pager
            pagerduty_configs: [{routing_key: 0a1b2c3d4e5f60718293a4b5c6d7e8f9}]
          - name: chat
            slack_configs: [{api_url: 'https://hooks.slack.com/services/T12AB/B34CD/ef56gh'}]
          - name: nobody

        """

    static func alert(
        _ labels: KeyValuePairs<ByteString, ByteString>, rule: Int = 0, _ firing: [ClosedRange<Int64>]
    ) -> SentAlert {
        SentAlert(
            rule: rule, labels: labels.map { RuleLabel(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name },
            firing: firing.map { $0.lowerBound * 1000..<$0.upperBound * 1000 })
    }

    /// `30 pager news 0,1`: second, receiver, cause and the alerts that fire.
    static func words(_ log: NotificationLog) -> [String] {
        log.notifications.map { one in
            let alerts = one.firing.map(String.init).joined(separator: ",")
            return "\(one.milliseconds / 1000) \(one.receiver?.string ?? "-") \(one.cause.rawValue) \(alerts)"
        }
    }
}
