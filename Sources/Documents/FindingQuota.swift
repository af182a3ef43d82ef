import Findings
import SourceText

/// Lets the first findings of a kind pass and counts the rest, so that one broken file does not bury the report.
struct FindingQuota {
    private let kind: FindingKind
    private let limit: Int
    private var count = 0
    private var firstUntold: SourceRange?

    init(_ kind: FindingKind, limit: Int) {
        self.kind = kind
        self.limit = limit
    }

    /// True if the finding at `place` may be told; false if it is only counted.
    mutating func mayTell(at place: SourceRange) -> Bool {
        count += 1
        if count <= limit { return true }
        if firstUntold == nil { firstUntold = place }
        return false
    }

    /// One finding that stands for all that were only counted; none if all were told.
    func remainder(subject: String) -> [Finding] {
        guard let firstUntold else { return [] }
        return [DocumentFindings.furtherOnes(of: kind, count: count - limit, from: firstUntold, subject: subject)]
    }
}
