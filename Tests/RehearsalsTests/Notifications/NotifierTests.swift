import Checklists
import Facts
import Findings
import PromQL
import SourceText
import Testing

@testable import Rehearsals

/// Schedules worked out by hand from `dispatch/dispatch.go`, `notify/notify.go` and `inhibit/inhibit.go`.
@Suite struct `Notifications` {
    private func log(
        _ route: String, _ alerts: [SentAlert], until seconds: Int64, paging: String = "severity=\"page\"",
        start: Int64 = 0
    ) throws -> NotificationLog {
        let routing = try #require(RoutingText.routing(route + "\n" + RoutingText.receivers), "the file is read")
        let selector = try #require(PagingSelector(ByteString(paging), .prometheus3))
        return Notifier(routings: [routing], paging: selector, startUnixMilliseconds: start)
            .notifications(of: alerts, untilMilliseconds: seconds * 1000)
    }

    static let schedules: [(title: String, route: String, alerts: [SentAlert], until: Int64, words: [String])] = [
        (
            "wait for the group, and repeat after the first look that is later than the interval",
            "route: {receiver: pager, group_wait: 30s, group_interval: 5m, repeat_interval: 1h}",
            [RoutingText.alert(["alertname": "A"], [100...90_000])], 8_000,
            // Looks at 130 + k·300: the one at 3730 is exactly an hour after and not later.
            ["130 pager news 0", "4030 pager repeated 0", "7930 pager repeated 0"]
        ),
        (
            "say nothing of what is over within the wait",
            "route: {receiver: pager, group_wait: 30s}", [RoutingText.alert(["alertname": "A"], [100...120])], 4_000, []
        ),
        (
            "tell of a second alert at the next look of the group",
            "route: {receiver: pager, group_wait: 30s, group_interval: 5m}",
            [RoutingText.alert(["alertname": "A"], [100...2000]), RoutingText.alert(["alertname": "B"], [140...2000])],
            1_000, ["130 pager news 0", "430 pager news 0,1"]
        ),
        (
            "keep apart what `group_by` keeps apart",
            "route: {receiver: pager, group_wait: 30s, group_by: [alertname]}",
            [RoutingText.alert(["alertname": "A"], [100...2000]), RoutingText.alert(["alertname": "B"], [140...2000])],
            1_000, ["130 pager news 0", "170 pager news 1"]
        ),
        (
            "tell a pager of the end and not a chat",
            "route: {receiver: pager, group_wait: 0s, group_interval: 1m, routes: [{matchers: [alertname=\"B\"], receiver: chat}]}",
            [RoutingText.alert(["alertname": "A"], [100...150]), RoutingText.alert(["alertname": "B"], [100...150])],
            1_000, ["100 pager news 0", "100 chat news 1", "160 pager resolved "]
        ),
        (
            // The chat's log still says that A fires, so its second time is no news until it has been told of an end.
            "take a flapping alert for news after a look at which it was over",
            "route: {receiver: pager, group_wait: 10s, group_interval: 1m}",
            [RoutingText.alert(["alertname": "A"], [100...150, 180...400])], 300,
            // Looked at 110 and 170: over, so the group is empty and swept at 180; 180 begins a new one.
            ["110 pager news 0", "170 pager resolved ", "190 pager news 0"]
        ),
        (
            "go on in the rhythm of a group that has not been swept",
            "route: {receiver: pager, group_wait: 10s, group_interval: 1m}",
            [RoutingText.alert(["alertname": "A"], [100...150, 175...400])], 300,
            ["110 pager news 0", "170 pager resolved ", "230 pager news 0"]
        ),
        (
            "not see a pause between two looks",
            "route: {receiver: pager, group_wait: 10s, group_interval: 5m}",
            [RoutingText.alert(["alertname": "A"], [100...150, 180...2000])], 1_000, ["110 pager news 0"]
        ),
        (
            "go to every route that takes the alert",
            "route: {receiver: pager, group_wait: 1s, routes: [{receiver: chat, continue: true}, {receiver: pager}]}",
            [RoutingText.alert(["alertname": "A"], [10...900])], 200, ["11 chat news 0", "11 pager news 0"]
        ),
        (
            "not be sent to a receiver that reaches nobody", "route: {receiver: nobody}",
            [RoutingText.alert(["alertname": "A"], [10...900])], 900, []
        ),
        (
            "hold a target back while its source fires, and send it when that is over",
            """
            route: {receiver: pager, group_wait: 0s, group_interval: 1m, group_by: ['...']}
            inhibit_rules: [{source_matchers: [alertname="S"], target_matchers: [alertname="T"], equal: [team]}]
            """,
            [
                RoutingText.alert(["alertname": "S", "team": "a"], [100...330]),
                RoutingText.alert(["alertname": "T", "team": "a"], [120...900]),
                RoutingText.alert(["alertname": "T", "team": "b"], [130...900]),
            ], 400, ["100 pager news 0", "130 pager news 2", "340 pager resolved ", "360 pager news 1"]
        ),
        (
            "not hold an alert back by itself",
            """
            route: {receiver: pager, group_wait: 0s}
            inhibit_rules: [{source_matchers: [alertname="S"], target_matchers: [alertname=~"S|T"]}]
            """,
            [RoutingText.alert(["alertname": "S"], [100...330])], 200, ["100 pager news 0"]
        ),
    ]

    @Test(arguments: schedules.map(\.title))
    func `are sent as Alertmanager sends them`(title: String) throws {
        let one = try #require(Self.schedules.first { $0.title == title })
        let log = try log(one.route, one.alerts, until: one.until)
        #expect(RoutingText.words(log) == one.words, "they \(title)")
        #expect(log.unprovable == nil)
    }

    /// 1970-01-01 was a Thursday.
    @Test func `wait for the end of a time that mutes them`() throws {
        let route = """
            route: {receiver: pager, routes: [{receiver: pager, group_wait: 0s, group_interval: 10m, mute_time_intervals: [early]}]}
            time_intervals: [{name: early, time_intervals: [{weekdays: [thursday], times: [{start_time: '00:00', end_time: '01:00'}]}]}]
            """
        let alert = RoutingText.alert(["alertname": "A"], [600...90_000])
        #expect(try RoutingText.words(log(route, [alert], until: 4_000)) == ["3600 pager news 0"])
        let friday = try log(route, [alert], until: 4_000, start: 86_400_000)
        #expect(RoutingText.words(friday) == ["600 pager news 0"])
        let active = route.replacing("mute_time_intervals", with: "active_time_intervals")
        #expect(try RoutingText.words(log(active, [alert], until: 4_000)) == ["600 pager news 0"])
        #expect(try log(active, [alert], until: 4_000, start: 86_400_000).notifications.isEmpty)
        let elsewhere = route.replacing("{weekdays", with: "{location: Europe/Berlin, weekdays")
        let open = try log(elsewhere, [alert], until: 4_000)
        #expect(open.unprovable == .unsupported(feature: "time intervals in `Europe/Berlin`"))
        #expect(RoutingText.words(open) == ["600 pager news 0"], "what would be sent if nothing held it back")
    }

    @Test func `page where the manifest's selector takes one of the alerts`() throws {
        let alerts = [
            RoutingText.alert(["alertname": "A", "severity": "ticket"], [10...900]),
            RoutingText.alert(["alertname": "B", "severity": "page"], [100...900]),
        ]
        let log = try log("route: {receiver: pager, group_wait: 0s, group_interval: 1m}", alerts, until: 200)
        #expect(log.notifications.map(\.isPage) == [false, true])
        #expect(log.notifications.map(\.isTicket) == [true, false])
        #expect(log.notifications.map(\.paging) == [[], [1]])
    }

    @Test func `are taken to be sent at once where no configuration says otherwise`() throws {
        let notifier = Notifier(routings: [], paging: nil, startUnixMilliseconds: 0)
        let alerts = [
            RoutingText.alert(["alertname": "A", "x": "1"], [10...900]),
            RoutingText.alert(["alertname": "A", "x": "2"], [10...900]),
            RoutingText.alert(["alertname": "B"], rule: 1, [5...900, 950...999]),
        ]
        let log = notifier.notifications(of: alerts, untilMilliseconds: 960_000)
        #expect(RoutingText.words(log) == ["5 - news 2", "10 - news 0,1", "950 - news 2"])
        #expect(!log.notifications.contains { !$0.isPage }, "without `paging` every alert pages")
        #expect(log.unprovable == .noArtefact(kind: "Alertmanager configuration"))
        #expect(log.assumptions.compactMap(\.key) == ["paging", "artefacts.alertmanager"])
    }
}
