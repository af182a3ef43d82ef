/// The blocks that messages, system prompts and tool results are made of.
///
/// Sources: anthropic-sdk-python 2.12.0, `types/content_block_param.py` and the types it joins; that thinking takes no
/// `cache_control`: Wei-Shaw/sub2api issue 225.
enum ContentShapes {
    /// Where blocks stand decides which there may be.
    enum Place: Sendable {
        case message
        case system
        case toolResult
        case documentContent

        var types: [JSONWord] {
            switch self {
            case .message: ContentShapes.messageTypes
            case .system: [.text]
            case .toolResult: [.browserState, .document, .image, .searchResult, .text, .toolReference]
            case .documentContent: [.image, .text]
            }
        }
    }

    /// In the order in which pydantic names the tags of this union.
    private static let messageTypes: [JSONWord] = [
        .bashCodeExecutionToolResult, .codeExecutionToolResult, .containerUpload, .document, .image,
        .redactedThinking, .searchResult, .serverToolUse, .text, .textEditorCodeExecutionToolResult, .thinking,
        .toolResult, .toolSearchToolResult, .toolUse, .webFetchToolResult, .webSearchToolResult,
    ]

    /// Blocks of features in beta; they are counted and not looked into.
    static let betaTypes: [JSONWord] = [
        .advisorToolResult, .compaction, .fallback, .mcpToolListing, .mcpToolResult, .mcpToolUse, .toolAddition,
        .toolRemoval,
    ]

    static let message = ObjectShape([
        .required(.role, .oneOf([.user, .assistant, .system])), .required(.content, .stringOrList),
    ])

    /// Of a type that `Place.types` names.
    static func block(_ type: JSONWord) -> ObjectShape {
        switch type {
        case .text: text
        case .image: image
        case .document: document
        case .searchResult: searchResult
        case .thinking: thinking
        case .redactedThinking: redactedThinking
        case .toolUse, .serverToolUse: toolUse
        case .toolResult: toolResult
        case .containerUpload: containerUpload
        case .toolReference: toolReference
        default: serverToolResult
        }
    }

    private static let type = ObjectShape.Field.required(.type, .string)
    private static let cacheControl = ObjectShape.Field.optional(.cacheControl, .cacheControl)

    private static let text = ObjectShape([
        type, .required(.text, .string), cacheControl, .optional(.citations, .list),
    ])
    private static let image = ObjectShape([
        type, .required(.source, .object), .optional(.transformations, .dictionary), cacheControl,
    ])
    private static let document = ObjectShape([
        type, .required(.source, .object), .optional(.title, .string), .optional(.context, .string),
        .optional(.citations, .dictionary), cacheControl,
    ])
    private static let searchResult = ObjectShape([
        type, .required(.source, .string), .required(.title, .string), .required(.content, .list),
        .optional(.citations, .dictionary), cacheControl,
    ])
    private static let thinking = ObjectShape([
        type, .required(.thinking, .string), .required(.signature, .string),
    ])
    private static let redactedThinking = ObjectShape([type, .required(.data, .string)])
    private static let toolUse = ObjectShape([
        type, .required(.id, .string), .required(.name, .string), .required(.input, .dictionary), cacheControl,
        .optional(.caller, .dictionary), .optional(.toolsetName, .string),
    ])
    private static let toolResult = ObjectShape([
        type, .required(.toolUseID, .string), .optional(.content, .stringOrList), .optional(.isError, .bool),
        .optional(.toolsetName, .string), cacheControl,
    ])
    private static let serverToolResult = ObjectShape([
        type, .required(.toolUseID, .string), .required(.content, .anything), cacheControl,
        .optional(.caller, .dictionary),
    ])
    private static let containerUpload = ObjectShape([type, .required(.fileID, .string), cacheControl])
    private static let toolReference = ObjectShape([type, .required(.toolName, .string), cacheControl])

    // MARK: Sources of images and documents

    static func sourceTypes(of block: JSONWord) -> [JSONWord] {
        block == .image ? [.base64, .file, .url] : [.base64, .content, .file, .text, .url]
    }

    static func source(_ type: JSONWord) -> ObjectShape {
        switch type {
        case .base64, .text: inlineSource
        case .url: urlSource
        case .file: fileSource
        default: contentSource
        }
    }

    private static let inlineSource = ObjectShape([
        type, .required(.mediaType, .string), .required(.data, .string),
    ])
    private static let urlSource = ObjectShape([type, .required(.url, .string)])
    private static let fileSource = ObjectShape([type, .required(.fileID, .string)])
    private static let contentSource = ObjectShape([type, .required(.content, .stringOrList)])

    /// "Vision", platform.claude.com.
    static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]
}
