/// Go's own functions. Source: Go, `text/template/funcs.go` (1.19), restated.
extension TemplateFunction {
    static let goFunctions: [String: TemplateFunction] = [
        // Decided while arguments are evaluated.
        "and": TemplateFunction(.reflected, rest: .reflected) { values, _ throws(TemplateFault) in values.last ?? .none
        },
        "or": TemplateFunction(.reflected, rest: .reflected) { values, _ throws(TemplateFault) in values.last ?? .none
        },
        "not": TemplateFunction(.reflected) { values, _ throws(TemplateFault) in .boolean(!values[0].isTrue) },
        "call": TemplateFunction(.reflected, rest: .reflected) { values, executor throws(TemplateFault) in
            if case .none = values[0] { throw .words("call of nil") }
            throw .words("non-function of type \(values[0].typeName(executor.dialect))")
        },
        "len": TemplateFunction(.reflected, body: length),
        "index": TemplateFunction(.reflected, rest: .reflected, body: index),
        "slice": TemplateFunction(.reflected, rest: .reflected, body: slice),
        "print": TemplateFunction(rest: .any) { values, executor throws(TemplateFault) in
            var printer = GoPrinter(executor.dialect, limit: TemplateLimits.outputBytes)
            printer.print(values)
            return .text(try printer.result())
        },
        "println": TemplateFunction(rest: .any) { values, executor throws(TemplateFault) in
            var printer = GoPrinter(executor.dialect, limit: TemplateLimits.outputBytes)
            printer.printLine(values)
            return .text(try printer.result())
        },
        "printf": TemplateFunction(.text, rest: .any) { values, executor throws(TemplateFault) in
            var printer = GoPrinter(executor.dialect, limit: TemplateLimits.outputBytes)
            printer.print(format: values[0].bytes, Array(values.dropFirst()))
            return .text(try printer.result())
        },
        "html": TemplateFunction(rest: .any) { values, executor throws(TemplateFault) in
            .text(GoText.htmlEscaped(try joined(values, executor)))
        },
        "js": TemplateFunction(rest: .any) { values, executor throws(TemplateFault) in
            .text(GoText.javaScriptEscaped(try joined(values, executor)))
        },
        "urlquery": TemplateFunction(rest: .any) { values, executor throws(TemplateFault) in
            .text(GoText.queryEscaped(try joined(values, executor)))
        },
        "eq": TemplateFunction(.reflected, rest: .reflected) { values, executor throws(TemplateFault) in
            .boolean(try TemplateComparison.isEqual(values[0], to: values.dropFirst(), executor))
        },
        "ne": TemplateFunction(.reflected, .reflected) { values, executor throws(TemplateFault) in
            .boolean(try !TemplateComparison.isEqual(values[0], to: values.dropFirst(), executor))
        },
        "lt": TemplateFunction(.reflected, .reflected) { values, _ throws(TemplateFault) in
            .boolean(try TemplateComparison.isLess(values[0], values[1]))
        },
        "le": TemplateFunction(.reflected, .reflected) { values, executor throws(TemplateFault) in
            .boolean(try TemplateComparison.isLessOrEqual(values[0], values[1], executor))
        },
        "gt": TemplateFunction(.reflected, .reflected) { values, executor throws(TemplateFault) in
            .boolean(try !TemplateComparison.isLessOrEqual(values[0], values[1], executor))
        },
        "ge": TemplateFunction(.reflected, .reflected) { values, _ throws(TemplateFault) in
            .boolean(try !TemplateComparison.isLess(values[0], values[1]))
        },
    ]

    /// Operands printed side by side, pointers followed.
    private static func joined(
        _ values: [TemplateValue], _ executor: TemplateExecutor
    ) throws(TemplateFault) -> [UInt8] {
        if values.count == 1, case .text(let bytes) = values[0] { return bytes }
        var printer = GoPrinter(executor.dialect, limit: TemplateLimits.outputBytes)
        let shown = values.map { value in
            if case .none = value { return TemplateValue.text(Array("<no value>".utf8)) }
            return value
        }
        printer.followsPointers = true
        printer.print(shown)
        return try printer.result()
    }

    /// The type that a value's pointer points to.
    private static func pointeeName(_ value: TemplateValue, _ executor: TemplateExecutor) -> String {
        let name = value.typeName(executor.dialect)
        return name.hasPrefix("*") ? String(name.dropFirst()) : name
    }

    private static func length(
        _ values: [TemplateValue], _ executor: TemplateExecutor
    ) throws(TemplateFault) -> TemplateValue {
        switch values[0] {
        case .text(let bytes), .html(let bytes): return .integer(Int64(bytes.count))
        case .labels(let labels): return .integer(Int64(labels.pairs.count))
        case .arguments(let arguments): return .integer(Int64(arguments.values.count))
        case .vector(let samples): return .integer(Int64(samples.count))
        case .sample(nil): throw .words("len of nil pointer")
        case .none: throw .words("reflect: call of reflect.Value.Type on zero Value")
        default: throw .words("len of type \(pointeeName(values[0], executor))")
        }
    }

    /// A place within `count` elements; Go lets the count itself pass here and fails later.
    private static func place(
        _ index: TemplateValue, count: Int, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> Int {
        let number: Int64
        switch index {
        case .integer(let value): number = value
        case .byte(let value): number = Int64(value)
        case .none: throw .words("cannot index slice/array with nil")
        default: throw .words("cannot index slice/array with type \(index.typeName(executor.dialect))")
        }
        guard number >= 0, number <= Int64(count) else { throw .words("index out of range: \(number)") }
        return Int(number)
    }

    private static func index(
        _ values: [TemplateValue], _ executor: TemplateExecutor
    ) throws(TemplateFault) -> TemplateValue {
        var item = values[0]
        if case .none = item { throw .words("index of untyped nil") }
        for index in values.dropFirst() {
            switch item {
            case .none, .sample(nil): throw .words("index of nil pointer")
            case .text(let bytes), .html(let bytes):
                let place = try place(index, count: bytes.count, executor)
                if place == bytes.count { throw .words("reflect: string index out of range") }
                item = .byte(bytes[place])
            case .vector(let samples):
                let place = try place(index, count: samples.count, executor)
                if place == samples.count { throw .words("reflect: slice index out of range") }
                item = .sample(samples[place])
            case .labels(let labels): item = .text(labels[try key(index, executor)] ?? [])
            case .arguments(let arguments): item = arguments[try key(index, executor)] ?? .none
            default: throw .words("can't index item of type \(pointeeName(item, executor))")
            }
        }
        return item
    }

    private static func key(_ index: TemplateValue, _ executor: TemplateExecutor) throws(TemplateFault) -> [UInt8] {
        switch index {
        case .text(let bytes): return bytes
        case .none: throw .words("value is nil; should be of type string")
        default: throw .words("value has type \(index.typeName(executor.dialect)); should be string")
        }
    }

    private static func slice(
        _ values: [TemplateValue], _ executor: TemplateExecutor
    ) throws(TemplateFault) -> TemplateValue {
        let indexes = values.dropFirst()
        let count: Int
        if case .none = values[0] { throw .words("slice of untyped nil") }
        if indexes.count > 3 { throw .words("too many slice indexes: \(indexes.count)") }
        switch values[0] {
        case .text(let bytes), .html(let bytes):
            if indexes.count == 3 { throw .words("cannot 3-index slice a string") }
            count = bytes.count
        case .vector(let samples): count = samples.count
        default: throw .words("can't slice item of type \(values[0].typeName(executor.dialect))")
        }
        var bounds = [0, count]
        for (position, index) in indexes.enumerated() {
            let place = try place(index, count: count, executor)
            if position < 2 { bounds[position] = place } else { bounds.append(place) }
        }
        if bounds[0] > bounds[1] { throw .words("invalid slice index: \(bounds[0]) > \(bounds[1])") }
        if bounds.count == 3, bounds[1] > bounds[2] {
            throw .words("invalid slice index: \(bounds[1]) > \(bounds[2])")
        }
        switch values[0] {
        case .text(let bytes): return .text(Array(bytes[bounds[0]..<bounds[1]]))
        case .html(let bytes): return .html(Array(bytes[bounds[0]..<bounds[1]]))
        case .vector(let samples): return .vector(Array(samples[bounds[0]..<bounds[1]]))
        default: return .none
        }
    }
}

extension GoPrinter {
    /// What was printed, unless it met a bound.
    func result() throws(TemplateFault) -> [UInt8] {
        if let unsupported { throw .unsupported(unsupported) }
        if hasOverflowed { throw .limit("more than \(limit) bytes of text") }
        return output
    }
}

extension TemplateValue {
    /// The bytes of a text, empty for anything else: the type was checked before.
    var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .html(let bytes): bytes
        default: []
        }
    }
}
