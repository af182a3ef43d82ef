/// `eq`, `lt` and their kin: values are compared within kinds, and signed with unsigned integers.
/// Source: Go, `text/template/funcs.go` (1.19), restated.
enum TemplateComparison {
    private static let incompatible = TemplateFault.words("incompatible types for comparison")
    private static let invalid = TemplateFault.words("invalid type for comparison")

    private enum Kind {
        case boolean, complex, signed, unsigned, float, text
        /// Not comparable by order; some by identity.
        case none, map, slice, structure, pointer

        var hasOrderOrEquality: Bool {
            switch self {
            case .boolean, .complex, .signed, .unsigned, .float, .text: true
            case .none, .map, .slice, .structure, .pointer: false
            }
        }
    }

    private static func kind(_ value: TemplateValue) -> Kind {
        switch value {
        case .boolean: .boolean
        case .integer: .signed
        case .byte: .unsigned
        case .float: .float
        case .complex: .complex
        case .text, .html: .text
        case .none: .none
        case .labels, .arguments: .map
        case .vector: .slice
        case .data: .structure
        case .sample, .time, .duration: .pointer
        }
    }

    /// Whether the first value equals any of the others.
    static func isEqual(
        _ first: TemplateValue, to others: ArraySlice<TemplateValue>, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> Bool {
        if others.isEmpty { throw .words("missing argument for comparison") }
        for other in others {
            if try isEqual(first, other, executor) { return true }
        }
        return false
    }

    private static func isEqual(
        _ first: TemplateValue, _ second: TemplateValue, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> Bool {
        switch (first, second) {
        case (.boolean(let one), .boolean(let other)): return one == other
        case (.complex(let one), .complex(let other)): return one == other
        case (.float(let one), .float(let other)): return one == other
        case (.integer(let one), .integer(let other)): return one == other
        case (.byte(let one), .byte(let other)): return one == other
        case (.integer(let one), .byte(let other)), (.byte(let other), .integer(let one)): return one == Int64(other)
        default: break
        }
        if first.isText, second.isText { return first.bytes == second.bytes }
        let (one, other) = (kind(first), kind(second))
        if one == .none || other == .none { return isNil(first) && isNil(second) }
        if one.hasOrderOrEquality || other.hasOrderOrEquality { throw incompatible }
        if one != other {
            let left = try printed(first, "%s", executor) + Array(": \(first.typeName(executor.dialect)), ".utf8)
            let right = Array("\(second.typeName(executor.dialect)): ".utf8) + (try printed(second, "%v", executor))
            throw .message(Array("non-comparable types ".utf8) + left + right)
        }
        if isNil(first) || isNil(second) { return isNil(first) == isNil(second) }
        if one == .pointer { throw .unsupported("comparing addresses") }
        let value = try printed(second, "%s", executor)
        throw .message(
            Array("non-comparable type ".utf8) + value + Array(": \(second.typeName(executor.dialect))".utf8))
    }

    private static func isNil(_ value: TemplateValue) -> Bool {
        switch value {
        case .none, .sample(nil): true
        default: false
        }
    }

    private static func printed(
        _ value: TemplateValue, _ format: String, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> [UInt8] {
        var printer = GoPrinter(executor.dialect, limit: TemplateLimits.outputBytes)
        printer.print(format: Array(format.utf8), [value])
        return try printer.result()
    }

    static func isLess(_ first: TemplateValue, _ second: TemplateValue) throws(TemplateFault) -> Bool {
        if !kind(first).hasOrderOrEquality || !kind(second).hasOrderOrEquality { throw invalid }
        switch (first, second) {
        case (.integer(let one), .byte(let other)): return one < Int64(other)
        case (.byte(let one), .integer(let other)): return Int64(one) < other
        case (.integer(let one), .integer(let other)): return one < other
        case (.byte(let one), .byte(let other)): return one < other
        case (.float(let one), .float(let other)): return one < other
        default: break
        }
        if first.isText, second.isText { return first.bytes.lexicographicallyPrecedes(second.bytes) }
        throw kind(first) == kind(second) ? invalid : incompatible
    }

    static func isLessOrEqual(
        _ first: TemplateValue, _ second: TemplateValue, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> Bool {
        if try isLess(first, second) { return true }
        return try isEqual(first, to: [second], executor)
    }
}
