import Documents
package import Findings
package import SourceText

/// What was known to fail when a team began: the JSON report of an earlier run, read for its failures' identities.
///
/// Identities survive moved lines and better wording. What is in the baseline is accepted; what no longer fails is said.
package struct Baseline: Sendable {
    /// By service: what failed, with the message of that day.
    private var entries: [ByteString: [(fingerprint: String, message: String)]] = [:]
    private let file: SourceFile

    private static let invalidKind = FindingKind(code: "PF068", name: "baseline-invalid")
    private static let staleKind = FindingKind(code: "PF069", name: "baseline-entry-not-needed")

    /// Reads a report of `preflight check --format json`; nil, and a finding, if the file is none.
    package static func read(_ file: SourceFile) -> (baseline: Baseline?, findings: [Finding]) {
        let reading = DocumentReader.readJSON(file)
        guard let root = reading.documents.first?.root, root["reportVersion"] != nil, let services = root["services"]
        else {
            let finding = Finding(
                invalidKind, .error, message: "`\(file.path)` is no report of this program, so it is no baseline",
                why: "failures are recognised by the fingerprints that a report holds",
                fix: "write one: `preflight check --format json --output \(file.path)`",
                at: Annotation(SourceRange(file: file.id, start: 0, length: 0)), subject: "baseline \(file.path)")
            return (nil, reading.findings + [finding])
        }
        var baseline = Baseline(file: file)
        for service in services.elements {
            let name = ByteString(service["service"]?.string() ?? "")
            for finding in service["findings"]?.elements.map({ $0 }) ?? [] {
                let outcome = finding["outcome"]?.string() ?? ""
                // What was accepted on that day stays accepted; what passed was never a failure.
                guard outcome == "fail" || outcome == "waived", finding["severity"]?.string() == "error" else {
                    continue
                }
                baseline.entries[name, default: []].append(
                    (finding["fingerprint"]?.string() ?? "", finding["message"]?.string() ?? ""))
            }
        }
        return (baseline, [])
    }

    private init(file: SourceFile) { self.file = file }

    /// Takes known failures out of the decision, and says which entries nothing fails for any more.
    package func apply(to verdict: ServiceVerdict) -> ServiceVerdict {
        var result = verdict
        let known = entries[ByteString(verdict.service)] ?? []
        let fingerprints = Set(known.map(\.fingerprint))
        for index in result.items.indices {
            result.items[index].requirements = result.items[index].requirements.map { requirement in
                requirement.accepting {
                    fingerprints.contains($0.fingerprint(service: verdict.service)) ? .baseline : nil
                }
            }
        }
        let present = Set(
            result.requirements.flatMap { $0.findings + $0.accepted.map(\.finding) }.map {
                $0.fingerprint(service: verdict.service)
            })
        var told: Set<String> = []
        for entry in known where !present.contains(entry.fingerprint) && told.insert(entry.fingerprint).inserted {
            result.findings.append(stale(entry))
        }
        return result
    }

    private func stale(_ entry: (fingerprint: String, message: String)) -> Finding {
        Finding(
            Self.staleKind, .warning, message: "the baseline still holds a failure that is gone: \(entry.message)",
            why: "an entry that nobody needs hides the failure when it comes back",
            fix: "write the baseline again: `preflight check --format json --output \(file.path)`",
            at: nil, subject: "baseline", discriminator: entry.fingerprint)
    }
}
