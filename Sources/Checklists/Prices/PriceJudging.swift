import ClaudeAPI
import Facts
import Findings
import Manifests
import SourceText

/// What the checks of prices and models share: which models the service uses, and which table it prices them with.
struct PriceJudging {
    /// The Claude models of the manifest, each once, with the name under which it is compared.
    let models: [(name: Located<ByteString>, key: ByteString)]
    /// The names of the rows that price them; nil where the manifest names no models, and then all rows count.
    private let usedRows: Set<ByteString>?
    private let context: CheckContext

    init(_ context: CheckContext) {
        self.context = context
        let claude = context.manifest.claude
        var seen: Set<ByteString> = []
        models = (claude.models + (claude.routing?.intent ?? []).map(\.model)).compactMap { name in
            // A gateway's own name ("fast") says nothing of what stands behind it.
            guard PriceRowNames.isClaude(name.value) else { return nil }
            let key = Self.key(of: name.value)
            return seen.insert(key).inserted ? (name, key) : nil
        }
        usedRows = claude.models.isEmpty ? nil : Self.usedRows(models, context.facts.prices)
    }

    /// The canonical id; a name nobody knows is compared as it is written.
    static func key(of name: ByteString) -> ByteString {
        ModelCatalogue.canonicalID(of: name).map { ByteString($0) } ?? name
    }

    /// The price tables, and why nothing may pass without one. A table that was only read in part decides what it
    /// shows, and the rest stays open.
    func tables(_ result: inout CheckResult) -> [PriceTableFact] {
        let artefact = context.facts.artefact(.prices)
        let isNamed = artefact?.state == .read
        let tables = context.facts.prices
        if isNamed, tables.isEmpty || artefact?.findings.contains(where: { $0.severity == .error }) == true {
            let path = context.manifest.claude.prices?.file?.value.string ?? ArtefactKind.prices.title
            result.undecided.append(CheckResult.Undecided(.unreadable(path: path), subject: "the price table"))
        } else if tables.isEmpty {
            result.undecided.append(
                CheckResult.Undecided(.notDeclared(key: "claude.prices"), subject: "the price table"))
        }
        return tables
    }

    /// True for a row that prices a model of the service.
    func isUsed(_ row: PriceRowFact) -> Bool { usedRows?.contains(row.model.value) ?? true }

    /// A public table has a row for each platform's spelling of a model. A lookup finds the one that is spelled as the
    /// service spells it; failing that one of the same platform, or else any.
    private static func usedRows(
        _ models: [(name: Located<ByteString>, key: ByteString)], _ tables: [PriceTableFact]
    ) -> Set<ByteString> {
        var rows: [ByteString: [ByteString]] = [:]
        for row in tables.flatMap(explicitRows) { rows[key(of: row.model.value), default: []].append(row.model.value) }
        return Set(
            models.flatMap { model -> [ByteString] in
                let all = rows[model.key] ?? []
                if all.contains(model.name.value) { return [model.name.value] }
                let form = ModelCatalogue.resolve(model.name.value)?.form
                let alike = all.filter { ModelCatalogue.resolve($0)?.form == form }
                return alike.isEmpty ? all : alike
            })
    }

    /// The rows that price one model and not whatever is left over.
    static func explicitRows(of table: PriceTableFact) -> [PriceRowFact] { table.rows.filter { !$0.isFallback } }

    /// The day whose prices a row states.
    func day(of row: PriceRowFact, in table: PriceTableFact) -> CivilDate {
        (row.date ?? table.asOf)?.value ?? context.asOf
    }

    /// True where another company sets prices and retirements: Amazon's Bedrock, Google's Vertex.
    func isPartners(_ name: ByteString) -> Bool {
        if let platform = context.manifest.claude.platform?.value, platform == .bedrock || platform == .vertex {
            return true
        }
        let form = ModelCatalogue.resolve(name)?.form
        return form == .bedrock || form == .vertex
    }

    static let partnersReason = UnprovableReason.unsupported(
        feature: "what Amazon Bedrock and Google Vertex AI publish")

    /// Dollars of a price, for a sentence.
    static func dollars(_ nano: Int64) -> String { NumberWords.text(Double(nano) / 1e9) }

    /// A row to paste, with the last published prices that are known; nil where none are.
    static func publishedRow(of key: ByteString) -> String? {
        guard let prices = PriceCatalogue.price(of: key.string, on: PriceCatalogue.made) else { return nil }
        let parts = PriceKind.allCases.compactMap { kind -> String? in
            guard kind != .thinking, let price = prices[kind] else { return nil }
            return "\(kind.rawValue): \(dollars(price))"
        }
        return "\(key.string): {\(parts.joined(separator: ", "))}"
    }
}

extension TokenPrices {
    /// The price of a kind as price tables name them; thinking is billed as output ("Extended thinking", Pricing).
    subscript(kind: PriceKind) -> Int64? {
        switch kind {
        case .input: input
        case .output, .thinking: output
        case .cacheRead: cacheRead
        case .cacheWrite: cacheWrite5m
        case .cacheWriteHour: cacheWrite1h
        }
    }
}
