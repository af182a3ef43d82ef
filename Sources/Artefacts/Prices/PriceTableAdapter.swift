import Documents
import Facts
import Findings
package import SourceText

/// Price tables, as the service itself loads them, to price facts.
///
/// Read are lists of rows that name their model, mappings from model to prices (at the top, under `models`, `prices` or
/// a vendor), and LiteLLM's `model_prices_and_context_window.json`; in YAML or JSON. The unit is in the key's name, in
/// a `unit:` above, or a million tokens.
package enum PriceTableAdapter {
    /// Reads a file that the manifest names as a price table.
    package static func read(_ file: SourceFile) -> ArtefactReading {
        let documents = documents(of: file)
        var reader = PriceTableReader(file: file)
        reader.findings = documents.findings
        for document in documents.documents { reader.readDocument(document.root) }
        let isBroken = !documents.isComplete || documents.findings.contains { $0.severity == .error }
        var reading = ArtefactReading(file: file, shape: .priceTable)
        if reader.table.rows.isEmpty, reader.table.foreignRowCount == 0, reader.findings.isEmpty {
            reader.findings.append(
                PriceTableFindings.refused(
                    "`\(file.path)` is named as a price table and holds no prices",
                    fix: "name the file that the service computes its cost from under `claude.prices.file`",
                    at: SourceRange(file: file.id, start: 0, length: 0), subject: file.path))
            reader.isRefused = true
        }
        reading.findings = reader.findings
        reading.isRefused = isBroken || reader.isRefused
        if !reading.isRefused { reading.facts.prices = [reader.table] }
        return reading
    }

    /// JSON by its content; what is no JSON may still be YAML's flow style.
    private static func documents(of file: SourceFile) -> DocumentReading {
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        let first = file.bytes.first { !blanks.contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return DocumentReader.readYAML(file) }
        let json = DocumentReader.readJSON(file)
        if json.isComplete { return json }
        let yaml = DocumentReader.readYAML(file)
        return yaml.isComplete ? yaml : json
    }
}

/// Walks one file and keeps what it finds; nothing stops it before the end.
struct PriceTableReader {
    typealias Node = Documents.Node

    var table: PriceTableFact
    var findings: [Finding] = []
    var isRefused = false
    private let path: String

    init(file: SourceFile) {
        table = PriceTableFact(range: file.range)
        path = file.path
    }

    mutating func readDocument(_ root: Node) {
        switch root.kind {
        case .scalar: return
        case .sequence: readRows(root, unit: .million, depth: 0, isOurs: true)
        case .mapping: readGroup(root, unit: .million, depth: 0, isOurs: true)
        }
    }

    /// Mappings in mappings (a vendor, its models) nest no deeper than this in any table seen.
    private static let depthLimit = 4

    /// The groups in which a `default` is about Claude too; below other names it is another vendor's.
    private static let ownGroups: Set<String> = [
        "models", "prices", "pricing", "rows", "rates", "costs", "providers", "vendors", "anthropic", "claude",
    ]

    // MARK: Groups

    /// A mapping that holds rows by model, or a list of rows under some key, and perhaps what holds for all of them.
    private mutating func readGroup(_ group: Node, unit: PriceUnit, depth: Int, isOurs: Bool) {
        let unit = readUnit(group) ?? unit
        readHeading(group)
        for entry in group.mergedEntries() where entry.key.isScalar {
            switch entry.value.kind {
            case .scalar: if Self.isModelID(entry.key) { report(rowAt: entry) }
            case .sequence:
                if Self.isModelID(entry.key) {
                    // A model with the times it had one price.
                    for row in entry.value.elements where row.kind == .mapping {
                        readRow(entry.key, row, unit: unit, isOurs: isOurs)
                    }
                    if !entry.value.elements.contains(where: { $0.kind == .mapping }) { report(rowAt: entry) }
                } else if Self.ownGroups.contains(entry.key.string().lowercased()) {
                    readRows(entry.value, unit: unit, depth: depth + 1, isOurs: isOurs)
                }
            case .mapping:
                if Self.hasPrices(entry.value) || Self.isModelID(entry.key) {
                    readRow(entry.key, entry.value, unit: unit, isOurs: isOurs)
                } else if depth < Self.depthLimit, !Self.metaKeys.contains(entry.key.string().lowercased()) {
                    let isOwn = isOurs && Self.ownGroups.contains(entry.key.string().lowercased())
                    readGroup(entry.value, unit: unit, depth: depth + 1, isOurs: isOwn)
                }
            }
        }
    }

    /// A list whose elements name their model, or are groups of their own.
    private mutating func readRows(_ list: Node, unit: PriceUnit, depth: Int, isOurs: Bool) {
        for element in list.elements where element.kind == .mapping {
            let name = ["model", "id", "name", "model_id", "model_name", "modelId", "key"].lazy
                .compactMap { element[bytes: $0.utf8] }.first { $0.isScalar && !$0.bytes.isEmpty }
            if let name, Self.hasPrices(element) || Self.isModelID(name) {
                readRow(name, element, unit: unit, isOurs: isOurs)
            } else if Self.hasPrices(element) {
                findings.append(PriceTableFindings.nameless(at: element.range, path: path))
            } else if depth < Self.depthLimit {
                readGroup(element, unit: unit, depth: depth + 1, isOurs: isOurs)
            }
        }
    }

    private mutating func report(rowAt entry: NodeEntry) {
        if entry.value.isNull { return }
        findings.append(PriceTableFindings.row(at: entry.value.range, model: entry.key.string()))
    }

    // MARK: What holds for all rows

    private static let metaKeys: Set<String> = ["meta", "metadata", "_meta", "info"]
    private static let dateKeys = ["as_of", "date", "updated", "updated_at", "last_updated", "asOf"]
    private static let sourceKeys = ["source", "source_url", "sources"]

    private mutating func readHeading(_ group: Node) {
        let places = [group] + Self.metaKeys.sorted().compactMap { group[bytes: $0.utf8] }
        for place in places where place.kind == .mapping {
            if table.asOf == nil { table.asOf = date(in: place, subject: "`\(path)`") }
            if table.source == nil { table.source = Self.source(in: place) }
        }
    }

    private mutating func readUnit(_ group: Node) -> PriceUnit? {
        for key in ["unit", "per", "units"] {
            guard let value = group[bytes: key.utf8], value.isScalar, !value.isNull else { continue }
            if let unit = PriceUnit(value.string()) { return unit }
            findings.append(PriceTableFindings.unit(at: value.range, path: path))
            isRefused = true
        }
        return nil
    }

    /// A day, or the day of a moment.
    private mutating func date(in node: Node, subject: String) -> Located<CivilDate>? {
        for key in Self.dateKeys {
            guard let value = node[bytes: key.utf8], value.isScalar, !value.isNull else { continue }
            let bytes = value.bytes
            let isMoment = bytes.count > 10 && [0x54, 0x20].contains(bytes[bytes.startIndex + 10])
            let text = String(decoding: isMoment ? bytes.prefix(10) : bytes, as: UTF8.self)
            if let day = CivilDate(text) { return Located(day, at: value.range) }
            findings.append(PriceTableFindings.date(at: value.range, subject: subject))
            return nil
        }
        return nil
    }

    private static func source(in node: Node) -> Located<String>? {
        sourceKeys.lazy.compactMap { node[bytes: $0.utf8] }.first { $0.isScalar && !$0.isNull }
            .map { Located($0.string(), at: $0.range) }
    }

    // MARK: Rows

    /// True for a key that can only be a model of ours: `claude-sonnet-4-6`, `us.anthropic.claude-…`.
    private static func isModelID(_ key: Node) -> Bool { ByteString(key.bytes).contains(word: "claude-") }

    private static func hasPrices(_ node: Node) -> Bool {
        node.mergedEntries().contains {
            $0.key.isScalar && PriceKey($0.key.string()) != nil && $0.value.kind != .sequence
        }
    }

    private mutating func readRow(_ name: Node, _ node: Node, unit: PriceUnit, isOurs: Bool) {
        let model = Located(ByteString(name.bytes), at: name.range)
        var row = PriceRowFact(model: model)
        guard PriceRowNames.isClaude(model.value) || (row.isFallback && isOurs) else {
            table.foreignRowCount += 1
            return
        }
        let words = model.value.string
        let unit = readUnit(node) ?? unit
        row.date = date(in: node, subject: "the row of `\(words)`")
        row.source = Self.source(in: node) ?? table.source
        readPrices(Self.pricesMapping(of: node), into: &row, unit: unit)
        table.rows.append(row)
    }

    /// The mapping that holds the prices of a row: the row, or one inside it.
    private static func pricesMapping(of row: Node) -> Node {
        if hasPrices(row) { return row }
        let inner = ["prices", "pricing", "price", "cost", "costs", "rates"].lazy.compactMap { row[bytes: $0.utf8] }
        return inner.first { $0.kind == .mapping } ?? row
    }

    private mutating func readPrices(_ node: Node, into row: inout PriceRowFact, unit: PriceUnit) {
        for entry in node.mergedEntries() where entry.key.isScalar {
            let name = entry.key.string()
            // genai-prices writes a price with steps as `{base, tiers}`; others write `cache: {read, write}`.
            if entry.value.kind == .mapping, entry.value["base"] == nil {
                for part in entry.value.mergedEntries() where part.key.isScalar {
                    readPrice("\(name)_\(part.key.string())", part.value, into: &row, unit: unit)
                }
            } else {
                readPrice(name, entry.value["base"] ?? entry.value, into: &row, unit: unit)
            }
        }
    }

    private mutating func readPrice(_ name: String, _ value: Node, into row: inout PriceRowFact, unit: PriceUnit) {
        guard let key = PriceKey(name), !row.names(key.kind), !value.isNull else { return }
        if let price = Self.price(value, key.unit ?? unit) {
            row.nanoDollarsPerMillion[key.kind] = Located(price, at: value.range)
        } else {
            row.unreadable.insert(key.kind)
            findings.append(PriceTableFindings.price(key.kind, of: row.model.value.string, at: value.range))
        }
    }

    /// A number of dollars, in quotes or not: decimals are often kept as texts. Nothing costs a million dollars for a
    /// million tokens.
    private static func price(_ node: Node, _ unit: PriceUnit) -> Int64? {
        guard node.isScalar, let dollars = NumberText.number(node.bytes, .yamlCore).value, dollars.isFinite else {
            return nil
        }
        let nano = dollars * unit.nanoDollarsPerMillion
        guard nano >= 0, nano <= 1e15 else { return nil }
        return Int64(exactly: nano.rounded())
    }
}
