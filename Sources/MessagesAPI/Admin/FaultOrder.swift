import ClaudeBackend
import SourceText

/// A fault as the admin interface takes it:
/// `{"fault": "rate-limit", "retry-after": 5, "for": 30, "share": 0.5, "requests": 10, "model": "claude-haiku-4-5"}`.
/// `in` and `for` are seconds of the server's time; what is left out holds at once, for good and for all.
package enum FaultOrder {
    private static let keys = ["fault", "in", "for", "share", "requests", "model"]

    static func read(_ body: [UInt8], at now: Int64) throws(WireFaultProblem) -> ScheduledFault {
        let tree: JSONTree
        do throws(ErrorResponse) { tree = try JSONTree(body) } catch {
            throw WireFaultProblem(message: error.message)
        }
        guard let name = tree.member(0, named: "fault"), tree[name].kind == .string else {
            throw WireFaultProblem(
                message: "name the fault: {\"fault\": \"overloaded\"}; see /preflight/faults/catalogue")
        }
        let settings = tree.children(of: 0).compactMap { child -> String? in
            let key = String(decoding: tree.key(child), as: UTF8.self)
            return keys.contains(key) ? nil : key + "=" + String(decoding: tree.source(child), as: UTF8.self)
        }
        var fault = ScheduledFault(try use(tree.string(name), settings))
        fault.startMilliseconds = now + (try seconds(tree, "in") ?? 0)
        fault.durationMilliseconds = try seconds(tree, "for")
        if let share = try number(tree, "share", 0...1) { fault.share = share }
        if let count = try number(tree, "requests", 1...1e15) { fault.remaining = try whole(count, "requests") }
        if let model = tree.member(0, named: "model") {
            guard tree[model].kind == .string else {
                throw WireFaultProblem(message: "`model` is the id of one model, as text")
            }
            fault.model = tree.string(model)
        }
        return fault
    }

    /// The same order as an option of the command line: `rate-limit; retry-after=5; in=10; for=30; share=0.5`.
    package static func read(option text: String) throws(WireFaultProblem) -> ScheduledFault {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        var own: [String] = []
        var ordered: [(key: String, value: String)] = []
        for part in parts.dropFirst() where !part.isEmpty {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            if sides.count == 2, keys.dropFirst().contains(sides[0]) {
                ordered.append((sides[0], sides[1]))
            } else {
                own.append(part)
            }
        }
        var fault = ScheduledFault(try use(parts.first ?? "", own))
        for (key, value) in ordered {
            func number(_ range: ClosedRange<Double>) throws(WireFaultProblem) -> Double {
                try checked(NumberText.number(ArraySlice(value.utf8), .json).value, key, range)
            }
            switch key {
            case "in": fault.startMilliseconds = Int64(try number(0...1e9) * 1_000)
            case "for": fault.durationMilliseconds = Int64(try number(0...1e9) * 1_000)
            case "share": fault.share = try number(0...1)
            case "requests": fault.remaining = try whole(try number(1...1e15), "requests")
            default: fault.model = value
            }
        }
        return fault
    }

    /// Whoever misspells a setting may have meant one of the order's own.
    private static func use(_ name: String, _ settings: [String]) throws(WireFaultProblem) -> WireFaultUse {
        do throws(WireFaultProblem) { return try WireFaultUse(name: name, settings: settings) } catch {
            guard WireFault.named(name) != nil else { throw error }
            throw WireFaultProblem(
                message: error.message
                    + "; any fault takes \(keys.dropFirst().map { "`\($0)=`" }.joined(separator: ", "))"
            )
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func seconds(_ tree: JSONTree, _ key: String) throws(WireFaultProblem) -> Int64? {
        try number(tree, key, 0...1e9).map { Int64($0 * 1_000) }
    }

    private static func number(
        _ tree: JSONTree, _ key: String, _ range: ClosedRange<Double>
    ) throws(WireFaultProblem) -> Double? {
        guard let place = tree.member(0, named: key) else { return nil }
        return try checked(tree.number(place), key, range)
    }

    private static func whole(_ value: Double, _ key: String) throws(WireFaultProblem) -> Int64 {
        guard value == value.rounded() else { throw WireFaultProblem(message: "`\(key)` is a whole number") }
        return Int64(value)
    }

    private static func checked(
        _ value: Double?, _ key: String, _ range: ClosedRange<Double>
    ) throws(WireFaultProblem) -> Double {
        guard let value, range.contains(value) else {
            throw WireFaultProblem(
                message: "`\(key)` is a number from \(Int64(range.lowerBound)) to \(Int64(range.upperBound))")
        }
        return value
    }
}
