import Facts
import Findings
import Manifests
import SourceText

/// What the checks of log samples share: which there are, and why nothing can be said where there are none.
enum LogJudging {
    /// Findings about paths and patterns that led to no file: unreadable, matches nothing, no pattern.
    private static let unopened: Set<String> = ["PF040", "PF041", "PF042"]

    /// The samples that were read. What was named and could not be read is added to what is undecided.
    static func samples(_ context: CheckContext, _ subject: String, _ result: inout CheckResult) -> [LogSampleFact] {
        let logs = context.facts.logs
        guard let status = context.facts.artefact(.logs), status.state != .notHandedIn else {
            result.undecided.append(
                CheckResult.Undecided(.noArtefact(kind: ArtefactKind.logs.title), subject: subject))
            return []
        }
        if status.state == .notReadYet {
            result.undecided.append(
                CheckResult.Undecided(.notReadYet(kind: ArtefactKind.logs.rawValue), subject: subject))
            return []
        }
        let patterns = context.manifest.artefacts.filter { $0.kind.value == .logs }.flatMap(\.files)
        let named = patterns.first?.value.string ?? ArtefactKind.logs.title
        let read = Set(logs.map(\.range.file))
        for file in status.files where !read.contains(file.file) {
            result.undecided.append(
                CheckResult.Undecided(
                    .unreadable(path: named), subject: subject,
                    evidence: Evidence(.sampled, at: file, "no log could be read from it")))
        }
        // A file that never was opened has no place of its own; the finding is about its path or its pattern.
        // A warning is about a file that was read in part: what was read is judged.
        for finding in status.findings where unopened.contains(finding.kind.code) && finding.severity == .error {
            result.undecided.append(CheckResult.Undecided(.unreadable(path: finding.subject), subject: subject))
        }
        if logs.isEmpty, result.undecided.isEmpty {
            result.undecided.append(CheckResult.Undecided(.unreadable(path: named), subject: subject))
        }
        return logs
    }

    /// The requests of all samples; nil if there are none. A log of which nothing was selected decides nothing.
    static func requests(_ context: CheckContext, _ subject: String, _ result: inout CheckResult) -> LogRequests? {
        let samples = samples(context, subject, &result)
        let requests = LogRequests(samples.filter { !$0.rows.isEmpty })
        for sample in samples where sample.rows.isEmpty {
            let evidence = Evidence(.sampled, at: sample.range, "no request in \(counted(sample.lineCount, "line"))")
            if sample.lineCount > 0 {
                result.undecided.append(
                    CheckResult.Undecided(
                        .dependsOn(requirement: "log-selects-nothing"), subject: "`\(sample.path)`", evidence: evidence)
                )
            } else if requests.rowCount == 0 {
                result.undecided.append(
                    CheckResult.Undecided(
                        .noArtefact(kind: "log sample with a request in it"), subject: "`\(sample.path)`",
                        evidence: evidence))
            }
        }
        guard requests.rowCount > 0 else { return nil }
        result.subjectCount = requests.rowCount
        return requests
    }

    /// "1,204 lines".
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(SeriesCount.text(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// The requests of every log sample of a service, as one.
struct LogRequests {
    var samples: [LogSampleFact]
    var rowCount: Int
    /// Each path once, its counts summed over the files.
    var paths: [LogPathFact]

    init(_ samples: [LogSampleFact]) {
        self.samples = samples
        rowCount = samples.reduce(0) { $0 + $1.rows.count }
        var merged: [LogPathFact] = []
        var index: [ByteString: Int] = [:]
        for path in samples.lazy.flatMap(\.paths) {
            if let known = index[path.name] {
                merged[known].add(path)
            } else {
                index[path.name] = merged.count
                merged.append(path)
            }
        }
        paths = merged
    }

    /// "1,204 requests of 2 files", for every sentence that says what it stands on.
    var words: String {
        "\(LogJudging.counted(rowCount, "request")) of \(LogJudging.counted(samples.count, "file"))"
    }

    var errorCount: Int { samples.reduce(0) { $0 + $1.errorCount } }

    /// Says the same of every file that was looked at.
    func prove(_ note: String, _ result: inout CheckResult) {
        for sample in samples { result.prove(Evidence(.sampled, at: sample.range, note)) }
    }

    /// A field by its name; by its ordinal where the name may hold what a person wrote.
    func shown(_ path: LogPathFact) -> String {
        if LogFieldNames.isPrintable(path.name) { return "`\(path.name.string)`" }
        let ordinal = (paths.firstIndex { $0.name == path.name } ?? 0) + 1
        return "field no. \(ordinal)"
    }
}

extension LogPathFact {
    /// The same path in another file.
    fileprivate mutating func add(_ other: LogPathFact) {
        filledCount += other.filledCount
        filledOnErrorCount += other.filledOnErrorCount
        textCount += other.textCount
        numberCount += other.numberCount
        proseCount += other.proseCount
        digestCount += other.digestCount
        longestTextBytes = max(longestTextBytes, other.longestTextBytes)
        firstProse = firstProse ?? other.firstProse
        field = field ?? other.field
    }
}

/// Names of fields, and what they can be: an identifier that a programmer wrote, or a value that became a key.
enum LogFieldNames {
    /// Longer names than this are nobody's choice; the longest of OpenTelemetry's semantic conventions has 51 bytes.
    private static let longestMember = 64
    private static let shortestNumber = 8

    static func members(_ name: ByteString) -> [ArraySlice<UInt8>] {
        name.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    }

    /// True if nothing in it can be a value: letters, digits and what joins them.
    static func isPrintable(_ name: ByteString) -> Bool { !holdsValue(name) && name.bytes.allSatisfy(isPlain) }

    /// True if a member of the path is longer than names are, has blanks or an address in it, or is mostly a number.
    static func holdsValue(_ name: ByteString) -> Bool {
        members(name).contains { member in
            // A model's name as a key says which model, and nothing of anybody.
            if member.starts(with: Array("claude-".utf8)) { return false }
            // `@timestamp` and `@message` are what collectors call their own fields.
            let name = member.first == UInt8(ascii: "@") ? member.dropFirst() : member
            let digits = name.count { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            return name.count > longestMember || name.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "@") }
                || (name.count >= shortestNumber && digits * 3 > name.count)
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || Array("_-.@$:/[]".utf8).contains(byte)
    }
}
