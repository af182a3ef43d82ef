/// Walks one line of JSON from left to right and knows at each value which members lead to it.
///
/// It forgives what is no JSON: a path is a help for whoever looks for the place, not a judgement.
struct FieldWalker: Sendable {
    private struct Level: Sendable {
        var isObject: Bool
        var key: Range<Int>
    }

    /// A text, number or word, as offsets of its content without quotes.
    struct Value {
        var range: Range<Int>
        var isText: Bool
    }

    private var levels: [Level] = []
    private var index = 0
    private var expectsKey = false
    private static let deepest = 64

    mutating func begin() {
        levels.removeAll(keepingCapacity: true)
        index = 0
        expectsKey = false
    }

    /// Goes on to the value or key that holds `offset`; offsets must not descend.
    mutating func advance(to offset: Int, in text: Span<UInt8>) {
        while index < text.count, index <= offset {
            if text[index] == Byte.quote {
                let end = endOfText(from: index, text)
                if expectsKey {
                    setKey(index + 1..<max(index + 1, end - 1))
                } else if offset < end {
                    return
                }
                index = end
            } else {
                step(text)
            }
        }
    }

    /// The next value of the line; nil at its end.
    mutating func next(in text: Span<UInt8>) -> Value? {
        while index < text.count {
            let byte = text[index]
            if byte == Byte.quote {
                let start = index + 1
                index = endOfText(from: index, text)
                let content = start..<max(start, index - 1)
                if expectsKey {
                    setKey(content)
                } else {
                    return Value(range: content, isText: true)
                }
            } else if Byte.isWord(byte) || byte == Byte.dash {
                let start = index
                while Byte.isURLSafe(text.at(index)) || text.at(index) == Byte.dot || text.at(index) == Byte.plus {
                    index += 1
                }
                return Value(range: start..<index, isText: false)
            } else {
                step(text)
            }
        }
        return nil
    }

    /// The names of the members that lead to where the walk stands, joined by dots.
    func path(in text: Span<UInt8>) -> [UInt8] {
        var path: [UInt8] = []
        for level in levels where level.isObject && !level.key.isEmpty {
            if !path.isEmpty { path.append(Byte.dot) }
            for place in level.key where path.count < 512 { path.append(text[place]) }
        }
        return path
    }

    /// The same for every value of one path, without making the path (FNV-1a).
    func hash(in text: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for level in levels where level.isObject {
            for place in level.key { hash = (hash ^ UInt64(text[place])) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ 0x2E) &* 0x0000_0100_0000_01B3
        }
        return hash
    }

    /// The name of the innermost member.
    var key: Range<Int> { levels.last { $0.isObject }?.key ?? 0..<0 }

    private mutating func setKey(_ key: Range<Int>) {
        expectsKey = false
        if !levels.isEmpty { levels[levels.count - 1].key = key }
    }

    private mutating func step(_ text: Span<UInt8>) {
        switch text[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = text[index] == UInt8(ascii: "{")
            if levels.count < Self.deepest { levels.append(Level(isObject: isObject, key: 0..<0)) }
            expectsKey = isObject
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if !levels.isEmpty { levels.removeLast() }
            expectsKey = false
        case Byte.comma: expectsKey = levels.last?.isObject ?? false
        default: break
        }
        index += 1
    }

    /// Behind the closing quote of the text that opens at `start`.
    private func endOfText(from start: Int, _ text: Span<UInt8>) -> Int {
        var index = start + 1
        while index < text.count {
            if text[index] == Byte.quote { return index + 1 }
            index += text[index] == Byte.backslash ? 2 : 1
        }
        return text.count
    }
}
