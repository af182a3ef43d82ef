import ClaudeAPI
import Facts
import Findings
import SourceText

extension Check {
    /// Prices change; a table says when it was right.
    static let priceTableUndated = Check(
        kind: FindingKind(code: "PF162", name: "price-table-undated"), scope: .file, severity: .warning,
        summary: "the price table has no date, or an old one, so nobody knows which prices it holds",
        why:
            "models are repriced a few times a year, and a table without a day cannot be told from one that was missed",
        remedy: "Write `as_of:` with the day on which the prices were looked up, and look them up every quarter.",
        source: "failure catalogue E12: Helicone/helicone#5804, prices from before a repricing",
        parameters: [
            CheckParameter("age", .duration, example: "90d", "The greatest age; 90 days unless said.")
        ],
        examples: [
            CheckExample("no day anywhere", .remarks, prices: "⟦claude-haiku-4-5⟧: {input: 1, output: 5}\n"),
            CheckExample(
                "half a year", .remarks, prices: "as_of: ⟦2026-05-20⟧\nclaude-haiku-4-5: {input: 1, output: 5}\n"),
            CheckExample(
                "a day that has not come", .remarks,
                prices: "as_of: ⟦2027-05-20⟧\nclaude-haiku-4-5: {input: 1, output: 5}\n"),
            CheckExample(
                "repriced since", .remarks,
                prices: "[{model: ⟦claude-sonnet-5-5⟧, input: 2, output: 10, cache_read: 0.2, date: 2026-10-06}]\n",
                manifest: CheckExample.priceManifest.replacing("haiku-4-5", with: "sonnet-5-5")),
            CheckExample(
                "last week", .passes, prices: "as_of: 2026-11-20\nclaude-haiku-4-5: {input: 1, output: 5}\n"),
            CheckExample(
                "dated in the manifest", .passes, prices: "claude-haiku-4-5: {input: 1, output: 5}\n",
                manifest: CheckExample.priceManifest.replacing(
                    "{file: prices.yaml}", with: "{file: prices.yaml, as_of: 2026-11-20}")),
            CheckExample("no table", .unprovable, prices: nil, manifest: CheckExample.priceManifestWithoutTable),
        ],
        judge: judgeDates)

    private static let usualAgeDays = 90

    private static func judgeDates(_ context: CheckContext) -> CheckResult {
        var result = CheckResult()
        let prices = PriceJudging(context)
        let limit = context.parameters.milliseconds("age").map { Int($0 / 86_400_000) } ?? usualAgeDays
        for table in prices.tables(&result) {
            let rows = newestRows(of: table).filter { prices.isUsed($0) }
            let dates = [table.asOf].compactMap(\.self) + rows.compactMap(\.date)
            guard !rows.isEmpty || table.asOf != nil else { continue }
            result.subjectCount += 1
            let days = rows.compactMap { $0.date ?? table.asOf } + (rows.isEmpty ? dates : [])
            guard let oldest = days.min(by: { $0.value < $1.value }) else {
                result.remarks.append(undated(table, rows))
                continue
            }
            let remarks = age(of: oldest, limit, context.asOf) + rows.compactMap { repriced($0, table, context.asOf) }
            result.remarks += remarks
            if remarks.isEmpty { result.prove(Evidence(.configured, at: oldest.range, "prices of \(oldest.value)")) }
        }
        return result
    }

    /// Of several rows of one model, which are its history, the last.
    private static func newestRows(of table: PriceTableFact) -> [PriceRowFact] {
        var places: [ByteString: Int] = [:]
        var newest: [PriceRowFact] = []
        for row in PriceJudging.explicitRows(of: table) {
            let key = PriceJudging.key(of: row.model.value)
            guard let place = places[key] else {
                places[key] = newest.count
                newest.append(row)
                continue
            }
            if let date = row.date, newest[place].date.map({ $0.value < date.value }) ?? true { newest[place] = row }
        }
        return newest
    }

    private static func undated(_ table: PriceTableFact, _ rows: [PriceRowFact]) -> Finding {
        priceTableUndated.finding(
            "the price table has no date, so `\(rows.first?.model.value.string ?? "a model")` may be priced as it was years ago",
            fix: "write `as_of: YYYY-MM-DD` at its top, the day on which the prices were looked up",
            at: Annotation(rows.first?.model.range ?? table.range, "as of when?"), subject: "price table")
    }

    private static func age(of date: Located<CivilDate>, _ limit: Int, _ asOf: CivilDate) -> [Finding] {
        let age = asOf.days(since: date.value)
        if age >= 0, age <= limit { return [] }
        return [
            priceTableUndated.finding(
                age < 0
                    ? "the price table is of \(date.value), a day that has not come yet on \(asOf)"
                    : "the price table is \(age) days old, so a repricing since then is missing from every cost",
                fix: "compare it with https://platform.claude.com/docs/en/about-claude/pricing and write the day",
                at: Annotation(date.range), subject: "price table", discriminator: "age")
        ]
    }

    private static func repriced(_ row: PriceRowFact, _ table: PriceTableFact, _ asOf: CivilDate) -> Finding? {
        guard let id = ModelCatalogue.canonicalID(of: row.model.value), let day = (row.date ?? table.asOf)?.value,
            let change = PriceCatalogue.change(of: id, after: day, through: asOf)
        else { return nil }
        return priceTableUndated.finding(
            "the price of `\(row.model.value.string)` changed on \(change), and the table is of \(day)",
            fix: PriceCatalogue.price(of: id, on: change)?[.cacheRead].map {
                "look it up again; a cache read costs \(PriceJudging.dollars($0)) USD per million since then"
            } ?? "look it up again",
            at: Annotation(row.model.range, "repriced on \(change)"), subject: "price of \(id)",
            discriminator: "repriced")
    }
}
