/// Whether a word stands in a line of code, not as part of a longer name and not as a member (`.word`).
private func holds(_ line: Substring, freeCall name: String) -> Bool {
    for range in line.ranges(of: "\(name)(") {
        let before = line[..<range.lowerBound]
        guard let last = before.last else { return true }
        if last == "." || last == "_" || last.isLetter || last.isNumber || before.hasSuffix("func ") { continue }
        return true
    }
    return false
}

extension HouseRule {
    static let onlyTheDoorTouchesTheWorld = perCodeLine(
        "Nothing prints, or reads the process, but through an Invocation",
        advice: "Return the text; a command hands it to `invocation.standardOutput`, so that a test can see it.",
        good: [
            [TreeFile("Sources/Commands/A.swift", "invocation.print(text)\nfunc print(_ text: String) {}\n")],
            [TreeFile("Sources/PromQL/A.swift", "pretty_print(a)\nlet a = \"print(\"\n")],
            [TreeFile("Sources/Commands/SystemInvocation.swift", "CommandLine.arguments\n")],
        ],
        bad: [
            ([TreeFile("Sources/PromQL/A.swift", "{ print(a) }\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Sources/Commands/A.swift", "\ndebugPrint(a)\n")], ["Sources/Commands/A.swift:2"]),
            ([TreeFile("Sources/Facts/A.swift", "let a = CommandLine.arguments\n")], ["Sources/Facts/A.swift:1"]),
        ],
        files: \.swiftSources
    ) { file, line in
        if let call = ["print", "debugPrint", "dump", "readLine"].first(where: { holds(line, freeCall: $0) }) {
            return "calls \(call)()"
        }
        let isDoor = file.path == "Sources/Commands/SystemInvocation.swift"
        return line.contains("CommandLine.") && !isDoor ? "reads CommandLine" : nil
    }

    static let noTraps = perCodeLine(
        "No input can bring the program down",
        advice: """
            Throw the module's error or append a finding. Where only a defect of ours can lead there, write \
            `preconditionFailure` with the invariant as its message. Keys from users may come twice: use \
            `Dictionary(_:uniquingKeysWith:)`, with keys compared bytewise.
            """,
        good: [[TreeFile("Sources/PromQL/A.swift", "try? f()\na as? B\n// try! f()\npreconditionFailure(\"why\")\n")]],
        bad: [
            (
                [TreeFile("Sources/PromQL/A.swift", "try! f()\na as! B\nfatalError()\n")],
                ["Sources/PromQL/A.swift:1", "Sources/PromQL/A.swift:2", "Sources/PromQL/A.swift:3"]
            ),
            (
                [TreeFile("Sources/Facts/A.swift", "Dictionary(uniqueKeysWithValues: a)\n")],
                ["Sources/Facts/A.swift:1"]
            ),
            ([TreeFile("Sources/Facts/A.swift", "nonisolated(unsafe) var a = 1\n")], ["Sources/Facts/A.swift:1"]),
        ],
        files: \.swiftSources
    ) { file, line in
        // One file shares memory between threads, one slot for each piece of work, so that nobody else has to.
        if file.path == "Sources/SourceText/Workers.swift", line.contains("nonisolated(unsafe) let slots") {
            return nil
        }
        let traps = [
            "try!", "as!", "fatalError(", "uniqueKeysWithValues:", "@unchecked", "nonisolated(unsafe)",
            "unsafeBitCast(", "unowned(unsafe)",
        ]
        return traps.first { line.contains($0) }.map { "uses `\($0)`" }
    }

    static let noPlatformMath = perCodeLine(
        "Every machine computes the same bits",
        advice: """
            The C library's exp and its kin differ between processors in the last bit (148 of 200,000 results with FMA \
            masked). Use PortableMath; only + - * / and square roots are exact everywhere.
            """,
        good: [
            [TreeFile("Sources/PromQL/A.swift", "PortableMath.exp(a)\nfunc pow(_ a: Double) {}\nexplain(a)\n")],
            [TreeFile("Sources/TimeSeries/PortableMath.swift", "log(a)\n")],
        ],
        bad: [
            ([TreeFile("Sources/PromQL/A.swift", "let a = 1 + exp(b)\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Sources/Simulation/A.swift", "\nfma(a, b, c)\n")], ["Sources/Simulation/A.swift:2"]),
            ([TreeFile("Sources/Simulation/A.swift", "Glibc.pow(a, b)\n")], ["Sources/Simulation/A.swift:1"]),
        ],
        files: \.swiftSources
    ) { file, line in
        if file.name == "PortableMath.swift" { return nil }
        let functions = [
            "exp", "exp2", "expm1", "pow", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
            "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "hypot", "fma", "tgamma", "lgamma",
        ]
        let called = functions.first { holds(line, freeCall: $0) || line.contains("Glibc.\($0)(") }
        return called.map { "calls \($0)() of the C library" }
    }

    static let packageAccess = perCodeLine(
        "Access is package or narrower, and tests are Swift Testing's",
        advice: "Nothing outside this package links to it: write `package`; tests import Testing.",
        good: [[TreeFile("Sources/PromQL/A.swift", "package struct A { let publicName = 1 }\n")]],
        bad: [
            ([TreeFile("Sources/PromQL/A.swift", "public struct A {}\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Sources/PromQL/A.swift", "  @inlinable public func a() {}\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Sources/PromQL/A.swift", "open class A {}\n")], ["Sources/PromQL/A.swift:1"]),
            ([TreeFile("Tests/PromQLTests/A.swift", "import XCTest\n")], ["Tests/PromQLTests/A.swift:1"]),
        ],
        files: \.swiftFiles
    ) { _, line in
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@" || $0 == ".") }
        if words.contains("public") || words.starts(with: ["open", "class"]) { return "is open to other packages" }
        return words == ["import", "XCTest"] ? "imports XCTest" : nil
    }

    static let typesSayWhatTheyAre = HouseRule(
        name: "A type that other targets see says what it is",
        advice: "Write one sentence in `///` above it, then units, ranges and errors as they apply.",
        good: [
            [TreeFile("Sources/PromQL/A.swift", "/// A thing.\n@frozen\npackage struct A {}\nstruct B {}\n")],
            [TreeFile("Sources/PromQL/A.swift", "/// A thing.\npackage struct A {\n    package enum Kind {}\n}\n")],
        ],
        bad: [
            ([TreeFile("Sources/PromQL/A.swift", "import B\n\npackage struct A {}\n")], ["Sources/PromQL/A.swift:3"]),
            ([TreeFile("Sources/PromQL/A.swift", "package final class A {}\n")], ["Sources/PromQL/A.swift:1"]),
        ]
    ) { tree in
        let openings = ["struct", "enum", "protocol", "final class", "class", "actor"].map { "package \($0) " }
        return tree.swiftSources.flatMap { file in
            let lines = file.lines
            return zip(lines.indices, file.codeLines).compactMap { index, line -> Violation? in
                guard openings.contains(where: { line.hasPrefix($0) }) else { return nil }
                var above = index - 1
                while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
                let isDocumented = above >= 0 && lines[above].hasPrefix("///")
                return isDocumented ? nil : Violation(file, line: index + 1, "\(line.prefix(60)) has no docstring")
            }
        }
    }
}
