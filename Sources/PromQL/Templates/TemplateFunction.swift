/// The type of a parameter, as far as Go tells them apart here.
enum TemplateParameter: Sendable {
    case text
    case vector
    case sample
    /// `interface{}`.
    case any
    /// A value as it is, `reflect.Value`.
    case reflected

    var goName: String {
        switch self {
        case .text: "string"
        case .vector: "template.queryResult"
        case .sample: "*template.sample"
        case .any: "interface {}"
        case .reflected: "reflect.Value"
        }
    }

    /// What nil becomes; nil if the type has no nil.
    var zero: TemplateValue? {
        switch self {
        case .text: nil
        case .vector: .vector([])
        case .sample: .sample(nil)
        case .any, .reflected: .some(.none)
        }
    }
}

/// Why a function failed.
enum TemplateFault: Error {
    /// In Go's words.
    case message([UInt8])
    case unsupported(String)
    case limit(String)

    static func words(_ text: String) -> TemplateFault { .message(Array(text.utf8)) }
}

/// A function of templates: parameters and body. Names a generation lacks are refused by the parser.
struct TemplateFunction: Sendable {
    typealias Body = @Sendable ([TemplateValue], TemplateExecutor) throws(TemplateFault) -> TemplateValue

    let parameters: [TemplateParameter]
    /// The type of further arguments; nil if there may be none.
    let rest: TemplateParameter?
    let body: Body

    init(_ parameters: TemplateParameter..., rest: TemplateParameter? = nil, body: @escaping Body) {
        self.parameters = parameters
        self.rest = rest
        self.body = body
    }

    func type(at place: Int) -> TemplateParameter {
        place < parameters.count ? parameters[place] : rest ?? .any
    }

    static func named(_ name: String, _ dialect: GoDialect) -> TemplateFunction? {
        goFunctions[name] ?? prometheusFunctions[name]
    }
}
