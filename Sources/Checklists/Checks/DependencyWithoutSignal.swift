import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// A slow vector store looks like a slow Claude.
    static let dependencyWithoutSignal = Check(
        kind: FindingKind(code: "PF218", name: "dependency-without-own-signal"), scope: .dependency, severity: .error,
        summary: "a dependency has no latency or error metric of its own, so its failures are taken for Claude's",
        why:
            "half of the incidents of a Claude service begin before Claude is called; without a metric at the seam the "
            + "search starts at the wrong end",
        remedy: "Time each call to the dependency and count its failures, and name both families under `dependencies`.",
        source: "the production guide's dependency layer",
        examples: [
            CheckExample(
                "the errors are not emitted", .fails,
                exposition:
                    "# TYPE pinecone_query_seconds histogram\npinecone_query_seconds_bucket{le=\"+Inf\"} 1\npinecone_query_seconds_sum 1\npinecone_query_seconds_count 1\n",
                manifest: declaring("{latency: pinecone_query_seconds, errors: ⟦pinecone_errors_total⟧}")),
            CheckExample(
                "only its latency is declared", .unprovable,
                exposition:
                    "# TYPE pinecone_query_seconds histogram\npinecone_query_seconds_bucket{le=\"+Inf\"} 1\npinecone_query_seconds_sum 1\npinecone_query_seconds_count 1\n",
                manifest: declaring("{latency: pinecone_query_seconds}")),
            CheckExample(
                "a dependency that reads Claude's own errors", .fails,
                exposition:
                    "# TYPE claude_errors_count_total counter\nclaude_errors_count_total 1\n# TYPE pinecone_query_seconds gauge\npinecone_query_seconds 1\n",
                manifest: declaring("{latency: pinecone_query_seconds, errors: ⟦claude_errors_count_total⟧}")),
            CheckExample(
                "its exporter emits both", .passes,
                exposition: "# TYPE claude_errors_count_total counter\nclaude_errors_count_total 1\n",
                manifest: declaring("{latency: redis_seconds, errors: redis_errors_total}").replacing(
                    "  convention", with: "  external: [\"redis_*\"]\n  convention")),
            CheckExample(
                "no dependency", .notApplicable, exposition: nil, manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeDependencies)

    private static func declaring(_ signals: String) -> String {
        CheckExample.sampleManifest
            + "dependencies:\n  - name: pinecone\n    kind: vector-store\n    signals: \(signals)\n"
    }

    private static func judgeDependencies(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        if context.manifest.dependencies.isEmpty {
            result.notApplicable = "the manifest declares no dependency"
            return result
        }
        let claude = context.facts.claudeFamilies
        for dependency in context.manifest.dependencies {
            result.subjectCount += 1
            for aspect in [Signal.DependencyAspect.latency, .errors] {
                judge(dependency, aspect, claude, context, &result)
            }
        }
        return result
    }

    private static func judge(
        _ dependency: Manifest.Dependency, _ aspect: Signal.DependencyAspect, _ claude: Set<ByteString>,
        _ context: CheckContext, _ result: inout CheckResult
    ) {
        let name = dependency.name.value.string
        let subject = "dependency \(name)"
        guard let entry = dependency.signals.first(where: { $0.aspect.value == aspect }) else {
            result.undecided.append(
                CheckResult.Undecided(
                    .notDeclared(key: "dependencies.\(name).signals.\(aspect.rawValue)"), subject: "`\(name)`",
                    evidence: Evidence(.declared, at: dependency.name.range, "declared here")))
            return
        }
        if claude.contains(entry.family.value) {
            result.failures.append(
                dependencyWithoutSignal.finding(
                    "the \(aspect.rawValue) of `\(name)` are said to be in `\(entry.family.value.string)`, which counts Claude's calls",
                    fix: "name a family that only calls to `\(name)` move",
                    at: Annotation(entry.family.range), subject: subject, discriminator: aspect.rawValue))
            return
        }
        let signal = Signal.dependency(dependency.name.value, aspect)
        switch SignalPresence.of(signal, context) {
        case .emitted(let family, _): result.evidence.append(family.evidence)
        case .elsewhere(let name, let provenance):
            result.prove(
                Evidence(provenance, at: entry.family.range, "`\(name.string)` comes from elsewhere"))
        case .absent(let spelling, _):
            result.failures.append(
                dependencyWithoutSignal.finding(
                    "`\(name)` has no \(aspect.rawValue) of its own: `\(entry.family.value.string)` is not emitted, so its incidents look like Claude's",
                    fix: SignalWords.emit(signal, as: spelling)
                        + ", or list its pattern under `telemetry.external` if another job emits it",
                    at: Annotation(entry.family.range), subject: subject, discriminator: aspect.rawValue))
        case .undecided(let reason):
            result.undecided.append(
                CheckResult.Undecided(
                    reason, subject: "\(aspect.rawValue) of `\(name)`",
                    evidence: Evidence(.declared, at: entry.family.range, "declared here")))
        }
    }
}

extension FactBase {
    /// The families that say something of Claude's calls, in any spelling of this service.
    var claudeFamilies: Set<ByteString> {
        var result: Set<ByteString> = []
        for (signal, spellings) in signals.spellings {
            switch signal {
            case .dependency, .quality: continue
            default: result.formUnion(spellings.map(\.family))
            }
        }
        return result
    }
}
