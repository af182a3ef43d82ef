#if Live
package import ClaudeBackend
package import MessagesAPI

/// Request line and headers, with what they say of the connection and of the body.
package struct RequestHead: Sendable, Equatable {
    package var method: String
    /// As it came: `/v1/messages?beta=true`.
    package var target: String
    /// Names are lowercase.
    package var headers: [HTTPHeader]
    /// 1 or 0 of HTTP/1.1 and HTTP/1.0.
    package var minorVersion: Int

    /// No request follows on this connection. HTTP/1.0 keeps a connection only if the answer says so, and plans have no
    /// such header. What follows a request to upgrade, or CONNECT, may be another protocol.
    package private(set) var isLast: Bool
    package private(set) var contentLength: Int?
    /// The client waits for `100 Continue`. A server must ignore that of HTTP/1.0 (RFC 9110, section 10.1.1).
    package private(set) var expectsContinue = false
    /// HTTP/1.1 demands exactly one (RFC 9112, section 3.2).
    package private(set) var hostCount = 0
    /// What the head holds while it waits.
    package private(set) var size: Int

    package init(method: String, target: String, headers: [HTTPHeader], minorVersion: Int = 1) {
        self.method = method
        self.target = target
        self.headers = headers
        self.minorVersion = minorVersion
        isLast = minorVersion == 0 || method == "CONNECT"
        // Objects of the runtime, roughly.
        size = 256 + method.utf8.count + target.utf8.count
        for header in headers { read(header) }
    }

    private mutating func read(_ header: HTTPHeader) {
        let (name, value) = (header.name, header.value)
        size += 32 + name.utf8.count + value.utf8.count
        // By length first: comparing texts is what a request of twenty headers would spend its time on.
        switch name.utf8.count {
        case 4 where name == "host": hostCount += 1
        case 6 where name == "expect":
            if minorVersion > 0 && Self.tokens(value, hold: "100-continue") { expectsContinue = true }
        case 10 where name == "connection":
            if Self.tokens(value, hold: "close") || Self.tokens(value, hold: "upgrade") { isLast = true }
        // A length that is no number, or comes twice and differs, is refused before.
        case 14 where name == "content-length": contentLength = Int(value)
        default: break
        }
    }

    package var isValid: Bool { minorVersion == 0 || hostCount == 1 }

    /// As the responder sees it. A target in absolute form, as proxies get it, means its path (RFC 9112, section 3.2.2).
    package func request(body: [UInt8]) -> APIRequest {
        var rest = target[...]
        if !rest.utf8.starts(with: "/".utf8), let scheme = rest.firstRange(ofASCII: "://") {
            let authority = rest[scheme.upperBound...]
            let path = authority.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            rest = path.map { authority[$0...] } ?? "/"
        }
        guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            return APIRequest(method: method, path: String(rest), headers: headers, body: body)
        }
        let path = String(rest[..<mark])
        let query = String(rest[rest.utf8.index(after: mark)...])
        return APIRequest(
            method: method, path: path.isEmpty ? "/" : path, query: query, headers: headers, body: body)
    }

    /// The path alone.
    package var path: String { request(body: []).path }

    /// Whether a list of tokens, separated by commas, holds one; case does not count (RFC 9110, section 5.6.1).
    private static func tokens(_ list: String, hold token: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { element in
            let trimmed = element.drop { $0 == 0x20 || $0 == 0x09 }
            var end = trimmed.endIndex
            while end > trimmed.startIndex, trimmed[trimmed.index(before: end)] <= 0x20 {
                end = trimmed.index(before: end)
            }
            return trimmed[..<end].elementsEqual(token.utf8) { $0 | 0x20 == $1 | 0x20 }
        }
    }
}

extension Substring {
    fileprivate func firstRange(ofASCII text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: text.utf8) {
                return start..<utf8.index(start, offsetBy: text.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}

/// What the server itself answers before a request can reach the responder, and then closes.
package enum Refusal: Sendable, Equatable, CaseIterable {
    case malformed
    case headersTooLarge
    case tooSlow
    case outOfMemory
    case tooManyConnections

    /// The bytes of the whole answer.
    package var wire: [UInt8] {
        let text = "\(explanation)\n"
        return Array(
            """
            HTTP/1.1 \(status)\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: \(text.utf8.count)\r\n\
            connection: close\r\n\r\n\(text)
            """.utf8)
    }

    private var status: String {
        switch self {
        case .malformed: "400 Bad Request"
        case .headersTooLarge: "431 Request Header Fields Too Large"
        case .tooSlow: "408 Request Timeout"
        case .outOfMemory, .tooManyConnections: "503 Service Unavailable"
        }
    }

    private var explanation: String {
        switch self {
        case .malformed: "This is no HTTP/1.1 request."
        case .headersTooLarge: "The request line and headers are longer than this server takes."
        case .tooSlow: "The request did not arrive in time."
        case .outOfMemory: "Requests in flight hold all the memory that this server gives them."
        case .tooManyConnections: "All connections of this server are in use."
        }
    }
}
#endif
