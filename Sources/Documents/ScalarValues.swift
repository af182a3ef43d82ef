package import SourceText

/// How plain scalars are understood when no tag says so.
package enum ScalarSchema: Sendable {
    /// YAML 1.2's core schema; also right for JSON. Our own files are read so.
    case core
    /// Go's yaml.v3, as Prometheus reads rule files: `yes`, `no`, `on`, `off`, `y`, `n` count as booleans where a
    /// boolean is wanted.
    case goYAML3
    /// Go's yaml.v2, as Prometheus and Alertmanager read their configuration: the same words, also capitalised.
    case goYAML2

    var grammar: NumberText.Grammar { self == .core ? .yamlCore : .goYAML }
}

extension Node {
    /// What a scalar says by its form and tag, before anybody wants something of it.
    package enum ScalarType: Sendable {
        case null, bool, integer, number, text
    }

    /// True for text that is text whatever it spells: in quotes, in a block, or tagged so.
    private var isTextByForm: Bool {
        let record = record
        switch record.tag {
        case .none: return record.style != .plain
        case .string, .other: return true
        case .integer, .number, .bool, .null: return false
        }
    }

    /// Null: an empty plain scalar, `~`, `null`, `Null`, `NULL`. A quoted empty text is not.
    package var isNull: Bool {
        guard isScalar, !isTextByForm else { return false }
        if record.tag == .null { return true }
        return bytes.isEmpty || Self.nullWords.contains { equals($0) }
    }

    private static let nullWords: [StaticString] = ["~", "null", "Null", "NULL"]

    /// The boolean that a scalar says, or nil.
    package func bool(_ schema: ScalarSchema = .core) -> Bool? {
        guard isScalar, !isTextByForm else { return nil }
        func isOne(of words: [StaticString]) -> Bool { words.contains { equals($0) } }
        if isOne(of: ["true", "True", "TRUE"]) { return true }
        if isOne(of: ["false", "False", "FALSE"]) { return false }
        switch schema {
        case .core: return nil
        case .goYAML3:
            if isOne(of: ["y", "Y", "yes", "on"]) { return true }
            return isOne(of: ["n", "N", "no", "off"]) ? false : nil
        case .goYAML2:
            if isOne(of: ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"]) { return true }
            return isOne(of: ["n", "N", "no", "No", "NO", "off", "Off", "OFF"]) ? false : nil
        }
    }

    /// The whole number that a scalar says. `1e3` and `3.0` are numbers but no integers.
    package func integer(_ schema: ScalarSchema = .core) -> NumberReading<Int> {
        guard isScalar, !isTextByForm else { return .notANumber }
        return NumberText.integer(bytes, schema.grammar)
    }

    /// The number that a scalar says, whole or not, `.inf` and `.nan` included.
    package func number(_ schema: ScalarSchema = .core) -> NumberReading<Double> {
        guard isScalar, !isTextByForm else { return .notANumber }
        return NumberText.number(bytes, schema.grammar)
    }

    /// What the scalar is by itself in the core schema; `text` for mappings and sequences.
    package var scalarType: ScalarType {
        if isNull { return .null }
        if bool() != nil { return .bool }
        if integer() != .notANumber { return .integer }
        return number() == .notANumber ? .text : .number
    }
}
