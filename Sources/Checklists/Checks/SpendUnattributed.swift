import Facts
import Findings
import Manifests
import SourceText

extension Check {
    /// What "unknown" holds is what nobody will be asked about.
    static let spendUnattributed = Check(
        kind: FindingKind(code: "PF169", name: "spend-unattributed"), scope: .row, severity: .error,
        summary: "part of the cost belongs to no feature, tenant or model, so its roll-ups do not explain the bill",
        why: "a bill is taken apart by these tags; what has none, or `unknown`, grows there unseen",
        remedy: "Set the tag where the request is made, and let a request without one fail in tests.",
        source:
            "the production guide: roll-ups by feature, tenant, model, day and month, with the share of unknown shown",
        parameters: [
            CheckParameter(
                "role", .word([LabelRole.model, .feature, .tenant].map(\.rawValue)), isRequired: true,
                example: "feature",
                "Which tag to look at."),
            CheckParameter(
                "share", .bound, example: "{at_most: 5%}", "The largest share of cost without it; 5% unless said."),
        ],
        examples: [
            CheckExample(
                "a quarter of the cost without a feature", .fails, requirement: "role: feature",
                log: "⟦\(CheckExample.logRow(1, without: "feature"))⟧\n"
                    + CheckExample.log(3) { CheckExample.logRow($0 + 1) }),
            CheckExample(
                "unknown is no feature", .fails, requirement: "role: feature",
                log: CheckExample.log(3) { CheckExample.logRow($0) }
                    + "⟦\(CheckExample.logRow(9, without: "feature", more: #""feature": "Unknown""#))⟧\n"),
            CheckExample(
                "every row has one", .passes, requirement: "role: feature",
                log: CheckExample.log(4) { CheckExample.logRow($0) }),
            CheckExample(
                "as much as is allowed", .passes, requirement: "role: feature\nshare: {at_most: 50%}",
                log: CheckExample.logRow(1, without: "feature") + "\n" + CheckExample.logRow(2) + "\n"),
            CheckExample(
                "one tenant", .notApplicable, requirement: "role: tenant",
                log: CheckExample.log(4) { CheckExample.logRow($0) },
                manifest: CheckExample.logManifest + "traffic: {tenants: 1}\n"),
            CheckExample(
                "no log", .unprovable, requirement: "role: model", log: nil,
                manifest: "preflight: 1\nservice: example\n"),
        ],
        judge: judgeAttribution)

    private static let unknowns = [
        "unknown", "none", "null", "n/a", "na", "other", "default", "undefined", "unset", "-", "?", "nil", "misc",
    ]
    private static let usualShare = 0.05

    /// One roll-up: what each part cost and what has no part, in whole nano-dollars, so that the parts add up.
    private struct RollUp {
        var parts: [ByteString: Int64] = [:]
        var unknown: Int64 = 0
        var total: Int64 = 0
        var rows = 0
        var unknownRows = 0
        var firstUnknown: SourceRange?
        var days: Set<Int32> = []
    }

    private static func judgeAttribution(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        guard let role = context.parameters.text("role").flatMap(LabelRole.init(rawValue:)) else { return result }
        if role == .tenant, let tenants = context.manifest.traffic.tenants, tenants.value <= 1 {
            result.notApplicable = "the service has one tenant"
            return result
        }
        if role == .feature, context.manifest.features.count == 1 {
            result.notApplicable = "the service has one feature"
            return result
        }
        guard let requests = LogJudging.requests(context, "cost by \(role.rawValue)", &result) else { return result }
        let rollUp = rollUp(of: requests, by: role)
        let limit = context.parameters.bound("share")?.amount.resolved(for: context.manifest)?.value ?? usualShare
        // Where no row has a cost, rows are counted.
        let share =
            rollUp.total > 0
            ? Double(rollUp.unknown) / Double(rollUp.total) : Double(rollUp.unknownRows) / Double(max(1, rollUp.rows))
        let measure = rollUp.total > 0 ? "cost" : "requests"
        guard share > limit + 1e-12, let place = rollUp.firstUnknown else {
            requests.prove(
                "by \(role.rawValue): \(LogJudging.counted(rollUp.parts.count, "part")) over \(LogJudging.counted(rollUp.days.count, "day")) of \(requests.words) add up to the whole, \(percent(share)) of \(measure) unknown",
                &result)
            return result
        }
        result.failures.append(
            spendUnattributed.finding(
                "\(percent(share)) of \(measure) belongs to no `\(role.rawValue)`, on \(LogJudging.counted(rollUp.unknownRows, "row")) of \(SeriesCount.text(rollUp.rows))",
                fix: "set `\(role.rawValue)` on every row where the request is made; refuse `unknown` in tests",
                at: Annotation(place, "the first row without"), subject: "log field \(role.rawValue)"))
        return result
    }

    private static func rollUp(of requests: LogRequests, by role: LabelRole) -> RollUp {
        var rollUp = RollUp()
        for sample in requests.samples {
            let isUnknown = sample.words.map { unknowns.contains($0.string.lowercased()) }
            for row in sample.rows {
                let cost = max(0, row.costNanoDollars ?? 0)
                rollUp.rows += 1
                rollUp.total = rollUp.total.addingReportingOverflow(cost).partialValue
                if let day = row.day { rollUp.days.insert(day) }
                let index =
                    switch role {
                    case .model: row.model
                    case .feature: row.feature
                    default: row.tenant
                    }
                if let index, !isUnknown[Int(index)], let word = sample.word(index) {
                    rollUp.parts[word, default: 0] &+= cost
                    continue
                }
                rollUp.unknown = rollUp.unknown.addingReportingOverflow(cost).partialValue
                rollUp.unknownRows += 1
                rollUp.firstUnknown = rollUp.firstUnknown ?? sample.place(of: row)
            }
        }
        return rollUp
    }

    private static func percent(_ share: Double) -> String { NumberWords.text((share * 1000).rounded() / 10) + " %" }
}
