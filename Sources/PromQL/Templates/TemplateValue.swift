package import SourceText

/// A value in a template: what Go would hold by reflection, reduced to the types that Prometheus puts there.
enum TemplateValue: Sendable {
    /// No value at all, printed `<no value>`; an untyped nil as an argument.
    case none
    case boolean(Bool)
    case integer(Int64)
    /// One byte of a text, `index "a" 0`.
    case byte(UInt8)
    case float(Double)
    case complex(TemplateNumber.Complex)
    case text([UInt8])
    /// What `safeHtml` returns: a text of a type of its own.
    case html([UInt8])
    case labels(TemplateLabels)
    case arguments(TemplateArguments)
    /// What `query` returns.
    case vector([TemplateSample])
    /// A pointer to one of its elements; nil is a nil pointer.
    case sample(TemplateSample?)
    /// The dot of the whole template.
    case data(TemplateData)
    /// What `toTime` returns, in milliseconds since 1970, UTC.
    case time(milliseconds: Int64)
    case duration(nanoseconds: Int64)

    /// The name of the Go type, as messages and `%T` give it.
    func typeName(_ dialect: GoDialect) -> String {
        switch self {
        case .none: "<nil>"
        case .boolean: "bool"
        case .integer: "int"
        case .byte: "uint8"
        case .float: "float64"
        case .complex: "complex128"
        case .text: "string"
        case .html: "template.HTML"
        case .labels: "map[string]string"
        case .arguments: "map[string]interface {}"
        case .vector: "template.queryResult"
        case .sample: "*template.sample"
        case .data:
            "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; "
                + "Value \(dialect == .prometheus2 ? "float64" : "interface {}") }"
        case .time: "*time.Time"
        case .duration: "*time.Duration"
        }
    }

    /// Whether `if` takes it for true: not the zero of its type.
    var isTrue: Bool {
        switch self {
        case .none: false
        case .boolean(let value): value
        case .integer(let value): value != 0
        case .byte(let value): value != 0
        case .float(let value): value != 0
        case .complex(let value): value.real != 0 || value.imaginary != 0
        case .text(let bytes), .html(let bytes): !bytes.isEmpty
        case .labels(let labels): !labels.pairs.isEmpty
        case .arguments(let arguments): !arguments.values.isEmpty
        case .vector(let samples): !samples.isEmpty
        case .sample(let sample): sample != nil
        case .data, .time, .duration: true
        }
    }
}

/// A label set for templates, in order of names.
package struct TemplateLabels: Hashable, Sendable {
    package struct Pair: Hashable, Sendable {
        package var name: ByteString
        package var value: ByteString
    }

    package let pairs: [Pair]

    /// Of two labels of one name the last counts.
    package init(_ labels: [(name: ByteString, value: ByteString)]) {
        var values: [ByteString: ByteString] = [:]
        for (name, value) in labels { values[name] = value }
        pairs = values.map { Pair(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
    }

    /// The value of a label; nil if there is none.
    package subscript(name: [UInt8]) -> [UInt8]? {
        pairs.first { $0.name.bytes == name }?.value.bytes
    }
}

/// One element of a query's result in a template.
package struct TemplateSample: Hashable, Sendable {
    /// With `__name__`, where the element has a name.
    package var labels: TemplateLabels
    package var value: Double

    package init(labels: TemplateLabels, value: Double) {
        self.labels = labels
        self.value = value
    }
}

/// What `args` returns: `arg0`, `arg1` and so on.
struct TemplateArguments: Sendable {
    /// In the order of the arguments; `depth` keeps them from nesting without end.
    let values: [TemplateValue]
    let depth: Int

    init(_ values: [TemplateValue]) {
        self.values = values
        depth =
            1
            + (values.map { value in
                if case .arguments(let inner) = value { inner.depth } else { 0 }
            }.max() ?? 0)
    }

    subscript(name: [UInt8]) -> TemplateValue? {
        values.indices.first { Array("arg\($0)".utf8) == name }.map { values[$0] }
    }

    /// Names and values in bytewise order of names, which puts `arg10` before `arg2`.
    var sorted: [(name: [UInt8], value: TemplateValue)] {
        values.enumerated().map { (Array("arg\($0.offset)".utf8), $0.element) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }
}

/// What a text is expanded with: one element of the alert's expression and its surroundings.
package struct TemplateData: Hashable, Sendable {
    /// The labels of the element, `__name__` included.
    package var labels: TemplateLabels
    package var value: Double
    package var externalLabels: TemplateLabels
    /// The address of the Prometheus, for links; nil where there is none, as in promtool's tests, and the functions that
    /// ask for it fail.
    package var externalURL: ByteString?
    /// Of the evaluation, in milliseconds since 1970.
    package var timeMilliseconds: Int64

    package init(
        labels: TemplateLabels, value: Double, externalLabels: TemplateLabels = TemplateLabels([]),
        externalURL: ByteString? = nil, timeMilliseconds: Int64 = 0
    ) {
        self.labels = labels
        self.value = value
        self.externalLabels = externalLabels
        self.externalURL = externalURL
        self.timeMilliseconds = timeMilliseconds
    }
}
