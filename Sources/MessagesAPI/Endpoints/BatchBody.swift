import ClaudeBackend
import SourceText

/// The body of `POST /v1/messages/batches`. What stands in `params` is read when the batch is processed: what is wrong
/// there is a result and no refusal.
enum BatchBody {
    static func read(_ body: [UInt8]) throws(ErrorResponse) -> [BatchStore.Item] {
        let tree = try JSONTree(body)
        guard let requests = tree.member(0, named: "requests") else { throw .invalid("requests: Field required") }
        guard tree[requests].kind == .array else { throw .invalid("requests: Input should be a valid array") }
        var items: [BatchStore.Item] = []
        var seen: Set<ByteString> = []
        for (index, request) in tree.children(of: requests).enumerated() {
            guard items.count < BatchStore.requestsPerBatch else {
                throw .invalid("requests: List should have at most \(BatchStore.requestsPerBatch) items")
            }
            let item = try item(tree, request, path: "requests.\(index)")
            guard seen.insert(ByteString(item.customID)).inserted else {
                throw .invalid("requests.\(index).custom_id: `\(item.customID)` is not unique within the batch")
            }
            items.append(item)
        }
        guard !items.isEmpty else { throw .invalid("requests: List should have at least 1 item") }
        return items
    }

    private static func item(
        _ tree: JSONTree, _ request: Int, path: String
    ) throws(ErrorResponse) -> BatchStore.Item {
        guard tree[request].kind == .object else { throw .invalid("\(path): Input should be a valid object") }
        guard let id = tree.member(request, named: "custom_id") else {
            throw .invalid("\(path).custom_id: Field required")
        }
        guard tree[id].kind == .string else { throw .invalid("\(path).custom_id: Input should be a valid string") }
        let name = tree.bytes(id)
        guard (1...64).contains(name.count), name.allSatisfy(isNameByte) else {
            throw .invalid("\(path).custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")
        }
        guard let params = tree.member(request, named: "params") else {
            throw .invalid("\(path).params: Field required")
        }
        return BatchStore.Item(customID: String(decoding: name, as: UTF8.self), params: Array(tree.source(params)))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension JSONTree {
    /// The member of an object with a key that is no word of the Messages API; of several the last.
    func member(_ object: Int, named name: String) -> Int? {
        guard self[object].kind == .object else { return nil }
        var found: Int?
        for child in children(of: object) where key(child).elementsEqual(name.utf8) { found = child }
        return found
    }
}
