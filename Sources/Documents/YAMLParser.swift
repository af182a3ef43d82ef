import CLibYAML

/// One event of libyaml. Marks count Unicode scalars from the beginning of the text; the buffers live until the next
/// event is asked for.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias, scalar, sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    var kind: Kind
    var start: Int
    var end: Int
    var value = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var style = ScalarStyle.plain
    /// The name after `&` or `*`: ASCII letters, digits, `_` and `-`.
    var anchor: UnsafePointer<CChar>?
    /// The whole tag, its handle expanded.
    var tag: UnsafePointer<CChar>?
}

/// Why libyaml stopped; marks count Unicode scalars.
struct YAMLProblem: Error {
    /// libyaml's own words, in English.
    var problem: String
    var context: String
    var mark: Int
    /// Where the construct in which it stopped began.
    var contextMark: Int
}

/// The only door to libyaml: its event interface over a text in memory.
///
/// The text must be UTF-8 without a byte order mark and must outlive the parser. libyaml holds state for a bounded
/// look-ahead only, so a caller that stops asking stops its cost.
struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    init(_ text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "libyaml finds memory for a parser")
        event.initialize(to: yaml_event_t())
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// The next event. After the end of the stream, or after a problem, nothing more may be asked for.
    mutating func next() throws(YAMLProblem) -> YAMLEvent {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw problem() }
        let start = event.pointee.start_mark.index
        let end = event.pointee.end_mark.index
        func make(_ kind: YAMLEvent.Kind) -> YAMLEvent { YAMLEvent(kind: kind, start: start, end: end) }
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: return scalar(make(.scalar))
        case YAML_ALIAS_EVENT:
            var result = make(.alias)
            result.anchor = text(event.pointee.data.alias.anchor)
            return result
        case YAML_MAPPING_START_EVENT:
            var result = make(.mappingStart)
            result.anchor = text(event.pointee.data.mapping_start.anchor)
            result.tag = text(event.pointee.data.mapping_start.tag)
            return result
        case YAML_SEQUENCE_START_EVENT:
            var result = make(.sequenceStart)
            result.anchor = text(event.pointee.data.sequence_start.anchor)
            result.tag = text(event.pointee.data.sequence_start.tag)
            return result
        case YAML_MAPPING_END_EVENT: return make(.mappingEnd)
        case YAML_SEQUENCE_END_EVENT: return make(.sequenceEnd)
        case YAML_DOCUMENT_START_EVENT: return make(.documentStart)
        case YAML_DOCUMENT_END_EVENT: return make(.documentEnd)
        case YAML_STREAM_START_EVENT: return make(.streamStart)
        default: return make(.streamEnd)
        }
    }

    private func scalar(_ base: YAMLEvent) -> YAMLEvent {
        let data = event.pointee.data.scalar
        var result = base
        result.value = UnsafeBufferPointer(start: data.value, count: data.length)
        result.anchor = text(data.anchor)
        result.tag = text(data.tag)
        switch data.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: result.style = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: result.style = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: result.style = .literal
        case YAML_FOLDED_SCALAR_STYLE: result.style = .folded
        default: result.style = .plain
        }
        return result
    }

    private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> UnsafePointer<CChar>? {
        bytes.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
    }

    private func problem() -> YAMLProblem {
        YAMLProblem(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "out of memory",
            context: parser.pointee.context.map { String(cString: $0) } ?? "",
            mark: parser.pointee.problem_mark.index,
            contextMark: parser.pointee.context_mark.index)
    }
}
