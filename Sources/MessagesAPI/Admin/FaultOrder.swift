import ClaudeBackend
import SourceText

/// A fault as the admin interface takes it:
/// `{"fault": "rate-limit", "retry-after": 5, "for": 30, "share": 0.5, "requests": 10, "model": "claude-haiku-4-5"}`.
/// `in` and `for` are seconds of the server's time; what is left out holds at once, for good and for all.
enum FaultOrder {
    private static let keys = ["fault", "in", "for", "share", "requests", "model"]

    static func read(_ body: [UInt8], at now: Int64) throws(WireFaultProblem) -> ScheduledFault {
        let tree: JSONTree
        do throws(ErrorResponse) { tree = try JSONTree(body) } catch {
            throw WireFaultProblem(message: error.message)
        }
        guard let name = tree.member(0, named: "fault"), tree[name].kind == .string else {
            throw WireFaultProblem(message: "name the fault: {\"fault\": \"overloaded\"}; see /preflight/faults/catalogue")
        }
        let settings = tree.children(of: 0).compactMap { child -> String? in
            let key = String(decoding: tree.key(child), as: UTF8.self)
            return keys.contains(key) ? nil : key + "=" + String(decoding: tree.source(child), as: UTF8.self)
        }
        var fault = ScheduledFault(try WireFaultUse(name: tree.string(name), settings: settings))
        fault.startMilliseconds = now + (try seconds(tree, "in") ?? 0)
        fault.durationMilliseconds = try seconds(tree, "for")
        if let share = try number(tree, "share", 0...1) { fault.share = share }
        if let count = try number(tree, "requests", 1...1e15) { fault.remaining = Int64(count) }
        if let model = tree.member(0, named: "model"), tree[model].kind == .string { fault.model = tree.string(model) }
        return fault
    }

    private static func seconds(_ tree: JSONTree, _ key: String) throws(WireFaultProblem) -> Int64? {
        try number(tree, key, 0...1e9).map { Int64($0 * 1_000) }
    }

    private static func number(
        _ tree: JSONTree, _ key: String, _ range: ClosedRange<Double>
    ) throws(WireFaultProblem) -> Double? {
        guard let place = tree.member(0, named: key) else { return nil }
        guard let value = tree.number(place), range.contains(value) else {
            throw WireFaultProblem(
                message: "`\(key)` is a number from \(Int64(range.lowerBound)) to \(Int64(range.upperBound))")
        }
        return value
    }
}
