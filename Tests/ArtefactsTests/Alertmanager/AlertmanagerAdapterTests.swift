import Artefacts
import Facts
import Findings
import SourceText
import Testing

@Suite struct `An Alertmanager configuration` {
    static func read(_ text: String) -> ArtefactReading {
        ArtefactReader.readAlertmanager(
            SourceFile(id: FileID(index: 0), path: "alertmanager.yml", bytes: Array(text.utf8)))
    }

    static func routing(_ text: String) throws -> RoutingFact { try #require(read(text).facts.routings.first) }

    @Test func `hands receivers down, and keeps the order of routes`() throws {
        let routing = try Self.routing(
            """
            route:
              receiver: all
              routes:
                - matchers: [severity="page"]
                  routes:
                    - match: {team: a}
                      receiver: a
                - match_re: {severity: t.*}
                  continue: true
                  receiver: tickets
            receivers: [{name: all}, {name: a}, {name: tickets}]

            """)
        #expect(routing.routes.map(\.receiver.value) == ["all", "all", "a", "tickets"])
        #expect(routing.routes[0].children == [1, 3])
        #expect(routing.routes[3].continues)
    }

    static let targets: [(setting: String, trouble: Integration.Trouble?)] = [
        ("slack_configs: [{api_url: 'https://hooks.slack.com/services/T12AB/B34CD/ef56gh'}]", nil),
        ("slack_configs: [{api_url_file: /etc/secrets/slack}]", nil),
        ("slack_configs: [{channel: '#x'}]", .missing),
        ("slack_configs: [{api_url: 'https://hooks.slack.com/services/XXXX/XXXX'}]", .filler),
        ("slack_configs: [{api_url: 'https://hooks.slack.com/services/T00000000/B00000000/abc'}]", .filler),
        ("pagerduty_configs: [{routing_key: ''}]", .empty),
        ("pagerduty_configs: [{routing_key: '${PAGERDUTY_KEY}'}]", .unresolvedVariable),
        ("pagerduty_configs: [{routing_key: $KEY}]", .unresolvedVariable),
        ("pagerduty_configs: [{routing_key: changeme}]", .filler),
        ("pagerduty_configs: [{routing_key: YOUR_KEY}]", .filler),
        ("pagerduty_configs: [{routing_key: 0a1b2c3d4e5f60718293a4b5c6d7e8f9}]", nil),
        ("webhook_configs: [{url: 'http://localhost:5001/'}]", .loopback),
        ("webhook_configs: [{url: 'http://127.0.0.1:5001/x'}]", .loopback),
        ("webhook_configs: [{url: 'http://[::1]:5001/x'}]", .loopback),
        ("webhook_configs: [{url: 'https://user:pass@hooks.example.com/x'}]", .example),
        ("webhook_configs: [{url: 'http://alerts.monitoring.svc:8080/todoist'}]", nil),
        ("webhook_configs: [{url_file: /dev/null}]", .filler),
        ("email_configs: [{to: oncall@example.org}]", .example),
        ("email_configs: [{to: oncall@acme-support.io}]", nil),
        ("opsgenie_configs: [{api_key: <secret>}]", .unresolvedVariable),
        ("nobody_knows_configs: [{whatever: changeme}]", nil),
    ]

    @Test(arguments: targets.map(\.setting))
    func `tells a target from a placeholder`(setting: String) throws {
        let wanted = try #require(Self.targets.first { $0.setting == setting }).trouble
        let routing = try Self.routing("route: {receiver: r}\nreceivers: [{name: r, \(setting)}]\n")
        let integration = try #require(routing.receivers.first?.integrations.first)
        #expect(integration.placeholder?.trouble == wanted)
    }

    @Test func `takes a missing target from the global settings`() throws {
        let routing = try Self.routing(
            "global: {slack_api_url: 'https://hooks.slack.com/services/a/b/c'}\nroute: {receiver: r}\nreceivers: [{name: r, slack_configs: [{channel: x}]}]\n"
        )
        #expect(routing.receivers[0].reachesSomebody)
    }

    static let intervals: [(title: String, text: String, isAlways: Bool, isNever: Bool)] = [
        ("nothing said", "[{}]", true, false),
        ("no entry", "[]", false, true),
        ("every day", "[{weekdays: ['sunday:saturday']}]", true, false),
        ("weekdays and the rest", "[{weekdays: ['monday:friday']}, {weekdays: [saturday, sunday]}]", true, false),
        ("weekdays alone", "[{weekdays: ['monday:friday']}]", false, false),
        (
            "day and night",
            "[{times: [{start_time: '00:00', end_time: '12:00'}, {start_time: '12:00', end_time: '24:00'}]}]", true,
            false
        ),
        (
            "day without lunch",
            "[{times: [{start_time: '00:00', end_time: '12:00'}, {start_time: '13:00', end_time: '24:00'}]}]", false,
            false
        ),
        ("the thirtieth of February", "[{days_of_month: ['30:31'], months: [february]}]", false, true),
        ("the last of February", "[{days_of_month: ['-1'], months: [february]}]", false, false),
        ("all days of all months", "[{days_of_month: ['1:31'], months: ['1:12']}]", true, false),
    ]

    @Test(arguments: intervals.map(\.title))
    func `knows which intervals are always and which never`(title: String) throws {
        let one = try #require(Self.intervals.first { $0.title == title })
        let routing = try Self.routing(
            "route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: t, time_intervals: \(one.text)}]\n")
        let interval = try #require(routing.intervals.first)
        #expect(interval.isAlways == one.isAlways)
        #expect(interval.isNever == one.isNever)
    }

    @Test func `hands the times of groups down, and says what nobody says`() throws {
        let routing = try Self.routing(
            """
            route:
              receiver: r
              group_by: [alertname]
              routes:
                - group_wait: 10s
                  repeat_interval: 1h
                  routes: [{group_by: ['...'], group_interval: 1m30s}]
                - group_by: []
            receivers: [{name: r}]

            """)
        #expect(routing.routes[0].grouping == Grouping(labels: .named(["alertname"])))
        let first = Grouping(labels: .named(["alertname"]), waitMilliseconds: 10_000, repeatMilliseconds: 3_600_000)
        #expect(routing.routes[1].grouping == first)
        var second = first
        second.labels = .all
        second.intervalMilliseconds = 90_000
        #expect(routing.routes[2].grouping == second)
        #expect(routing.routes[3].grouping == routing.routes[0].grouping, "an empty list says nothing")
    }

    @Test func `tells which receivers hear of the end of an alert`() throws {
        let routing = try Self.routing(
            "route: {receiver: r}\nreceivers: [{name: r, slack_configs: [{}, {send_resolved: true}], pagerduty_configs: [{}, {send_resolved: false}]}]\n"
        )
        #expect(routing.receivers[0].integrations.map(\.sendsResolved) == [false, true, true, false])
    }

    @Test func `keeps when its intervals are`() throws {
        let routing = try Self.routing(
            """
            route: {receiver: r}
            receivers: [{name: r}]
            time_intervals:
              - name: nights
                time_intervals:
                  - times: [{start_time: '22:00', end_time: '24:00'}, {start_time: '00:00', end_time: '06:00'}]
                    weekdays: ['monday:friday']
                  - weekdays: [saturday]
                    location: Europe/Berlin
                  - days_of_month: ['-3:-1', '1']
                    months: [january, '3:4']
                    years: ['2026:2027']
                    location: Etc/UTC

            """)
        let entries = try #require(routing.intervals.first).entries
        #expect(entries.map(\.zone) == [nil, "Europe/Berlin", nil])
        #expect(entries[0].minutes == [1320..<1440, 0..<360])
        #expect(entries[0].weekdays == [1...5])
        #expect(entries[1].weekdays == [6...6])
        #expect(entries[2].daysOfMonth == [.init(first: -3, last: -1), .init(first: 1, last: 1)])
        #expect(entries[2].months == [1...1, 3...4])
        #expect(entries[2].years == [2026...2027])
    }

    @Test func `may be a resource of one namespace`() throws {
        let routing = try Self.routing(
            """
            apiVersion: monitoring.coreos.com/v1alpha1
            kind: AlertmanagerConfig
            metadata: {name: chat, namespace: assist}
            spec:
              route:
                receiver: team
                routes: [{receiver: page, matchers: [{name: severity, value: page, matchType: "="}]}]
              receivers:
                - {name: team}
                - name: page
                  pagerdutyConfigs: [{routingKey: {name: pagerduty, key: token}}]

            """)
        #expect(routing.routes[0].matchers.map(\.text) == ["namespace=\"assist\""])
        #expect(routing.receivers[1].reachesSomebody)
        let outside = AlertLabels(known: ["severity": "page"])
        #expect(RouteResolution(of: outside, in: routing).certain.isEmpty, "no namespace label, no match")
    }

    static let mistakes = [
        "receivers: []\n", "route: {}\nreceivers: []\n", "route: {receiver: a}\nreceivers: []\n",
        "route: {receiver: a, matchers: [x=y]}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, routes: [{matchers: ['x']}]}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, routes: [{match_re: {x: '('}}]}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, routes: [{mute_time_intervals: [t]}]}\nreceivers: [{name: a}]\n",
        "route: {receiver: a}\nreceivers: [{name: a}, {name: a}]\n",
        "route: {receiver: a, group_wait: 5}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, group_interval: 0s}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, repeat_interval: 0s}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, group_by: [x, x]}\nreceivers: [{name: a}]\n",
        "route: {receiver: a, group_by: ['...', x]}\nreceivers: [{name: a}]\n",
    ]

    @Test(arguments: mistakes)
    func `is refused whole for one mistake`(text: String) {
        let reading = Self.read(text)
        #expect(reading.isRefused && !reading.findings.isEmpty && reading.facts.routings.isEmpty)
    }
}
