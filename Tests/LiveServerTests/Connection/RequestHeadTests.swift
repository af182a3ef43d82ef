#if Live
import ClaudeBackend
import LiveServer
import MessagesAPI
import Testing

struct RequestHeadTests {
    static func head(
        _ headers: [(String, String)], method: String = "POST", target: String = "/", minorVersion: Int = 1
    ) -> RequestHead {
        RequestHead(
            method: method, target: target, headers: headers.map { HTTPHeader($0.0, $0.1) },
            minorVersion: minorVersion)
    }

    @Test(
        "the connection goes on unless somebody says otherwise",
        arguments: [
            ([], 1, "GET", false), ([("connection", "close")], 1, "GET", true),
            ([("connection", "keep-alive")], 1, "GET", false),
            ([("connection", "keep-alive, Close\t")], 1, "GET", true),
            ([("connection", "closed")], 1, "GET", false),
            ([("connection", "Upgrade, HTTP2-Settings")], 1, "GET", true),
            ([("connection", "keep-alive")], 0, "GET", true), ([], 1, "CONNECT", true),
        ] as [([(String, String)], Int, String, Bool)])
    func persistence(headers: [(String, String)], minorVersion: Int, method: String, isLast: Bool) {
        #expect(Self.head(headers, method: method, minorVersion: minorVersion).isLast == isLast)
    }

    @Test("only HTTP/1.1 expects to be told to continue")
    func expectation() {
        #expect(Self.head([("expect", "100-Continue")]).expectsContinue)
        #expect(!Self.head([("expect", "100-continue")], minorVersion: 0).expectsContinue)
        #expect(!Self.head([("expect", "200-ok")]).expectsContinue)
    }

    @Test("HTTP/1.1 demands one host")
    func host() {
        #expect(Self.head([("host", "a")]).isValid)
        #expect(!Self.head([]).isValid)
        #expect(!Self.head([("host", "a"), ("host", "a")]).isValid)
        #expect(Self.head([], minorVersion: 0).isValid)
    }

    @Test(
        "a target is a path and a query",
        arguments: [
            ("/v1/messages", "/v1/messages", ""), ("/v1/messages?beta=true", "/v1/messages", "beta=true"),
            ("/a?b?c", "/a", "b?c"), ("/?", "/", ""), ("*", "*", ""),
            ("http://localhost:8080/v1/models?limit=2", "/v1/models", "limit=2"), ("http://localhost", "/", ""),
            ("http://localhost?x", "/", "x"), ("/a?u=http://b/c", "/a", "u=http://b/c"),
        ])
    func target(target: String, path: String, query: String) {
        let request = Self.head([], target: target).request(body: [])
        #expect(request.path == path)
        #expect(request.query == query)
        #expect(Self.head([], target: target).path == path)
    }

    @Test("refusals are whole answers", arguments: Refusal.allCases)
    func refusals(refusal: Refusal) throws {
        let text = String(decoding: refusal.wire, as: UTF8.self)
        let parts = try #require(text.firstRange(of: "\r\n\r\n"))
        let head = text[..<parts.lowerBound]
        #expect(head.contains("connection: close"))
        #expect(head.hasSuffix("close"))
        #expect(head.contains("content-length: \(text[parts.upperBound...].utf8.count)\r\n"))
    }
}
#endif
