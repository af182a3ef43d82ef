import Findings
import Foundation
import TestKit
import Testing

@testable import Checklists

@Suite struct `Every way to break the example is noticed` {
    /// A mutant with the requirements that no longer pass.
    struct Judged {
        var operation: MutationOperator
        var subject: String
        var caught: [(item: String, requirement: String, check: String)]
    }

    @Test func `by the item that is meant to notice it`() throws {
        let chat = try SupportChat()
        let checklist = try SupportChat.checklist()
        let before = try chat.verdict(by: checklist)
        for requirement in before.requirements {
            #expect(
                requirement.outcome.isSatisfied, "the example itself: \(requirement.id): \(requirement.explanation)")
        }
        let judged = try MutationOperator.all.flatMap { operation in
            try operation.mutants(chat).map { try judge($0, operation, checklist) }
        }
        var missed: [String] = []
        for one in judged where !one.caught.contains(where: { one.operation.items.contains($0.item) }) {
            missed.append("\(one.operation.name): \(one.subject)")
        }
        let known = Equivalents.all
        let unexpected = missed.filter { known[$0] == nil }
        #expect(unexpected.isEmpty, "no item notices:\n\(unexpected.joined(separator: "\n"))")
        let stale = known.keys.filter { !missed.contains($0) }.sorted()
        #expect(stale.isEmpty, "now noticed, so take them out of the equivalents:\n\(stale.joined(separator: "\n"))")
        #expect(known.count * 20 <= judged.count, "at most 5 % may be equivalents")
        let idle = CheckCatalogue.all.map(\.kind.name).filter { name in
            !judged.contains { one in !one.caught.isEmpty && one.caught.allSatisfy { $0.check == name } }
        }
        #expect(Set(idle) == Set(IdleChecks.all.keys), "checks that notice no mutant alone need a mutant or a reason")
        try expectPage(MutantPage.text(judged, equivalents: known))
    }

    private func judge(_ mutant: Mutant, _ operation: MutationOperator, _ checklist: Checklist) throws -> Judged {
        let verdict = try SupportChat(files: mutant.files).verdict(by: checklist)
        let caught = verdict.items.flatMap { item in
            item.requirements.filter { requirement in
                // Whatever only waits for another requirement has noticed nothing itself.
                if case .unprovable(.dependsOn) = requirement.outcome, requirement.findings.isEmpty { return false }
                return !requirement.outcome.isSatisfied || requirement.findings.contains { $0.severity >= .warning }
            }.map { (item.id, $0.id, $0.check) }
        }
        return Judged(operation: operation, subject: mutant.subject, caught: caught)
    }

    private func expectPage(_ text: String) throws {
        let url = Referee.repository.appendingPathComponent("docs/mutants.md")
        if let difference = try Golden.difference(text, from: url) { Issue.record("\(difference)") }
    }
}

/// Checks that no mutant of this example shows alone, each with the reason.
enum IdleChecks {
    static let all: [String: String] = [:]
}

/// Mutants that nothing has to notice, each with the reason.
enum Equivalents {
    static let all: [String: String] = [
        "alert deleted: alert ClaudeThinkingShareHigh": "the checklist asks to see thinking, not to be told of it",
        "comparison turned round: alert ClaudeThinkingShareHigh": "the checklist names no limit for thinking",
        "alert deleted: alert PineconeSlow": "a panel shows the dependency, and an alert or a panel is what is asked",
        "alert deleted: alert PineconeErrors": "a panel shows the dependency, and an alert or a panel is what is asked",
        "threshold a thousand times laxer: alert PineconeErrors": "the checklist names no limit for dependencies",
        "comparison turned round: alert PineconeSlow": "the checklist names no limit for dependencies",
        "comparison turned round: alert PineconeErrors": "the checklist names no limit for dependencies",
        "label renamed in a rule: alert ClaudeTelemetryMissing, job": "a scrape may add any label to `up`",
        "label renamed in a panel: panel Error ratio, 1": "the variable may stand for every value, a missing one too",
        "page without its severity: alert ClaudeTelemetryMissing": "the item asks for the alert, not for a page",
        "signal no longer on any dashboard: cache_hit_rate": "the panel that computes it from tokens is still there",
        "label no longer emitted: chat_json_ok_total{feature}": "nothing reads the label, and nothing asks for it",
        "label no longer emitted: claude_cache_hit_rate{feature}": "nothing reads the label, and nothing asks for it",
        "label no longer emitted: claude_requests_count_total{version}": "the dashboard marks deployments as well",
    ]
}
