/// Just enough of Swift's lexical grammar to look for words in code and not in prose.
enum SwiftCode {
    /// The source with every character of a comment or string literal replaced by a space; lines stay where they are.
    ///
    /// Interpolations count as string contents. Regular expression literals are not known; the house uses none.
    static func blanked(_ source: String) -> String {
        var result: [UInt8] = []
        var rest = Array(source.utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: Array("//".utf8)) {
                blank(rest.prefix { $0 != newline }.count, of: &rest, into: &result)
            } else if rest.starts(with: Array("/*".utf8)) {
                blank(blockCommentLength(rest), of: &rest, into: &result)
            } else if let length = stringLength(rest) {
                blank(length, of: &rest, into: &result)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let newline = UInt8(ascii: "\n")

    private static func blank(_ count: Int, of rest: inout ArraySlice<UInt8>, into result: inout [UInt8]) {
        for byte in rest.prefix(count) { result.append(byte == newline ? newline : UInt8(ascii: " ")) }
        rest = rest.dropFirst(count)
    }

    private static func blockCommentLength(_ text: ArraySlice<UInt8>) -> Int {
        var depth = 0
        var index = text.startIndex
        while index < text.endIndex {
            let rest = text[index...]
            if rest.starts(with: Array("/*".utf8)) {
                depth += 1
                index += 2
            } else if rest.starts(with: Array("*/".utf8)) {
                depth -= 1
                index += 2
                if depth == 0 { break }
            } else {
                index += 1
            }
        }
        return min(index, text.endIndex) - text.startIndex
    }

    /// The length of the string literal at the beginning of the text; nil if there is none.
    private static func stringLength(_ text: ArraySlice<UInt8>) -> Int? {
        let hashes = text.prefix { $0 == UInt8(ascii: "#") }.count
        let afterHashes = text.dropFirst(hashes)
        guard afterHashes.first == UInt8(ascii: "\"") else { return nil }
        let pounds = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        let isMultiline = afterHashes.starts(with: Array("\"\"\"".utf8))
        let quote = Array((isMultiline ? "\"\"\"" : "\"").utf8)
        let closing = quote + pounds
        let escape = [UInt8(ascii: "\\")] + pounds
        var index = afterHashes.startIndex + quote.count
        while index < text.endIndex {
            let rest = text[index...]
            if rest.starts(with: escape) {
                index += escape.count
                if index < text.endIndex, text[index] == UInt8(ascii: "(") {
                    index += interpolationLength(text[index...])
                } else {
                    index += 1
                }
            } else if rest.starts(with: closing) {
                return index + closing.count - text.startIndex
            } else if !isMultiline, text[index] == newline {
                return index - text.startIndex
            } else {
                index += 1
            }
        }
        return text.count
    }

    /// From `(` to the matching `)`; strings inside may hold parentheses of their own.
    private static func interpolationLength(_ text: ArraySlice<UInt8>) -> Int {
        var depth = 0
        var index = text.startIndex
        while index < text.endIndex {
            if let length = stringLength(text[index...]) {
                index += length
                continue
            }
            if text[index] == UInt8(ascii: "(") { depth += 1 }
            if text[index] == UInt8(ascii: ")") { depth -= 1 }
            index += 1
            if depth == 0 { break }
        }
        return min(index, text.endIndex) - text.startIndex
    }
}
