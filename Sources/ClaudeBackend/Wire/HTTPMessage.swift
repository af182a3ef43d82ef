/// One header line; names are lowercase.
package struct HTTPHeader: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Status line and headers of an answer, without those that frame its body.
package struct ResponseHead: Sendable, Equatable {
    /// How the body says where it ends.
    package enum Framing: Sendable, Equatable {
        /// `content-length`; what is sent may be less, and then the answer is broken.
        case length(Int)
        case chunked
    }

    package var status: Int
    package var headers: [HTTPHeader]
    package var framing: Framing

    package init(status: Int, headers: [HTTPHeader], framing: Framing) {
        self.status = status
        self.headers = headers
        self.framing = framing
    }

    /// The value of a header, by its lowercase name.
    package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// HTTP/1.1 as bytes. Source: RFC 9112.
package enum HTTPFraming {
    package static func bytes(of head: ResponseHead) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(head.headers.reduce(128) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
        output += "HTTP/1.1 ".utf8
        output += String(head.status).utf8
        output += " ".utf8
        output += reason(head.status).utf8
        output += lineEnd
        for header in head.headers { append(header.name, header.value, to: &output) }
        switch head.framing {
        case .length(let count): append("content-length", String(count), to: &output)
        case .chunked: append("transfer-encoding", "chunked", to: &output)
        }
        output += lineEnd
        return output
    }

    private static func append(_ name: String, _ value: String, to output: inout [UInt8]) {
        output += name.utf8
        output += ": ".utf8
        output += value.utf8
        output += lineEnd
    }

    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    /// A piece of a body. `announced` is the length that a chunk claims, if not its own. A piece of no bytes is
    /// nothing: an empty chunk would end the body.
    package static func bytes(ofBody piece: [UInt8], announced: Int? = nil, framing: ResponseHead.Framing) -> [UInt8] {
        guard framing == .chunked else { return piece }
        if piece.isEmpty, announced == nil { return [] }
        var output: [UInt8] = []
        output.reserveCapacity(piece.count + 20)
        output += String(announced ?? piece.count, radix: 16).utf8
        output += lineEnd
        output += piece
        if announced == nil { output += lineEnd }
        return output
    }

    package static func end(framing: ResponseHead.Framing) -> [UInt8] {
        framing == .chunked ? Array("0\r\n\r\n".utf8) : []
    }

    /// Of the statuses that the API answers; clients must not read it (RFC 9112, section 4).
    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 529: "Overloaded"
        default: ""
        }
    }
}
