import ClaudeBackend
package import SourceText

extension JSONTree {
    /// The bytes of a string or key that has no escapes: the place between its quotes.
    func inside(_ index: Int) -> Range<Int> { Int(nodes[index].start) + 1..<Int(nodes[index].end) - 1 }

    /// The text of a node as it stands there: of a container, all of it.
    package func source(_ index: Int) -> ArraySlice<UInt8> { text[Int(nodes[index].start)..<Int(nodes[index].end)] }

    /// A string's value as UTF-8.
    package func bytes(_ index: Int) -> [UInt8] {
        nodes[index].hasEscapes ? decoded(inside(index)) : Array(text[inside(index)])
    }

    package func string(_ index: Int) -> String {
        nodes[index].hasEscapes
            ? String(decoding: decoded(inside(index)), as: UTF8.self)
            : String(decoding: text[inside(index)], as: UTF8.self)
    }

    /// The key of a member as UTF-8.
    package func key(_ index: Int) -> [UInt8] {
        let inside = Int(nodes[index].keyStart) + 1..<max(Int(nodes[index].keyStart) + 1, Int(nodes[index].keyEnd) - 1)
        return nodes[index].keyHasEscapes ? decoded(inside) : Array(text[inside])
    }

    /// True for `true`.
    package func isTrue(_ index: Int) -> Bool {
        nodes[index].kind == .bool && text[Int(nodes[index].start)] == UInt8(ascii: "t")
    }

    /// The value of a number without fraction; `1.0` counts, as pydantic takes it for an integer.
    package func integer(_ index: Int) -> NumberReading<Int> {
        guard nodes[index].kind == .number else { return .notANumber }
        let digits = source(index)
        let plain = NumberText.integer(digits, .json)
        if plain != .notANumber { return plain }
        guard let value = number(index), value == value.rounded(), abs(value) < 9e15 else { return .notANumber }
        return .value(Int(value))
    }

    package func number(_ index: Int) -> Double? {
        nodes[index].kind == .number ? NumberText.number(source(index), .json).value : nil
    }

    /// The value of what stands between quotes and holds escapes.
    func decoded(_ inside: Range<Int>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(inside.count)
        text.withUnsafeBufferPointer { bytes in
            JSONString.forEachPiece(inside: inside, of: bytes.span) { piece in
                guard let scalar = piece.escaped else {
                    output.append(contentsOf: bytes[piece.source])
                    return
                }
                if scalar.value < 0x80 {
                    output.append(UInt8(truncatingIfNeeded: scalar.value))
                } else {
                    output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            }
        }
        return output
    }

    // MARK: Refusals

    /// Where half a surrogate pair is escaped: the API's reader takes none, other than RFC 8259 (anthropics/claude-code
    /// issue 8165 and others quote its refusal).
    func loneSurrogate(in inside: Range<Int>) -> Int? {
        let mightHold = text.withUnsafeBufferPointer { bytes in
            var index = inside.lowerBound
            while index + 2 < inside.upperBound {
                guard bytes[index] == UInt8(ascii: "\\") else {
                    index += 1
                    continue
                }
                if bytes[index + 1] == UInt8(ascii: "u"), bytes[index + 2] | 0x20 == UInt8(ascii: "d") { return true }
                index += 2
            }
            return false
        }
        guard mightHold else { return nil }
        var place: Int?
        JSONString.forEachPiece(inside: inside, of: text.span) { piece in
            if piece.isLoneSurrogate, place == nil { place = piece.source.lowerBound }
        }
        return place
    }

    static func firstInvalidUTF8(_ text: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: text.span)
            return nil
        } catch { return error.byteOffsets.lowerBound }
    }

    static func refusal(_ problem: JSONProblem?, at place: Int, in text: [UInt8]) -> ErrorResponse {
        refusal(problem.map { words($0.kind) } ?? "unexpected content", at: place, in: text)
    }

    /// 400 in the words of the API, which are those of its reader orjson: what is wrong, then line, column and offset.
    /// Source: anthropics/claude-code issues 8165 and 9586.
    static func refusal(_ what: String, at place: Int, in text: [UInt8]) -> ErrorResponse {
        let before = text.prefix(place)
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return .invalid(
            "The request body is not valid JSON: \(what): line \(line) column \(place - lineStart + 1) (char \(place))")
    }

    private static func words(_ kind: JSONProblem.Kind) -> String {
        switch kind {
        case .unterminatedString, .unclosed: "unexpected end of data"
        case .controlCharacter: "control characters must be escaped in strings"
        case .badEscape: "invalid escaped character in string"
        case .badNumber: "invalid number"
        case .bareWord, .singleQuote, .comment, .unexpectedCharacter, .missingValue, .wrongBracket:
            "unexpected character"
        case .emptyText: "Input is a zero-length, empty document"
        case .missingColon: "expected ':' after an object key"
        case .missingComma: "expected ',' or a closing bracket"
        case .trailingComma: "trailing comma is not allowed"
        case .keyIsNoString: "object keys must be strings"
        case .extraText: "unexpected content after document"
        case .tooDeep: "recursion limit exceeded"
        }
    }
}
