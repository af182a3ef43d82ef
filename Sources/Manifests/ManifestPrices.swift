package import Facts
import SourceText

extension Manifest {
    /// The entries that name files of a kind: under `artefacts`, and the price table under `claude.prices`.
    package func references(to kind: ArtefactKind) -> [ArtefactReference] {
        let named = artefacts.filter { $0.kind.value == kind }
        guard kind == .prices, let file = claude.prices?.file else { return named }
        return named + [ArtefactReference(kind: Located(kind, at: file.range), files: [file])]
    }

    /// All price tables of the service: those that were read, dated by the manifest where they have no date, and the
    /// rows in the manifest itself.
    package func priceTables(read tables: [PriceTableFact]) -> [PriceTableFact] {
        let dated = tables.map { table in
            var table = table
            if table.asOf == nil { table.asOf = claude.prices?.asOf }
            return table
        }
        return dated + (priceTable.map { [$0] } ?? [])
    }

    /// The rows under `claude.prices`, as the table they are; nil if there are none.
    package var priceTable: PriceTableFact? {
        guard let prices = claude.prices, !prices.rows.isEmpty else { return nil }
        var table = PriceTableFact(range: prices.range)
        table.asOf = prices.asOf
        table.rows = prices.rows.map { row in
            var fact = PriceRowFact(model: row.model)
            fact.date = row.date
            fact.source = row.source
            for (kind, price) in row.usdPerMillion {
                guard let kind = PriceKind(rawValue: kind.value) else { continue }
                // Between 0 and a million dollars, as the reader made sure.
                fact.nanoDollarsPerMillion[kind] = price.map { Int64(exactly: ($0 * 1e9).rounded()) ?? 0 }
            }
            return fact
        }
        return table
    }
}
