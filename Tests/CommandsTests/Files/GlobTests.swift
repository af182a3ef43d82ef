import Commands
import TestKit
import Testing

@Suite("A path pattern")
struct GlobTests {
    @Test(
        "matches",
        arguments: [
            ("rules.yaml", "rules.yaml"), ("*.yaml", "rules.yaml"), ("*", "rules"), ("r*s", "rs"),
            ("r*l*s.y?ml", "rules.yaml"), ("rules/*.yaml", "rules/a.yaml"), ("./rules/*.yaml", "rules/a.yaml"),
            ("rules//a.yaml", "rules/a.yaml"), ("rules/*.yaml", "./rules/a.yaml"), ("**/*.yaml", "a.yaml"),
            ("**/*.yaml", "x/y/z/a.yaml"), ("deploy/**/rules/*.yaml", "deploy/rules/a.yaml"),
            ("deploy/**/rules/*.yaml", "deploy/eu/one/rules/a.yaml"), ("deploy/**", "deploy/x/y.json"),
            ("**/**/a", "a"), ("a**b", "axxb"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"), ("[^a-c]x", "dx"), ("[]]x", "]x"),
            ("[!]]x", "ax"), ("[a-]x", "-x"), ("[\\]]x", "]x"), ("[-a]x", "-x"), ("{a,b}.yaml", "b.yaml"),
            ("{a,b/c}/{d,e}", "b/c/e"), ("{a,{b,c}}", "c"), ("{a,}b", "b"), ("{a}", "a"), ("\\*", "*"),
            ("\\{a\\}", "{a}"), ("[{]", "{"), ("ümlaut-?.yaml", "ümlaut-é.yaml"), ("[à-ü]", "é"), (".*", ".hidden"),
            (".git/*", ".git/config"), ("\\.*", ".hidden"), ("/etc/*.yml", "/etc/a.yml"), ("../x/*", "../x/a"),
        ])
    func matches(pattern: String, path: String) throws { #expect(try Glob(pattern).matches(path)) }

    @Test(
        "does not match",
        arguments: [
            ("*.yaml", "rules/a.yaml"), ("*.yaml", ".hidden.yaml"), ("**/*.yaml", ".git/a.yaml"),
            ("**", ".hidden"), ("?", "/"), ("rules/*", "rules"), ("rules/**", "rules"), ("[!a]x", ".x"), ("?x", ".x"),
            ("[a-c]x", "dx"), ("A", "a"), ("{a,b}.yaml", "c.yaml"), ("\\*", "a"), ("/etc/*", "etc/a"),
            ("*", "/a"), ("e\u{301}", "\u{e9}"), ("?", "e\u{301}"), ("r*s", "rule"), ("a/**/b", "a/.x/b"),
        ])
    func doesNotMatch(pattern: String, path: String) throws { #expect(try !Glob(pattern).matches(path)) }

    @Test(
        "that is none says what is wrong with it",
        arguments: [
            ("", GlobProblem.empty), ("a[b", .unclosedBracket), ("[a/b]", .unclosedBracket), ("[]", .unclosedBracket),
            ("{a,b", .unclosedBrace), ("a}", .unopenedBrace), ("[z-a]", .reversedRange("z", "a")),
            ("[[:alpha:]]", .characterClass), ("a\\", .danglingEscape), ("a\0b", .holdsNUL), ("{,a}", .empty),
            (String(repeating: "a", count: 5000), .tooLong(limitBytes: 4096)),
            (String(repeating: "{a,b}", count: 11), .tooManyAlternatives(limit: 1024)),
        ])
    func refuses(pattern: String, problem: GlobProblem) {
        #expect(throws: problem) { try Glob(pattern) }
    }

    @Test("made to explode is matched in the time of its length")
    func explosion() throws {
        let runs = try Glob(String(repeating: "*a", count: 500) + "b")
        #expect(!runs.matches(String(repeating: "a", count: 2000)))
        let folders = try Glob(String(repeating: "**/a/", count: 200) + "b")
        #expect(!folders.matches(String(repeating: "a/", count: 400) + "c"))
    }

    @Test("never crashes, and expands to exactly the files it matches", arguments: UInt64(0)..<40)
    func expansionAgreesWithMatching(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let names = ["a", "b", "ab", "a.b", ".a", "é", "{", "[", "*"]
        for _ in 0..<12 {
            let depth = 1 + generator.below(4)
            let path = (0..<depth).map { _ in generator.pick(names) }.joined(separator: "/")
            // A name may be taken by a file where this path wants a folder; that tree is good enough as it is.
            try? folder.write(path, "")
        }
        let everything = try Glob("{,.}*{,/{,.}*{,/{,.}*{,/{,.}*}}}")
        let all = GlobExpansion([everything], below: "", in: folder.files).paths
        #expect(!all.isEmpty)
        let parts = ["a", "b", "*", "**", "?", "/", "[ab]", "[!a]", "{a,b}", ".", "\\*", "é", "{a,**}", "]", "}", "["]
        for _ in 0..<200 {
            let pattern = (0..<1 + generator.below(6)).map { _ in generator.pick(parts) }.joined()
            guard let glob = try? Glob(pattern), pattern.utf8.first != UInt8(ascii: "/") else { continue }
            let expanded = GlobExpansion([glob], below: "", in: folder.files).paths
            let matched = all.filter { glob.matches($0) }
            // Patterns without wildcards stand for themselves, there or not.
            let found = expanded.filter { path in all.contains { $0.utf8.elementsEqual(path.utf8) } }
            #expect(found == matched, "pattern `\(pattern)`, seed \(seed)")
        }
    }
}

@Suite("Looking up patterns")
struct GlobExpansionTests {
    @Test("gives files in bytewise order, each once, below the given folder")
    func order() throws {
        let folder = try TemporaryFolder()
        for name in ["s/b.yaml", "s/B.yaml", "s/é.yaml", "s/x/a.yaml", "s/a.yaml", "s/a.json", "s/y.yaml/in.yaml"] {
            try folder.write(name, "")
        }
        let globs = [try Glob("*.yaml"), try Glob("**/a.*"), try Glob("a.yaml")]
        let expansion = GlobExpansion(globs, below: "s", in: folder.files)
        #expect(expansion.paths == ["s/B.yaml", "s/a.json", "s/a.yaml", "s/b.yaml", "s/x/a.yaml", "s/é.yaml"])
        #expect(expansion.problems.isEmpty)
    }

    @Test("lets a pattern without wildcards stand for itself, so that reading it tells what is wrong")
    func literal() throws {
        let folder = try TemporaryFolder()
        let expansion = GlobExpansion([try Glob("{missing,../up}.yaml")], below: "s", in: folder.files)
        #expect(expansion.paths == ["s/../up.yaml", "s/missing.yaml"])
        #expect(GlobExpansion([try Glob("missing/*.yaml")], below: "", in: folder.files).paths.isEmpty)
    }

    @Test("ends in a circle of links, and keeps a folder's real name")
    func cycle() throws {
        let folder = try TemporaryFolder()
        try folder.write("real/rules/a.yaml", "")
        try folder.link("real/rules/up", to: "../..")
        try folder.link("real/self", to: ".")
        try folder.link("early", to: "real/rules")
        try folder.link("loop", to: "loop")
        let expansion = GlobExpansion([try Glob("**/*.yaml")], below: "", in: folder.files)
        #expect(expansion.paths == ["real/rules/a.yaml"])
        #expect(expansion.problems.isEmpty)
    }

    @Test("follows a link that leads to files found nowhere else, and lists links that lead nowhere")
    func links() throws {
        let folder = try TemporaryFolder()
        try folder.write("elsewhere/a.yaml", "")
        try folder.link("here/linked", to: "../elsewhere")
        try folder.link("here/dangling.yaml", to: "gone.yaml")
        let expansion = GlobExpansion([try Glob("**/*.yaml")], below: "here", in: folder.files)
        #expect(expansion.paths == ["here/dangling.yaml", "here/linked/a.yaml"])
    }

    @Test("stops at a depth no source tree has, and says so")
    func depth() throws {
        let folder = try TemporaryFolder()
        let deep = String(repeating: "d/", count: 70)
        try folder.write("\(deep)a.yaml", "")
        try folder.write("d/a.yaml", "")
        let expansion = GlobExpansion([try Glob("**/a.yaml")], below: "", in: folder.files)
        #expect(expansion.paths == ["d/a.yaml"])
        #expect(expansion.problems.map(\.reason) == [.tooDeep(limit: 64)])
    }

    @Test("tells of a folder it may not list")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        try folder.write("open/a.yaml", "")
        try folder.write("closed/b.yaml", "")
        var files = folder.files
        let list = files.list
        files.list = { $0 == "closed" ? .failure(.notPermitted) : list($0) }
        let expansion = GlobExpansion([try Glob("*/*.yaml")], below: "", in: files)
        #expect(expansion.paths == ["open/a.yaml"])
        #expect(expansion.problems.map(\.path) == ["closed"])
        #expect(expansion.problems.map(\.sentence) == ["may not be accessed by this user"])
    }

    @Test("counts file names that are no UTF-8")
    func unwritableNames() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "")
        try #require(RawNames.create(in: folder.path("."), name: [0xFF, 0x2E, 0x79]))
        let expansion = GlobExpansion([try Glob("*")], below: "", in: folder.files)
        #expect(expansion.paths == ["a.yaml"])
        #expect(expansion.problems.map(\.sentence) == ["holds 1 file name not in UTF-8, passed over"])
    }
}
