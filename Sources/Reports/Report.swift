package import Findings
package import Rehearsals
package import SourceText

/// All that one run has to say; every output format is a function of this value and the files that were read.
package struct Report: Sendable {
    package var tool: Tool
    /// Which edition of checks and reference data judged.
    package var catalogue: String
    /// The day that verdicts are made for.
    package var asOf: CivilDate
    package var services: [ServiceVerdict]
    /// What rehearsing showed, one for each service that was rehearsed, by the service's name; empty for `check`.
    package var rehearsals: [Rehearsal] = []
    /// What there is to say of each kind of finding, for formats that describe their rules. It may hold more kinds than
    /// occur, and need not hold all that do.
    package var rules: [Rule] = []
    /// Manifests that were named and could not be judged.
    package var unjudged: [Unjudged] = []
    /// The level that the run demands of every item; nil demands only that nothing fails.
    package var requiredLevel: ProofLevel?
    /// How the run ends, if its reports arrive where they are sent; nil if that is not known.
    package var ending: Ending?

    package init(tool: Tool, catalogue: String, asOf: CivilDate, services: [ServiceVerdict]) {
        self.tool = tool
        self.catalogue = catalogue
        self.asOf = asOf
        self.services = services
    }

    package struct Tool: Hashable, Sendable {
        package var name: String
        package var version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// What a kind of finding is about, as `explain` tells it.
    package struct Rule: Sendable {
        package var kind: FindingKind
        package var severity: Severity
        package var confidence: Confidence
        /// One line: the bad pattern and what it costs.
        package var summary: String
        /// Empty if the summary says it all.
        package var why: String
        /// What to do about it, in general.
        package var remedy: String
        /// Where the behaviour is specified or was measured; may be empty.
        package var source: String

        package init(
            kind: FindingKind, severity: Severity, confidence: Confidence = .high, summary: String, why: String = "",
            remedy: String = "", source: String = ""
        ) {
            self.kind = kind
            self.severity = severity
            self.confidence = confidence
            self.summary = summary
            self.why = why
            self.remedy = remedy
            self.source = source
        }
    }

    /// A manifest without a verdict.
    package struct Unjudged: Sendable {
        /// The manifest, or the folder that holds none.
        package var path: String
        /// One sentence.
        package var message: String
        /// What is wrong with it.
        package var findings: [Finding]

        package init(path: String, message: String, findings: [Finding] = []) {
            self.path = path
            self.message = message
            self.findings = findings
        }
    }

    /// An exit status and what it means.
    package struct Ending: Hashable, Sendable {
        package var status: Int
        package var meaning: String

        package init(status: Int, meaning: String) {
            self.status = status
            self.meaning = meaning
        }
    }
}

/// A finding with what became of the requirement that reported it.
package struct ReportedFinding: Sendable {
    package var finding: Finding
    /// Nil if it belongs to no requirement.
    package var outcome: Outcome?
    /// Who accepted it, if somebody did.
    package var acceptance: Acceptance?
    /// The requirements that report it, `item/requirement` each.
    package var requirements: [String] = []
}

extension [ReportedFinding] {
    /// Severity first, then confidence, then the order of the files.
    package func byImportance() -> [ReportedFinding] {
        enumerated().sorted { left, right in
            let (one, other) = (left.element.finding, right.element.finding)
            if one.severity != other.severity { return one.severity > other.severity }
            if one.confidence != other.confidence { return one.confidence > other.confidence }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Without what somebody accepted.
    package var unaccepted: [ReportedFinding] { filter { $0.outcome != .waived } }

    /// How many changes stand between the service and readiness: each failure names one, in its `fix`.
    package var editsToReady: Int { count { $0.outcome == .fail && $0.finding.severity == .error } }
}

extension ServiceVerdict {
    /// All findings once each, by file, offset and code. One that several requirements report carries the worst of
    /// their outcomes.
    package func reportedFindings() -> [ReportedFinding] {
        struct Identity: Hashable {
            var fingerprint: String
            var range: SourceRange?
        }
        var outcomes: [Identity: Outcome] = [:]
        var acceptances: [Identity: Acceptance] = [:]
        var seen: Set<Identity> = []
        var unique: [Finding] = []
        var names: [Identity: [String]] = [:]
        func add(_ finding: Finding, _ outcome: Outcome?, of name: String? = nil) {
            let identity = Identity(
                fingerprint: finding.fingerprint(service: service), range: finding.primary?.range)
            if seen.insert(identity).inserted { unique.append(finding) }
            if let outcome {
                outcomes[identity] = outcomes[identity].map { Outcome.worst(of: [$0, outcome]) } ?? outcome
            }
            if let name { names[identity, default: []].append(name) }
        }
        for finding in findings { add(finding, nil) }
        for item in items {
            for requirement in item.requirements {
                // A requirement that is waived has nothing left that fails; what else it found only informs.
                // Nor does advice fail anything.
                let decides = requirement.outcome != .waived && !requirement.isAdvisory
                let outcome = decides ? requirement.outcome : .pass
                let name = "\(item.id)/\(requirement.id)"
                for finding in requirement.findings { add(finding, outcome, of: name) }
                for one in requirement.accepted {
                    add(one.finding, .waived, of: name)
                    let identity = Identity(
                        fingerprint: one.finding.fingerprint(service: service), range: one.finding.primary?.range)
                    acceptances[identity] = one.acceptance
                }
            }
        }
        return unique.sortedForOutput().map { finding in
            let identity = Identity(
                fingerprint: finding.fingerprint(service: service), range: finding.primary?.range)
            return ReportedFinding(
                finding: finding, outcome: outcomes[identity], acceptance: acceptances[identity],
                requirements: names[identity] ?? [])
        }
    }

    /// Requirements that fail without a finding that says why, each with its item.
    package var unexplainedFailures: [(item: ItemVerdict, requirement: RequirementVerdict)] {
        items.flatMap { item in
            item.requirements.filter { requirement in
                requirement.outcome == .fail && !requirement.isAdvisory
                    && !requirement.findings.contains { $0.severity == .error }
            }.map { (item, $0) }
        }
    }

    /// How many requirements that decide came out so, in the order in which tables show them.
    package var tally: [(word: String, count: Int)] {
        ["pass", "fail", "unprovable", "vacuous", "waived", "not-applicable"].map { word in
            (word, items.flatMap(\.deciding).count { $0.outcome.word == word })
        }
    }

    /// The verdict in the words of the exit status.
    package var verdictWord: String { isReady ? "ready" : isDecided ? "not ready" : "nothing provable" }
}

extension RequirementVerdict {
    /// The outcome and what decided it, in one line.
    package var sentence: String { explanation.isEmpty ? outcome.word : "\(outcome.word): \(explanation)" }

    /// What somebody accepted, on which terms; each of them once.
    package var terms: String { Set(accepted.map(\.acceptance.sentence)).sorted().joined(separator: "; ") }
}
