import SourceText

/// Constraints that stand in a description. The SDKs take out of a schema what structured outputs do not support, write
/// it behind the description as `{minimum: 1, maximum: 9}`, and check the answer against it all the same.
///
/// Source: anthropic-sdk-python 2.12.0, `lib/_parse/_transform.py`.
struct SchemaHints {
    private(set) var numbers: [(key: String, value: Double)] = []
    private(set) var pattern: String?
    private(set) var isUnique = false

    /// Nil for a description that is only prose.
    init?(description: String) {
        let bytes = Array(description.utf8)
        guard bytes.last == UInt8(ascii: "}"), bytes.count <= 4_096 else { return nil }
        // The last paragraph.
        let lineBreak = UInt8(ascii: "\n")
        let start = bytes.lastIndex(of: lineBreak).map { $0 + 1 } ?? 0
        guard bytes[start] == UInt8(ascii: "{") else { return nil }
        let inside = String(decoding: bytes[(start + 1)..<(bytes.count - 1)], as: UTF8.self)
        var pairs: [(key: Substring, value: String)] = []
        for piece in inside.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = pairs.isEmpty ? piece : piece.drop { $0 == " " }
            let key = trimmed.prefix { $0.isASCII && $0.isLetter }
            let rest = trimmed.dropFirst(key.utf8.count)
            if !key.isEmpty, rest.hasPrefix(": ") {
                pairs.append((key, String(rest.dropFirst(2))))
            } else if let last = pairs.indices.last {
                // A comma of the value: `{2,4}` in a pattern.
                pairs[last].value += ",\(piece)"
            }
        }
        for (key, value) in pairs {
            switch key {
            case "pattern": pattern = value
            case "uniqueItems": isUnique = value == "True" || value == "true"
            default:
                if let number = NumberText.number(Array(value.utf8)[...], .json).value {
                    numbers.append((String(key), number))
                }
            }
        }
    }
}

extension SchemaConstraints {
    mutating func apply(_ hints: SchemaHints) {
        func count(_ value: Double) -> Int { value >= 1_000_000 ? 1_000_000 : value > 0 ? Int(value) : 0 }
        for (key, value) in hints.numbers {
            switch key {
            case "minimum": raise(minimum: value, isExclusive: false)
            case "exclusiveMinimum": raise(minimum: value, isExclusive: true)
            case "maximum": lower(maximum: value, isExclusive: false)
            case "exclusiveMaximum": lower(maximum: value, isExclusive: true)
            case "multipleOf": if value > 0 { steps.append(value) }
            case "minLength": minimumLength = max(minimumLength, count(value))
            case "maxLength": maximumLength = min(maximumLength, count(value))
            case "minItems": minimumItems = max(minimumItems, count(value))
            case "maxItems": maximumItems = min(maximumItems, count(value))
            default: break
            }
        }
        if let pattern = hints.pattern { patterns.append(pattern) }
        if hints.isUnique { isUnique = true }
    }

    mutating func raise(minimum bound: Double, isExclusive: Bool) {
        guard bound > minimum || (bound == minimum && isExclusive) else { return }
        minimum = bound
        isMinimumExclusive = isExclusive
    }

    mutating func lower(maximum bound: Double, isExclusive: Bool) {
        guard bound < maximum || (bound == maximum && isExclusive) else { return }
        maximum = bound
        isMaximumExclusive = isExclusive
    }
}
