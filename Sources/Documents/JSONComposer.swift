import Findings
import SourceText

/// Builds a document from JSON events: the same records as YAML gives, so that adapters need not know which it was.
struct JSONComposer {
    private let text: ReadableText
    private let limits: DocumentLimits
    private let subject: String
    private var records: [NodeRecord] = []
    private var values: [UInt8] = []
    private var open: [Int] = []
    private var findings: [Finding] = []
    private var duplicates: FindingQuota
    private var surrogates: FindingQuota

    init(_ text: ReadableText, limits: DocumentLimits, subject: String) {
        self.text = text
        self.limits = limits
        self.subject = subject
        duplicates = FindingQuota(.duplicateKey, limit: limits.findingsOfAKind)
        surrogates = FindingQuota(.loneSurrogate, limit: limits.findingsOfAKind)
    }

    mutating func compose() -> DocumentReading {
        let document = readValue()
        findings += duplicates.remainder(subject: subject) + surrogates.remainder(subject: subject)
        return DocumentReading(documents: document.map { [$0] } ?? [], findings: findings)
    }

    private mutating func readValue() -> Document? {
        // Dashboards hold a node in twelve to twenty bytes; what is reserved and not used is never touched.
        records.reserveCapacity(text.range.count / 12)
        let buffer = text.bytes
        let bytes = buffer.span
        var events = JSONEvents(text.range, depthLimit: limits.depth)
        while true {
            let event = events.next(in: bytes)
            switch event.kind {
            case .beginObject: begin(.mapping, event)
            case .beginArray: begin(.sequence, event)
            case .endObject, .endArray: end(event)
            case .key, .string: add(event, isText: true, in: bytes)
            case .number, .bool, .null: add(event, isText: false, in: bytes)
            case .problem:
                if let problem = events.problem { findings.append(finding(for: problem, in: bytes)) }
                return nil
            case .end: return Document(NodeStorage(text: text, syntax: .json, records: records, values: values))
            }
        }
    }

    private mutating func begin(_ kind: NodeRecord.Kind, _ event: JSONEvent) {
        open.append(records.count)
        records.append(NodeRecord(kind, start: event.start, end: event.end, index: records.count))
    }

    private mutating func end(_ event: JSONEvent) {
        guard let index = open.popLast() else { return }
        records[index].end = UInt32(clamping: event.end)
        records[index].next = Int32(clamping: records.count)
        if records[index].kind == .mapping { reportDuplicates(in: index) }
    }

    private mutating func add(_ event: JSONEvent, isText: Bool, in bytes: Span<UInt8>) {
        var record = NodeRecord(.scalar, start: event.start, end: event.end, index: records.count)
        if isText {
            record.style = .doubleQuoted
            let inside = event.start + 1..<event.end - 1
            record.valueStart = UInt32(clamping: inside.lowerBound)
            record.valueLength = UInt32(clamping: inside.count)
            if event.hasEscapes { decode(inside, into: &record, in: bytes) }
        } else {
            record.valueLength = UInt32(clamping: event.end - event.start)
        }
        records.append(record)
    }

    private mutating func decode(_ inside: Range<Int>, into record: inout NodeRecord, in bytes: Span<UInt8>) {
        record.isVerbatim = false
        let start = values.count
        var halves: [Range<Int>] = []
        JSONString.forEachPiece(inside: inside, of: bytes) { piece in
            if let scalar = piece.escaped {
                UTF8Scalar.append(scalar, to: &values)
            } else {
                values.append(contentsOf: text.bytes[piece.source])
            }
            if piece.isLoneSurrogate { halves.append(piece.source) }
        }
        record.valueStart = UInt32(clamping: start)
        record.valueLength = UInt32(clamping: values.count - start)
        for range in halves {
            let place = text.fileRange(of: range)
            guard surrogates.mayTell(at: place) else { continue }
            findings.append(DocumentFindings.loneSurrogate(text.bytes[range], at: place, subject: subject))
        }
    }

    // MARK: Findings

    private mutating func reportDuplicates(in mapping: Int) {
        for pair in DuplicateKeys.find(in: mapping, records, text: text, values: values) {
            guard duplicates.mayTell(at: range(pair.second)) else { continue }
            let value = NodeStorage.value(of: records[pair.second], text: text, values: values)
            findings.append(
                DocumentFindings.duplicateKey(
                    value, first: range(pair.first), second: range(pair.second), isTolerated: true, subject: subject))
        }
    }

    private func range(_ index: Int) -> SourceRange {
        text.fileRange(of: Int(records[index].start)..<Int(records[index].end))
    }

    private func finding(for problem: JSONProblem, in bytes: Span<UInt8>) -> Finding {
        if problem.kind == .tooDeep {
            return DocumentFindings.tooDeep(
                limit: limits.depth, at: text.fileRange(of: problem.range), subject: subject)
        }
        let start = problem.range.lowerBound
        if problem.kind == .keyIsNoString, start > 0, bytes[start] == UInt8(ascii: "{"),
            bytes[start - 1] == bytes[start]
        {
            return TemplateActions.helmFinding(at: start - 1, in: text, subject: subject)
        }
        return JSONSyntaxWords.finding(problem, in: text, subject: subject)
    }
}
