package import ClaudeBackend

/// One HTTP request as far as the API looks at it.
package struct APIRequest: Sendable {
    /// `POST`.
    package var method: String
    /// Without the query: `/v1/messages`.
    package var path: String
    /// What stands behind the question mark; empty if there is none.
    package var query: String
    /// In the order in which they came; names are lowercase. No value of a credential is ever kept beyond the answer.
    package var headers: [HTTPHeader]
    package var body: [UInt8]

    package init(method: String, path: String, query: String = "", headers: [HTTPHeader], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, by its lowercase name.
    package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
