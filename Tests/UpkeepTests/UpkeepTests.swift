import Foundation
import Testing

@Suite("House rules")
struct UpkeepTests {
    @Test("hold in this checkout:", arguments: HouseRule.all)
    func holds(rule: HouseRule) {
        let violations = rule.violations(.checkout)
        #expect(
            violations.isEmpty,
            """
            \(rule.name)
            \(violations.prefix(40).map(\.description).joined(separator: "\n"))
            \(rule.advice)
            """)
    }

    @Test("leave good examples alone:", arguments: HouseRule.all)
    func passes(rule: HouseRule) {
        #expect(!rule.good.isEmpty)
        for tree in rule.good { #expect(rule.violations(SourceTree(tree)) == []) }
    }

    @Test("find every fault of bad examples, at its place:", arguments: HouseRule.all)
    func fails(rule: HouseRule) {
        #expect(!rule.bad.isEmpty)
        for (tree, places) in rule.bad {
            let found = rule.violations(SourceTree(tree)).map { violation in
                "\(violation.path)\(violation.line.map { ":\($0)" } ?? "")"
            }
            #expect(found == places)
        }
    }

    @Test("look at the whole checkout")
    func checkout() {
        let paths = Set(SourceTree.checkout.files.map(\.path))
        for expected in ["Package.swift", "Makefile", ".ci/run", "Sources/preflight/main.swift"] {
            #expect(paths.contains(expected), "\(expected) is not among the \(paths.count) files looked at")
        }
        #expect(!paths.contains { $0.hasPrefix(".build") || $0.hasPrefix(".git/") })
    }
}

@Suite("Code without comments and strings")
struct SwiftCodeTests {
    @Test(
        "keeps code and line breaks only",
        arguments: [
            ("a // b⏎c", "a     ⏎c"), ("a /* b /* c */ d */ e", "a                   e"),
            ("f(\"x\")", "f(   )"), ("\"a\\\"b\" c", "       c"), ("\"\\(f(\")\"))\" c", "            c"),
            ("#\"a\"b\"# c", "        c"), ("\"\"\"⏎ a\"b⏎\"\"\" c", "   ⏎    ⏎    c"),
            ("/* open", "       "), ("\"open⏎next", "     ⏎next"), ("\"\\", "  "),
        ])
    func blanked(source: String, expected: String) {
        // Test names stay on one line of the log this way.
        let lines = { (text: String) in text.replacingOccurrences(of: "⏎", with: "\n") }
        #expect(SwiftCode.blanked(lines(source)) == lines(expected))
    }
}
