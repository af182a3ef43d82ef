import Facts
import Findings
import Manifests
import PromQL
import SourceText

extension Check {
    /// A metric that nothing reads wakes nobody.
    static let dependencyUnwatched = Check(
        kind: FindingKind(code: "PF219", name: "dependency-unwatched"), scope: .dependency, severity: .error,
        summary: "no alert and no panel reads a dependency apart from Claude's signals",
        why: "an alert that mixes both fires for either, and the runbook of one does not help with the other",
        remedy: "Give each dependency an alert over its own latency or errors, or a panel beside Claude's.",
        source: "the production guide's dependency layer",
        examples: [
            CheckExample(
                "only an alert over Claude", .fails,
                files: service(
                    rules: "sum(rate(claude_errors_count_total[5m])) > 1", dashboard: "claude_errors_count_total",
                    name: "⟦pinecone⟧")),
            CheckExample(
                "an alert that adds both", .fails,
                files: service(
                    rules: "sum(rate(claude_errors_count_total[5m])) + sum(rate(pinecone_errors_total[5m])) > 1",
                    dashboard: "claude_errors_count_total", name: "⟦pinecone⟧")),
            CheckExample(
                "no alert, and no dashboard handed in", .unprovable,
                files: service(
                    rules: "sum(rate(claude_errors_count_total[5m])) > 1", dashboard: nil)),
            CheckExample(
                "an alert of its own", .passes,
                files: service(
                    rules: "sum(rate(pinecone_errors_total[5m])) > 1", dashboard: nil)),
            CheckExample(
                "an alert of its own, behind a recording rule", .passes,
                files: service(
                    rules: "pinecone:errors:rate5m > 1", dashboard: nil,
                    recording: "sum(rate(pinecone_errors_total[5m]))")),
            CheckExample(
                "a panel of its own", .passes,
                files: service(
                    rules: "sum(rate(claude_errors_count_total[5m])) > 1", dashboard: "rate(pinecone_errors_total[5m])")
            ),
            CheckExample(
                "no dependency", .notApplicable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeReaders)

    private static func service(
        rules: String, dashboard: String?, name: String = "pinecone", recording: String? = nil
    ) -> [(path: String, content: String)] {
        let record = recording.map { "      - record: pinecone:errors:rate5m\n        expr: \($0)\n" } ?? ""
        let board =
            dashboard.map {
                #"{"title": "Claude", "panels": [{"type": "timeseries", "title": "p", "datasource": {"type": "prometheus", "uid": "p"}, "targets": [{"refId": "A", "expr": "\#($0)"}]}]}"#
            }
        let manifest = """
            preflight: 1
            service: example
            telemetry:
              convention: guide-prometheus
            artefacts:
              prometheus_rules: [rules.yaml]
              exposition: [{files: metrics.prom, complete: true}]\(board == nil ? "" : "\n  grafana_dashboards: [board.json]")
            dependencies:
              - name: \(name)
                signals: {errors: pinecone_errors_total}

            """
        var files = [
            (path: "observability.yaml", content: manifest),
            (
                path: "metrics.prom",
                content: """
                # TYPE claude_errors_count_total counter
                claude_errors_count_total 1
                # TYPE pinecone_errors_total counter
                pinecone_errors_total 1

                """
            ),
            (
                path: "rules.yaml",
                content: "groups:\n  - name: g\n    rules:\n\(record)      - alert: A\n        expr: \(rules)\n"
            ),
        ]
        if let board { files.append((path: "board.json", content: board)) }
        return files
    }

    private static func judgeReaders(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let facts = context.facts
        if context.manifest.dependencies.isEmpty {
            result.notApplicable = "the manifest declares no dependency"
            return result
        }
        let claude = facts.claudeFamilies
        for dependency in context.manifest.dependencies {
            result.subjectCount += 1
            let name = dependency.name.value.string
            let own = Set(dependency.signals.map(\.family.value))
            if own.isEmpty {
                result.undecided.append(
                    CheckResult.Undecided(.notDeclared(key: "dependencies.\(name).signals"), subject: "`\(name)`"))
                continue
            }
            if let reader = reader(of: own, apartFrom: claude, facts) {
                result.evidence.append(reader)
                continue
            }
            let missing = [ArtefactKind.prometheusRules, .grafanaDashboards].first { !facts.isRead($0) }
            if let missing {
                result.undecided.append(CheckResult.Undecided(.noArtefact(kind: missing.title), subject: "`\(name)`"))
                continue
            }
            let family = own.sorted()[0].string
            result.failures.append(
                dependencyUnwatched.finding(
                    "no alert and no panel reads `\(name)` apart from Claude's signals, so its incident is searched for at Claude",
                    fix:
                        "`- {alert: \(name)_failing, expr: 'sum(rate(\(family)[5m])) > 0.05', for: 5m, labels: {severity: ticket}}`",
                    at: Annotation(dependency.name.range), subject: "dependency \(name)"))
        }
        return result
    }

    private static func reader(
        of own: Set<ByteString>, apartFrom claude: Set<ByteString>, _ facts: FactBase
    ) -> Evidence? {
        for (rule, _) in facts.ownAlerts {
            var names: Set<ByteString> = []
            collect(rule.selectors, facts, into: &names)
            if !names.isDisjoint(with: own), names.isDisjoint(with: claude) {
                return Evidence(.configured, at: rule.range, "\(rule.subjectInBackticks) reads it alone")
            }
        }
        for panel in facts.dashboards.flatMap(\.panels) where panel.isVisible {
            for query in panel.queries where query.display != .hidden {
                var names: Set<ByteString> = []
                collect(query.selectors, facts, into: &names)
                if !names.isDisjoint(with: own), names.isDisjoint(with: claude) {
                    return Evidence(.configured, at: panel.range, "panel `\(panel.title.value.string)` reads it alone")
                }
            }
        }
        return nil
    }

    /// The families behind selectors, recording rules opened; each name once, which also ends cycles.
    private static func collect(_ selectors: [SelectorFact], _ facts: FactBase, into names: inout Set<ByteString>) {
        var open = selectors
        while let selector = open.popLast() {
            guard let name = selector.name?.value, names.insert(name).inserted else { continue }
            if let family = facts.emitted.family(ofSeries: name)?.name { names.insert(family) }
            for suffix in MetricSpelling.histogramSuffixes {
                if let family = name.dropping(suffix: suffix) { names.insert(family) }
            }
            for rule in facts.recordings[name] { open += rule.selectors }
        }
    }
}
