import ClaudeBackend
import Foundation
import MessagesAPI
import SourceText
import TestKit
import Testing

@Suite struct JSONTreeTests {
    private static func tree(_ text: String) throws -> JSONTree { try JSONTree(Array(text.utf8)) }

    private static func problem(_ bytes: [UInt8], nodeLimit: Int = 1_000) -> String? {
        do throws(ErrorResponse) {
            _ = try JSONTree(bytes, nodeLimit: nodeLimit)
            return nil
        } catch { return error.message }
    }

    @Test func `every word is found by its spelling, and no other text is`() throws {
        for word in JSONWord.allCases where word != .other {
            let tree = try Self.tree("{\"\(word.string)\":\"\(word.string)\",\"\(word.string)~\":\"~\(word.string)\"}")
            #expect(tree[1].key == word && tree[1].word == word)
            #expect(tree[2].key == .other && tree[2].word == .other)
        }
        #expect(Set(JSONWord.allCases.map(\.string)).count == JSONWord.allCases.count)
    }

    @Test func `long words are compared in their middle too`() throws {
        let word = JSONWord.disableParallelToolUse.string
        let tree = try Self.tree("{\"\(word.replacing("parallel", with: "perpllel"))\":1,\"\(word)\":1}")
        #expect(tree[1].key == .other && tree[2].key == .disableParallelToolUse)
    }

    @Test func `a word may be written with escapes`() throws {
        let tree = try Self.tree(#"{"r\u006fle":"us\u0065r"}"#)
        #expect(tree[1].key == .role && tree[1].word == .user)
    }

    @Test func `nodes know their children and what comes behind them`() throws {
        let tree = try Self.tree(#"{"content":[1,{"text":"a\nb"},[]],"role":"user","role":"assistant"}"#)
        let content = try #require(tree.member(0, .content))
        let kinds = tree.children(of: content).map { tree[$0].kind }
        #expect(kinds == [.number, .object, .array])
        #expect(tree[content].count == 3)
        #expect(tree.member(0, .role).map(tree.string) == "assistant")
        #expect(tree.member(content, .role) == nil)
        let object = try #require(tree.children(of: content).first { tree[$0].kind == .object })
        #expect(tree.member(object, .text).map(tree.string) == "a\nb")
        #expect(String(decoding: tree.source(content), as: UTF8.self) == #"[1,{"text":"a\nb"},[]]"#)
    }

    @Test(arguments: [
        ("{", "unexpected end of data: line 1 column 2 (char 1)"),
        ("{\"a\":1,}", "trailing comma is not allowed: line 1 column 7 (char 6)"),
        ("{\"a\" 1}", "expected ':' after an object key: line 1 column 6 (char 5)"),
        ("[1 2]", "expected ',' or a closing bracket: line 1 column 4 (char 3)"),
        ("{a:1}", "unexpected character: line 1 column 2 (char 1)"),
        ("[01]", "invalid number: line 1 column 2 (char 1)"),
        ("[\"\\x\"]", "invalid escaped character in string: line 1 column 3 (char 2)"),
        ("[NaN]", "unexpected character: line 1 column 2 (char 1)"),
        ("{}{}", "unexpected content after document: line 1 column 3 (char 2)"),
        ("\n\n \"\t\"", "control characters must be escaped in strings: line 3 column 3 (char 4)"),
    ])
    func `what is no JSON is refused with its place`(text: String, message: String) {
        #expect(Self.problem(Array(text.utf8)) == "The request body is not valid JSON: \(message)")
    }

    @Test func `what is no UTF-8 is refused`() {
        #expect(
            Self.problem([0x22, 0xFF, 0x22])
                == "The request body is not valid JSON: str is not valid UTF-8: line 1 column 2 (char 1)")
    }

    @Test func `halves of surrogate pairs are refused, pairs are not`() throws {
        #expect(try Self.tree(#"["\ud83d\ude00"]"#).string(1) == "😀")
        #expect(try Self.tree(#"["\\ud83d"]"#).string(1) == #"\ud83d"#)
        for half in [#"["\ude00"]"#, #"["\ud83dx"]"#, #"["\ud83d\u0041"]"#, #"{"\udc00":1}"#] {
            #expect(Self.problem(Array(half.utf8))?.contains("no low surrogate in string") == true, "\(half)")
        }
    }

    @Test func `more values than allowed are refused`() {
        let text = Array("[\(Array(repeating: "1", count: 1_000).joined(separator: ","))]".utf8)
        #expect(Self.problem(text, nodeLimit: 1_001) == nil)
        #expect(Self.problem(text, nodeLimit: 1_000)?.contains("too many values") == true)
    }

    @Test func `numbers are whole if their value is`() throws {
        let tree = try Self.tree("[1,1.0,1e2,1.5,-3,99999999999999999999,\"1\",true]")
        let values = tree.children(of: 0).map { tree.integer($0).value }
        #expect(values == [1, 1, 100, nil, -3, nil, nil, nil])
    }

    /// The tree against Foundation's reader, over random values in random spellings.
    @Test func `texts come out as another reader has them`() throws {
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            let text = "[\(SpelledJSON.value(depth: 0, &random).spelled(&random))]"
            let tree = try Self.tree(text)
            let expected = try JSONSerialization.jsonObject(with: Data(text.utf8))
            #expect(Self.value(tree, 0) as? NSArray == expected as? NSArray, "seed \(seed)")
        }
    }

    private static func value(_ tree: JSONTree, _ node: Int) -> Any {
        switch tree[node].kind {
        case .null: return NSNull()
        case .bool: return tree.isTrue(node)
        case .number: return tree.number(node) ?? 0
        case .string: return tree.string(node)
        case .array: return tree.children(of: node).map { value(tree, $0) }
        case .object:
            return Dictionary(
                tree.children(of: node).map { (String(decoding: tree.key($0), as: UTF8.self), value(tree, $0)) },
                uniquingKeysWith: { $1 })
        }
    }
}
