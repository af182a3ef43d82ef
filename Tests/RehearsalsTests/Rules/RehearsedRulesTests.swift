import Facts
import PromQL
import Rehearsals
import SourceText
import Testing

/// What a rehearsal evaluates, how far back, and of which alerts it can say anything.
struct RehearsedRulesTests {
    @Test func `the own alerts and what they read are evaluated, and nothing else`() throws {
        let scene = try SeriesScene.supportChat()
        let rules = RehearsedRules(scene.facts, scene.manifest)
        #expect(rules.alerts.count == 11, "PodsRestarting belongs to the platform")
        #expect(rules.alerts.map { rules.fact($0).name.value } == scene.facts.ownAlerts.map(\.rule.name.value))
        let recorded = rules.set.ids.filter { rules.set[$0].alerting == nil }.map { rules.set[$0].name.string }
        #expect(
            Set(recorded) == [
                "feature:claude_requests:rate5m", "feature:claude_error_ratio:rate5m", "claude:cost_usd:increase1h",
            ])
        #expect(rules.set.externalLabels == [RuleLabel(name: "cluster", value: "eu1")])
        #expect(rules.evaluationIntervalMilliseconds == 30_000)
        #expect(rules.set.groups.map(\.intervalMilliseconds).contains(30_000))
        let page = try #require(rules.alerts.first.map { rules.set[$0] })
        #expect(page.alerting?.holdMilliseconds == 120_000)
        #expect(page.alerting?.annotations.contains { $0.template != nil } == true)
    }

    @Test func `the history covers windows, lookback and hold, through recording rules`() throws {
        let scene = try SeriesScene.supportChat()
        let demand = HistoryDemand(RehearsedRules(scene.facts, scene.manifest))
        let minute: Int64 = 60_000
        #expect(demand.milliseconds == 1_440 * minute, "a day's spend")
        // rate over 5m, recorded, read with a lookback of 5m, behind a hold of 2m; the ratio goes through one rule more.
        #expect(demand.milliseconds(of: "claude_requests_count_total") == (5 + 5 + 5 + 2) * minute)
        #expect(demand.milliseconds(of: "claude_latency_ttft_ms_bucket") == 15 * minute)
        #expect(demand.recordedMilliseconds == (5 + 5 + 2) * minute)
    }

    @Test(arguments: [
        ("m", 300), ("rate(m[5m])", 300), ("rate(m[5m] offset 1h)", 3_900),
        ("max_over_time(rate(m[5m])[1h:1m])", 3_900),
        ("m offset 10m", 900), ("sum(rate(m[10m])) / sum(rate(m[2h]))", 7_200), ("rate(m[90d])", 172_800),
        ("max_over_time((m offset 5m)[30m:1m] offset 1h)", 6_000),
    ])
    func `an expression needs as much history as its oldest sample`(query: String, seconds: Int64) throws {
        let scene = SeriesScene.small(
            telemetry: "  convention: guide-prometheus",
            metrics: "# TYPE claude_cost_usd_total counter\nclaude_cost_usd_total 1\n",
            rules: """
                groups:
                - name: g
                  rules:
                  - alert: A
                    expr: \(query.replacing("m", with: "claude_cost_usd_total", in: query)) > 1

                """)
        let demand = HistoryDemand(RehearsedRules(scene.facts, scene.manifest))
        #expect(demand.milliseconds == seconds * 1_000)
        #expect(demand.assumptions.isEmpty == (seconds < 172_800))
    }

    // MARK: What can be rehearsed

    @Test func `every alert of support-chat can be rehearsed, and reads the signals it is about`() throws {
        let scene = try SeriesScene.supportChat()
        let rules = RehearsedRules(scene.facts, scene.manifest)
        let readings = AlertReadings(rules, scene.facts, try scene.plan())
        #expect(readings.unprovable.isEmpty)
        let signals = Dictionary(
            uniqueKeysWithValues: rules.alerts.map { id in
                (rules.fact(id).name.value.string, (readings.signals[id] ?? []).map(\.name))
            })
        #expect(signals["ClaudeErrorRateHigh"] == ["errors", "requests"])
        #expect(signals["ClaudeTTFTp99High"] == ["ttft"])
        #expect(signals["ClaudeHourlyCostAboveForecast"] == ["cost"])
        #expect(signals["ClaudeCacheHitRateLow"] == ["tokens.cache_creation", "tokens.cache_read", "tokens.input"])
        #expect(signals["ClaudeRateLimited"] == ["errors"])
        #expect(signals["ClaudeTelemetryMissing"] == [])
        #expect(signals["PineconeSlow"] == ["dependency.pinecone.latency"])
    }

    private static let metrics = """
        # TYPE claude_errors_count_total counter
        claude_errors_count_total{error_type="rate_limit_error",model="claude-sonnet-4-6"} 0
        # TYPE claude_latency_total_ms histogram
        claude_latency_total_ms_bucket{le="1000"} 1
        claude_latency_total_ms_bucket{le="+Inf"} 1
        claude_latency_total_ms_sum 1
        claude_latency_total_ms_count 1
        # TYPE chat_jobs_total counter
        chat_jobs_total 1

        """

    private static func reason(_ query: String, recordings: String = "") throws -> UnprovableAlert? {
        let telemetry = """
              convention: guide-prometheus
              external: ["kube_*"]
              metrics:
                quality.thumbs: {name: claude_thumbs_total}
            """
        let scene = SeriesScene.small(
            telemetry: telemetry, metrics: metrics,
            rules: """
                groups:
                - name: g
                  rules:
                  - alert: A
                    expr: |
                      \(query) or claude_errors_count_total > 1e9
                \(recordings)

                """)
        let rules = RehearsedRules(scene.facts, scene.manifest)
        let plan = try scene.plan([SeriesScene.population()], dependencies: [])
        let id = try #require(rules.alerts.first)
        return AlertReadings(rules, scene.facts, plan).unprovable[id]
    }

    @Test func `an alert on sampled values of sampled metrics can be rehearsed`() throws {
        for query in [
            #"claude_errors_count_total{error_type="rate_limit_error"} > 1"#,
            #"claude_errors_count_total{job="small",instance=~".+"} > 1"#,
            #"claude_latency_total_ms_bucket{le="1000.0"} > 1"#, "up == 0", #"up{job="small"} == 0"#, "vector(1) > 2",
            #"ALERTS{alertname="B"}"#, "scrape_samples_scraped > 1",
        ] {
            #expect(try Self.reason(query) == nil, "\(query)")
        }
    }

    @Test func `whatever is not sampled makes an alert unprovable, by name`() throws {
        let cases: [(String, UnprovableAlert)] = [
            ("kube_pod_info > 1", .otherJob(metric: "kube_pod_info")),
            ("absent(kube_pod_info)", .otherJob(metric: "kube_pod_info")),
            ("claude_thumbs_total > 1", .onlyDeclared(metric: "claude_thumbs_total")),
            ("nothing_total > 1", .notEmitted(metric: "nothing_total", closest: nil)),
            ("absent(nothing_total)", .notEmitted(metric: "nothing_total", closest: nil)),
            ("some:thing:rate5m > 1", .recordingMissing("some:thing:rate5m")),
            (
                #"claude_errors_count_total{error_type="overloaded_error"} > 1"#,
                .notSampled(metric: "claude_errors_count_total", condition: #"error_type="overloaded_error""#)
            ),
            (
                #"claude_errors_count_total{model="claude-sonnet-4-6",feature="chat"} > 1"#,
                .notSampled(metric: "claude_errors_count_total", condition: #"feature="chat""#)
            ),
            (
                #"claude_latency_total_ms_bucket{le="1000"} > 1"#,
                .notSampled(metric: "claude_latency_total_ms_bucket", condition: #"le="1000""#)
            ),
            ("chat_jobs_total > 1", .meaningUnknown(metric: "chat_jobs_total")),
            (#"{job="small"} > 1"#, .byPattern(#"{job="small"}"#)),
            (#"up{job="other"} == 0"#, .otherJob(metric: "up")),
            (
                "histogram_count(claude_latency_total_ms_sum) > 1",
                .unsupported("it uses native histograms, which are not modelled")
            ),
        ]
        for (query, expected) in cases {
            let found = try Self.reason(query)
            #expect(found == expected, "\(query)")
            #expect(found?.message.isEmpty == false)
        }
    }

    @Test func `reasons are found through recording rules`() throws {
        let recordings = """
              - record: claude:errors:rate5m
                expr: sum(rate(claude_errors_count_total{error_type="overloaded_error"}[5m]))
                labels: {kind: overload}
              - record: claude:loop
                expr: claude:loop + claude_errors_count_total
            """
        #expect(
            try Self.reason("claude:errors:rate5m > 1", recordings: recordings)
                == .notSampled(metric: "claude_errors_count_total", condition: #"error_type="overloaded_error""#))
        #expect(
            try Self.reason(#"claude:errors:rate5m{kind="other"} > 1"#, recordings: recordings)
                == .recordingNeverMatches("claude:errors:rate5m"))
        #expect(try Self.reason("claude:loop > 1", recordings: recordings) == .cyclicRecording("claude:loop"))
    }
}

extension String {
    /// Replaces a one-letter metric name where it stands for itself.
    fileprivate func replacing(_ letter: Character, with name: String, in text: String) -> String {
        var result = ""
        var previous: Character = " "
        for (index, character) in text.enumerated() {
            let next = text.dropFirst(index + 1).first ?? " "
            let isAlone = !previous.isLetter && !previous.isNumber && previous != "_" && !next.isLetter && next != "_"
            result += character == letter && isAlone ? name : String(character)
            previous = character
        }
        return result
    }
}
