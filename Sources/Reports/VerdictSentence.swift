package import Findings

/// The last word on a service, in one sentence.
package enum VerdictSentence {
    /// Ready or not, the level reached, and the item that holds the service back.
    package static func sentence(_ service: ServiceVerdict) -> String {
        let level = service.level.word
        guard let blocker = service.firstBlocker else {
            return service.isDecided
                ? "ready: every item that applies is \(level)" : "nothing provable: no item applies"
        }
        let held = "`\(blocker.id)` \(verb(blocker.outcome)) (\(requirements(blocker)))"
        if !service.isDecided { return "nothing provable: \(held)" }
        if !service.isReady { return "not ready: \(held); level reached: \(level)" }
        return "ready: no requirement failed; level reached: \(level), since \(held)"
    }

    private static func verb(_ outcome: Outcome) -> String {
        switch outcome {
        case .fail: "fails"
        case .pass: "passes"
        case .notApplicable, .unprovable, .waived, .vacuous: "is \(outcome.word)"
        }
    }

    /// How many requirements of the item have its outcome.
    private static func requirements(_ item: ItemVerdict) -> String {
        let count = item.deciding.count { $0.outcome.word == item.outcome.word }
        return counted(count, "requirement")
    }

    /// `1 error`, `2 errors`.
    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
