import Findings
import SourceText

/// Builds documents from libyaml's events: records in the order of the text, with byte offsets, aliases resolved,
/// limits kept, duplicate keys reported.
struct YAMLComposer {
    /// A mapping or sequence that is not closed yet.
    private struct Frame {
        var index: Int
        /// Nodes of the subtree so far with aliases expanded; stops at the greatest number.
        var expandedNodes = 1
        /// Containers inside one another in the subtree, itself included, aliases expanded.
        var height = 1
        var childCount = 0
        /// Where the last child ends, in the text.
        var lastEnd: Int
        /// The record of the last key of a mapping.
        var lastKey = 0
    }

    private struct Anchor {
        var index: Int
        var expandedNodes: Int
        var height: Int
        /// True while the anchored container is open: an alias to it would contain itself.
        var isOpen: Bool
    }

    private let text: ReadableText
    private let offsets: ScalarOffsets
    private let templates: TemplateActions?
    private let limits: DocumentLimits
    private let subject: String

    private var records: [NodeRecord] = []
    private var values: [UInt8] = []
    private var frames: [Frame] = []
    /// Keyed by names that libyaml restricts to ASCII letters, digits, `_` and `-`.
    private var anchors: [String: Anchor] = [:]
    private var anchorOfFrame: [Int: String] = [:]
    private var aliasedNodes = 0
    private var reading = DocumentReading()
    private var duplicates: FindingQuota

    init(
        _ text: ReadableText, isASCII: Bool, templates: TemplateActions?, limits: DocumentLimits, subject: String
    ) {
        self.text = text
        self.templates = templates
        self.limits = limits
        self.subject = subject
        duplicates = FindingQuota(.duplicateKey, limit: limits.findingsOfAKind)
        offsets = ScalarOffsets(text, isASCII: isASCII)
    }

    /// Reads to the end of the text, or to the first thing that makes the rest unreadable.
    mutating func compose() -> DocumentReading {
        let text = self.text
        text.bytes.withUnsafeBufferPointer { bytes in
            var parser = YAMLParser(UnsafeBufferPointer(rebasing: bytes[text.range]))
            do throws(YAMLProblem) {
                while true {
                    let event = try parser.next()
                    if event.kind == .streamEnd { break }
                    guard take(event, bytes) else { break }
                }
            } catch {
                reading.findings.append(syntaxError(error, bytes))
            }
        }
        reading.findings += duplicates.remainder(subject: subject)
        return reading
    }

    /// Takes one event; false if the rest of the file cannot be read.
    private mutating func take(_ event: YAMLEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch event.kind {
        case .streamStart, .streamEnd: return true
        case .documentStart:
            records = []
            values = []
            anchors = [:]
            anchorOfFrame = [:]
            aliasedNodes = 0
            return true
        case .documentEnd:
            reading.documents.append(Document(NodeStorage(text: text, syntax: .yaml, records: records, values: values)))
            return true
        case .scalar:
            addScalar(event, bytes)
            return true
        case .alias: return addAlias(event, bytes)
        case .mappingStart: return open(.mapping, event, bytes)
        case .sequenceStart: return open(.sequence, event, bytes)
        case .mappingEnd, .sequenceEnd:
            close(event, bytes)
            return true
        }
    }

    // MARK: Scalars

    private mutating func addScalar(_ event: YAMLEvent, _ bytes: UnsafeBufferPointer<UInt8>) {
        let index = records.count
        var start = offset(event.start, bytes)
        let end = offset(event.end, bytes)
        if event.anchor != nil || event.tag != nil {
            start = YAMLSource.skipProperties(from: start, to: end, bytes)
        }
        var record = NodeRecord(.scalar, start: start, end: end, index: index)
        record.style = event.style
        record.tag = Self.tag(event.tag)
        switch event.style {
        case .plain: setValue(of: &record, event.value, at: start..<end, bytes)
        case .singleQuoted, .doubleQuoted:
            setValue(of: &record, event.value, at: min(start + 1, end)..<max(start + 1, end - 1), bytes)
        case .literal, .folded:
            record.end = UInt32(clamping: YAMLSource.endOfBlockScalar(from: start, to: end, bytes))
            setValue(of: &record, event.value, at: start..<start, bytes)
        }
        remember(event.anchor, Anchor(index: index, expandedNodes: 1, height: 0, isOpen: false))
        records.append(record)
        noteChild(index, end: Int(record.end), expandedNodes: 1, height: 0)
    }

    /// Keeps the decoded value where it stands in the text if it stands there, else in `values`.
    private mutating func setValue(
        of record: inout NodeRecord, _ value: UnsafeBufferPointer<UInt8>, at range: Range<Int>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) {
        record.valueLength = UInt32(clamping: value.count)
        if value.count == range.count, bytes[range].elementsEqual(value) {
            record.isVerbatim = true
            record.valueStart = UInt32(clamping: range.lowerBound)
        } else {
            record.isVerbatim = false
            record.valueStart = UInt32(clamping: values.count)
            values.append(contentsOf: value)
        }
    }

    private static func tag(_ tag: UnsafePointer<CChar>?) -> NodeRecord.Tag {
        guard let tag else { return .none }
        switch String(cString: tag) {
        case "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary": return .string
        case "tag:yaml.org,2002:int": return .integer
        case "tag:yaml.org,2002:float": return .number
        case "tag:yaml.org,2002:bool": return .bool
        case "tag:yaml.org,2002:null": return .null
        case "?": return .none
        default: return .other
        }
    }

    // MARK: Anchors and aliases

    private mutating func remember(_ rawName: UnsafePointer<CChar>?, _ anchor: Anchor) {
        guard let rawName else { return }
        let name = String(cString: rawName)
        anchors[name] = anchor
        if anchor.isOpen { anchorOfFrame[anchor.index] = name }
    }

    private mutating func addAlias(_ event: YAMLEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let index = records.count
        let range = offset(event.start, bytes)..<offset(event.end, bytes)
        let name = event.anchor.map { String(cString: $0) } ?? ""
        guard let anchor = anchors[name] else {
            return stop(DocumentFindings.undefinedAlias(name, at: text.fileRange(of: range), subject: subject))
        }
        if anchor.isOpen {
            let anchored = text.fileRange(of: Int(records[anchor.index].start)..<Int(records[anchor.index].start))
            let place = text.fileRange(of: range)
            return stop(DocumentFindings.recursiveAlias(name, at: place, anchor: anchored, subject: subject))
        }
        let (sum, overflow) = aliasedNodes.addingReportingOverflow(anchor.expandedNodes)
        aliasedNodes = overflow ? .max : sum
        if aliasedNodes > limits.aliasedNodes {
            let place = text.fileRange(of: range)
            return stop(DocumentFindings.aliasBomb(limit: limits.aliasedNodes, at: place, subject: subject))
        }
        if frames.count + anchor.height > limits.depth {
            let place = text.fileRange(of: range)
            return stop(DocumentFindings.tooDeep(limit: limits.depth, at: place, subject: subject))
        }
        var record = NodeRecord(.alias, start: range.lowerBound, end: range.upperBound, index: index)
        record.target = Int32(clamping: anchor.index)
        records.append(record)
        noteChild(index, end: range.upperBound, expandedNodes: anchor.expandedNodes, height: anchor.height)
        return true
    }

    // MARK: Containers

    private mutating func open(
        _ kind: NodeRecord.Kind, _ event: YAMLEvent, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let index = records.count
        var start = offset(event.start, bytes)
        if event.anchor != nil || event.tag != nil {
            start = YAMLSource.skipProperties(from: start, to: bytes.count, bytes)
        }
        if kind == .mapping, let templates, templates.suspects(at: start) {
            return stop(TemplateActions.suspectFinding(at: start, in: text, subject: subject))
        }
        if frames.count >= limits.depth {
            let end = min(start + 1, bytes.count)
            let place = text.fileRange(of: start..<end)
            return stop(DocumentFindings.tooDeep(limit: limits.depth, at: place, subject: subject))
        }
        remember(event.anchor, Anchor(index: index, expandedNodes: 0, height: 0, isOpen: true))
        records.append(NodeRecord(kind, start: start, end: start, index: index))
        frames.append(Frame(index: index, lastEnd: start))
        return true
    }

    private mutating func close(_ event: YAMLEvent, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard let frame = frames.popLast() else { return }
        // A block collection has no end of its own: libyaml puts it where the next token begins. A closing bracket
        // is a token with a length.
        let end = event.end > event.start ? offset(event.end, bytes) : frame.lastEnd
        records[frame.index].end = UInt32(clamping: end)
        records[frame.index].next = Int32(clamping: records.count)
        if let name = anchorOfFrame.removeValue(forKey: frame.index), anchors[name]?.index == frame.index {
            anchors[name] = Anchor(
                index: frame.index, expandedNodes: frame.expandedNodes, height: frame.height, isOpen: false)
        }
        if records[frame.index].kind == .mapping { reportDuplicates(in: frame.index) }
        noteChild(frame.index, end: end, expandedNodes: frame.expandedNodes, height: frame.height)
    }

    private mutating func noteChild(_ index: Int, end: Int, expandedNodes: Int, height: Int) {
        guard let last = frames.indices.last else { return }
        let (sum, overflow) = frames[last].expandedNodes.addingReportingOverflow(expandedNodes)
        frames[last].expandedNodes = overflow ? .max : sum
        frames[last].height = max(frames[last].height, height + 1)
        if frames[last].childCount % 2 == 0 { frames[last].lastKey = index }
        frames[last].childCount += 1
        frames[last].lastEnd = max(frames[last].lastEnd, end)
    }

    // MARK: Findings

    private mutating func stop(_ finding: Finding) -> Bool {
        reading.findings.append(finding)
        return false
    }

    private mutating func reportDuplicates(in mapping: Int) {
        let pairs = DuplicateKeys.find(in: mapping, records, text: text, values: values)
        for pair in pairs {
            let later = text.fileRange(of: Int(records[pair.second].start)..<Int(records[pair.second].end))
            guard duplicates.mayTell(at: later) else { continue }
            let earlier = text.fileRange(of: Int(records[pair.first].start)..<Int(records[pair.first].end))
            let value = NodeStorage.value(of: records[pair.second], text: text, values: values)
            reading.findings.append(
                DocumentFindings.duplicateKey(
                    value, first: earlier, second: later, isTolerated: false, subject: placeSubject()))
        }
    }

    /// What a finding in the container that was just closed is about: `rules.yaml groups[0].rules[3]`.
    private func placeSubject() -> String {
        var path = ""
        for frame in frames {
            if records[frame.index].kind == .sequence {
                path += "[\(frame.childCount)]"
            } else {
                let key = NodeStorage.value(of: records[frame.lastKey], text: text, values: values)
                path += (path.isEmpty ? "" : ".") + DocumentFindings.quoted(key)
            }
        }
        if path.utf8.count > 400 { path = "…" + String(path.unicodeScalars.suffix(200)) }
        return path.isEmpty ? subject : "\(subject) \(path)"
    }

    private func syntaxError(_ problem: YAMLProblem, _ bytes: UnsafeBufferPointer<UInt8>) -> Finding {
        let place = offset(problem.mark, bytes)
        let context = offset(problem.contextMark, bytes)
        for line in [place, context] {
            if let suspect = templates?.suspect(onLineOf: line, bytes) {
                return TemplateActions.suspectFinding(at: suspect, in: text, subject: subject)
            }
        }
        let words = YAMLSyntaxWords(
            text: text, bytes: bytes, subject: subject, isInFirstDocument: reading.documents.isEmpty)
        return words.finding(problem, at: place, context: context)
    }

    private func offset(_ scalars: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        offsets.byteOffset(ofScalar: scalars, in: bytes)
    }
}
