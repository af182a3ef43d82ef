import Findings
import Rehearsals
import SourceText

/// The services of a report with an anchor for all that can be linked to, known before the first line is written.
struct HTMLOutline {
    struct Service {
        var verdict: ServiceVerdict
        var anchor: String
        var parts: Parts
        /// Nil if it was not rehearsed.
        var rehearsed: Rehearsed?
        var items: [Item]
        /// What is not accepted, the most important first.
        var findings: [Shown]
        var accepted: [Shown]
        /// By identity.
        fileprivate var anchors: [String: String]

        /// The numbers of the items that some of its requirements belong to, once each, as the filter reads them.
        func numbers(of requirements: [(item: Int, requirement: Int)]) -> String {
            var numbers: [Int] = []
            for place in requirements where !numbers.contains(items[place.item].number) {
                numbers.append(items[place.item].number)
            }
            return numbers.map(String.init).joined(separator: " ")
        }

        /// Where a finding of one of its requirements stands.
        func anchor(of finding: Finding) -> String {
            anchors[HTMLOutline.identity(finding, verdict)] ?? anchor
        }
    }

    /// The anchors of its sections.
    struct Parts {
        var items: String
        var findings: String
        var undecided: String
        var accepted: String
        var requirements: String
    }

    /// A rehearsal with the anchors of its section and of its scenarios.
    struct Rehearsed {
        var rehearsal: Rehearsal
        var anchor: String
        var scenarios: [String]
    }

    struct Item {
        var verdict: ItemVerdict
        var anchor: String
        /// The number that the filter knows it by: the same for the same item of another service.
        var number: Int
        var requirements: [(verdict: RequirementVerdict, anchor: String)]
    }

    /// A finding with the requirements that reported it.
    struct Shown {
        var reported: ReportedFinding
        var anchor: String
        /// Positions in the service's items and in the requirements of each.
        var requirements: [(item: Int, requirement: Int)]
    }

    private(set) var services: [Service] = []
    /// Rehearsals of services without a verdict.
    private(set) var rehearsedAlone: [Rehearsed] = []
    /// All items of all services, once each, in order of appearance.
    private(set) var itemIDs: [String] = []
    private var taken: Set<String> = ["items", "findings", "filters", "text", "outcome", "severity", "item"]

    init(_ report: Report) {
        for (position, verdict) in report.services.enumerated() {
            services.append(service(verdict, report.rehearsal(ofServiceAt: position)))
        }
        for rehearsal in report.rehearsalsWithoutVerdict { rehearsedAlone.append(rehearsed(rehearsal)) }
    }

    private mutating func rehearsed(_ rehearsal: Rehearsal) -> Rehearsed {
        Rehearsed(
            rehearsal: rehearsal, anchor: name(["service", rehearsal.service, "rehearsal"]),
            scenarios: rehearsal.scenarios.map { name([rehearsal.service, "scenario", $0.id]) })
    }

    private mutating func service(_ verdict: ServiceVerdict, _ rehearsal: Rehearsal?) -> Service {
        let anchor = name(["service", verdict.service])
        func part(_ word: String) -> String { name(["service", verdict.service, word]) }
        let parts = Parts(
            items: part("items"), findings: part("findings"), undecided: part("undecided"), accepted: part("accepted"),
            requirements: part("requirements"))
        let items = verdict.items.map { item in
            Item(
                verdict: item, anchor: name([verdict.service, item.id]), number: number(of: item.id),
                requirements: item.requirements.map { ($0, name([verdict.service, item.id, $0.id])) })
        }
        var requirements: [String: [(item: Int, requirement: Int)]] = [:]
        for (position, item) in verdict.items.enumerated() {
            for (place, requirement) in item.requirements.enumerated() {
                for finding in requirement.findings + requirement.accepted.map(\.finding) {
                    let identity = Self.identity(finding, verdict)
                    if let last = requirements[identity]?.last, last == (position, place) { continue }
                    requirements[identity, default: []].append((position, place))
                }
            }
        }
        let shown = verdict.reportedFindings().byImportance().map { reported in
            Shown(
                reported: reported,
                anchor: name(["finding", String(reported.finding.fingerprint(service: verdict.service).prefix(12))]),
                requirements: requirements[Self.identity(reported.finding, verdict)] ?? [])
        }
        let anchors = Dictionary(
            shown.map { (Self.identity($0.reported.finding, verdict), $0.anchor) },
            uniquingKeysWith: { first, _ in first })
        return Service(
            verdict: verdict, anchor: anchor, parts: parts, rehearsed: rehearsal.map { rehearsed($0) }, items: items,
            findings: shown.filter { $0.reported.outcome != .waived },
            accepted: shown.filter { $0.reported.outcome == .waived }, anchors: anchors)
    }

    /// What makes two findings one, as in `reportedFindings`.
    fileprivate static func identity(_ finding: Finding, _ verdict: ServiceVerdict) -> String {
        let place = finding.primary.map { "\($0.range.file.index):\($0.range.start):\($0.range.length)" } ?? ""
        return "\(finding.fingerprint(service: verdict.service)) \(place)"
    }

    private mutating func number(of id: String) -> Int {
        if let known = itemIDs.firstIndex(where: { $0.utf8.elementsEqual(id.utf8) }) { return known }
        itemIDs.append(id)
        return itemIDs.count - 1
    }

    /// An anchor of letters, digits and hyphens; the second of a name gets a number.
    private mutating func name(_ parts: [String]) -> String {
        let wanted = parts.map(Self.slug).joined(separator: "-")
        var name = wanted
        var count = 1
        while !taken.insert(name).inserted {
            count += 1
            name = "\(wanted)-\(count)"
        }
        return name
    }

    private static func slug(_ text: String) -> String {
        var slug: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): slug.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug.append(byte | 0x20)
            default: if let last = slug.last, last != UInt8(ascii: "-") { slug.append(UInt8(ascii: "-")) }
            }
            if slug.count == 80 { break }
        }
        while slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return String(decoding: slug, as: UTF8.self)
    }
}
