import SourceText

/// What a parser reads: valid UTF-8 without a byte order mark, and where each of its bytes stands in the file.
///
/// Offsets count in `bytes`. For a UTF-8 file these are the bytes of the file itself, uncopied, so that an offset in
/// the text is an offset in the file.
struct ReadableText: Sendable {
    enum Origin: Sendable {
        /// `bytes` are the file's.
        case file
        /// Decoded from UTF-16; the file offset follows from the number of 16-bit units before a place.
        case utf16(UTF16Offsets)
        /// A text inside another file: a rule file in a ConfigMap.
        case embedded(EmbeddedText)
    }

    let file: FileID
    let bytes: [UInt8]
    /// Where the text begins: after a byte order mark.
    let start: Int
    let origin: Origin

    var range: Range<Int> { start..<bytes.count }

    /// What spells a run of the text in the file.
    func fileRange(of range: Range<Int>) -> SourceRange {
        switch origin {
        case .file:
            return SourceRange(file: file, bytes: ByteRange(range))
        case .utf16(let offsets):
            let lower = offsets.fileOffset(of: range.lowerBound, in: bytes)
            let upper = offsets.fileOffset(of: range.upperBound, in: bytes)
            return SourceRange(file: file, bytes: ByteRange(lower..<max(lower, upper)))
        case .embedded(let text):
            return text.sourceRange(of: ByteRange(range))
        }
    }

    /// Appends a run of the text as it stands, mapped byte for byte where the file allows it.
    func appendVerbatim(_ range: Range<Int>, to result: inout EmbeddedText) {
        switch origin {
        case .file:
            result.append(bytes[range], spelledBy: ByteRange(range))
        case .utf16:
            var index = range.lowerBound
            while index < range.upperBound {
                let next = min(index + UTF8Scalar.length(ofLead: bytes[index]), range.upperBound)
                result.append(bytes[index..<next], spelledBy: fileRange(of: index..<next).bytes)
                index = next
            }
        case .embedded(let text):
            appendSegments(of: text, in: range, to: &result)
        }
    }

    /// Appends decoded bytes that a run of the text spells in another way: an escape, a folded line break.
    func append(_ decoded: some Sequence<UInt8>, spelledBy range: Range<Int>, to result: inout EmbeddedText) {
        result.append(ArraySlice(decoded), spelledBy: fileRange(of: range).bytes)
    }

    private func appendSegments(of text: EmbeddedText, in range: Range<Int>, to result: inout EmbeddedText) {
        var low = 0
        var high = text.segments.count
        while low < high {
            let middle = (low + high) / 2
            if text.segments[middle].text.end <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < text.segments.count, text.segments[low].text.start < range.upperBound {
            let segment = text.segments[low]
            let lower = max(segment.text.start, range.lowerBound)
            let upper = min(segment.text.end, range.upperBound)
            let isVerbatim = segment.text.length == segment.source.length
            let offset = segment.source.start + lower - segment.text.start
            result.append(
                bytes[lower..<upper],
                spelledBy: isVerbatim ? ByteRange(start: offset, length: upper - lower) : segment.source)
            low += 1
        }
    }
}

/// Facts about the encoding of one Unicode scalar.
enum UTF8Scalar {
    /// Bytes of a scalar in valid UTF-8, from its first byte.
    static func length(ofLead byte: UInt8) -> Int {
        switch byte {
        case 0..<0xC0: 1
        case 0xC0..<0xE0: 2
        case 0xE0..<0xF0: 3
        default: 4
        }
    }

    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
    }

    static func encode(_ scalar: Unicode.Scalar) -> [UInt8] {
        var bytes: [UInt8] = []
        append(scalar, to: &bytes)
        return bytes
    }

    static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

/// Turns the number of Unicode scalars before a place, which is what libyaml's marks count, into a byte offset.
struct ScalarOffsets: Sendable {
    /// Scalars between two remembered offsets.
    private static let stride = 64

    private let start: Int
    private let end: Int
    /// The offset of every 64th scalar; empty for pure ASCII, where counting is not needed.
    private var remembered: [UInt32] = []

    init(_ text: ReadableText, isASCII: Bool) {
        start = text.start
        end = text.bytes.count
        if isASCII { return }
        remembered.reserveCapacity((end - start) / Self.stride + 1)
        var scalars = 0
        for offset in text.range where !UTF8Scalar.isContinuation(text.bytes[offset]) {
            if scalars % Self.stride == 0 { remembered.append(UInt32(clamping: offset)) }
            scalars += 1
        }
    }

    /// The offset of the scalar that has `scalars` scalars before it; the end of the text for counts beyond it.
    func byteOffset(ofScalar scalars: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if remembered.isEmpty { return min(start + scalars, end) }
        let slot = scalars / Self.stride
        guard slot < remembered.count else { return end }
        var offset = Int(remembered[slot])
        var rest = scalars % Self.stride
        while rest > 0, offset < end {
            offset += UTF8Scalar.length(ofLead: bytes[offset])
            rest -= 1
        }
        return min(offset, end)
    }
}

/// Where the scalars of a UTF-16 file, decoded to UTF-8, stand in the file.
struct UTF16Offsets: Sendable {
    /// Bytes of UTF-8 between two remembered counts.
    private static let stride = 256

    /// 16-bit units before every 256th byte of the decoded text.
    private let unitsBefore: [UInt32]

    /// `text` is the decoded file. Two bytes of byte order mark stand before its first unit.
    init(_ text: [UInt8]) {
        var counts: [UInt32] = []
        counts.reserveCapacity(text.count / Self.stride + 1)
        var units: UInt32 = 0
        for offset in text.indices {
            if offset % Self.stride == 0 { counts.append(units) }
            units += Self.units(ofLead: text[offset])
        }
        if text.count % Self.stride == 0 { counts.append(units) }
        unitsBefore = counts
    }

    func fileOffset(of offset: Int, in text: [UInt8]) -> Int {
        let slot = min(offset / Self.stride, unitsBefore.count - 1)
        var units = Int(unitsBefore[slot])
        for byte in text[slot * Self.stride..<offset] { units += Int(Self.units(ofLead: byte)) }
        return 2 + 2 * units
    }

    /// Units are counted at the first byte of a scalar: two beyond the basic plane, else one.
    private static func units(ofLead byte: UInt8) -> UInt32 {
        if UTF8Scalar.isContinuation(byte) { return 0 }
        return byte >= 0xF0 ? 2 : 1
    }
}
