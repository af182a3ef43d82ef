import Facts
import Findings
import SourceText

/// What the checks of personal data and secrets in logs share: which hits there are, and how a finding names them.
enum LogHitJudging {
    /// Hits of one kind in one field, over all samples.
    struct Group {
        var hit: LogHitFact
        var rowCount: Int
    }

    /// The samples with a line in them; nil if there are none, and then `result` says why.
    static func samples(_ context: CheckContext, _ subject: String, _ result: inout CheckResult) -> [LogSampleFact]? {
        let samples = LogJudging.samples(context, subject, &result)
        for sample in samples where sample.lineCount == 0 {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: "log sample with a line in it"), subject: "`\(sample.path)`"))
        }
        let filled = samples.filter { $0.lineCount > 0 }
        result.subjectCount = filled.reduce(0) { $0 + $1.lineCount }
        return filled.isEmpty ? nil : filled
    }

    static func groups(_ samples: [LogSampleFact], where isWanted: (LogHitFact) -> Bool) -> [Group] {
        var groups: [Group] = []
        for hit in samples.lazy.flatMap(\.hits) where isWanted(hit) {
            let known = groups.firstIndex {
                $0.hit.code == hit.code && $0.hit.field == hit.field && $0.hit.isCertain == hit.isCertain
            }
            if let known {
                groups[known].rowCount += hit.rowCount
            } else {
                groups.append(Group(hit: hit, rowCount: hit.rowCount))
            }
        }
        return groups
    }

    /// "`error.message` holds", or a place without a name.
    static func place(_ field: String?) -> String { field.map { "`\($0)`" } ?? "text outside of named fields" }

    static func prove(_ samples: [LogSampleFact], _ what: String, _ result: inout CheckResult) {
        for sample in samples {
            result.prove(
                Evidence(.sampled, at: sample.range, "\(what) in \(LogJudging.counted(sample.lineCount, "line"))"))
        }
    }
}
