import Documents
import Findings
import SourceText
import Testing

@Suite("A node")
struct NodeTests {
    @Test("knows its entries, elements and bytes")
    func shape() throws {
        let text = "groups:\n  - name: chat\n    rules: [a, 'b', \"c\"]\n"
        let root = try root(text)
        let group = try #require(root["groups"]?.elements.first)
        #expect(group["name"]?.string() == "chat")
        #expect(group.entries.map { $0.key.string() } == ["name", "rules"])
        let rules = try #require(group["rules"])
        #expect(rules.elements.map { source($0, of: text) } == ["a", "'b'", "\"c\""])
        #expect(rules.elements.map { $0.string() } == ["a", "b", "c"])
        #expect(source(rules, of: text) == "[a, 'b', \"c\"]")
        #expect(source(group, of: text) == "name: chat\n    rules: [a, 'b', \"c\"]")
        #expect(root["absent"] == nil)
        #expect(rules.count == 3 && group.count == 2)
    }

    @Test("reached through an alias has the anchor's value and the alias's place")
    func alias() throws {
        let text = "a: &x {k: 1}\nb: *x\n"
        let node = try #require(try root(text)["b"])
        #expect(node["k"]?.string() == "1")
        #expect(source(node, of: text) == "*x")
        #expect(source(node.definitionRange, of: Array(text.utf8)) == "{k: 1}")
        #expect(node.isAlias)
    }

    @Test("follows merge keys: own keys first, then earlier mappings before later ones")
    func merge() throws {
        let text = """
            one: &one {a: 1, b: 1}
            two: &two {b: 2, c: 2, <<: {d: 3, c: 9}}
            all:
              <<: [*one, *two]
              c: own
            quoted: {"<<": *one}
            """
        let root = try root(text)
        let all = try #require(root["all"])
        #expect(
            all.mergedEntries().map { "\($0.key.string())=\($0.value.string())" } == ["c=own", "a=1", "b=1", "d=3"])
        #expect(all["b"]?.string() == "1" && all["c"]?.string() == "own" && all["d"]?.string() == "3")
        #expect(root["quoted"]?["a"] == nil)
    }

    @Test("maps each byte of a block scalar to the bytes that spell it")
    func blockText() throws {
        let text = "expr: |\n    sum(é)\n      by (x)\n\n    > 1\nnext: 1\n"
        let node = try #require(try root(text)["expr"])
        #expect(node.string() == "sum(é)\n  by (x)\n\n> 1\n")
        let decoded = node.text
        let position = try #require(decoded.bytes.lastIndex(of: UInt8(ascii: "x")))
        let range = decoded.sourceRange(of: ByteRange(start: position - 1, length: 3))
        #expect(source(range, of: Array(text.utf8)) == "(x)")
        #expect(source(node, of: text).hasSuffix("> 1"))
    }
}
