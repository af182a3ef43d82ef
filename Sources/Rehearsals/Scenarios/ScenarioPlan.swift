import ClaudeBackend
import Facts
import Simulation
import SourceText
import TimeSeries

/// A scenario's timeline as text, to be read before anything runs: `preflight rehearse --plan`.
package enum ScenarioPlan {
    /// How wide a bar is, in characters.
    private static let width = 40

    package static func text(_ resolved: ResolvedScenario) -> String {
        let scenario = resolved.scenario
        let input = resolved.input
        var lines = ["\(scenario.id.value) (\(scenario.kind.rawValue)): \(scenario.title)", "  \(scenario.story)", ""]
        lines.append("  runs      \(time(input.durationMilliseconds)) from \(scenario.start.text) UTC")
        lines.append("  traffic   \(traffic(input))")
        lines.append("  retries   \(policy(input.policy))")
        lines.append("  telemetry \(pipeline(resolved.pipeline))")
        if !resolved.signals.isEmpty {
            lines.append("  disturbs  \(resolved.signals.map(\.name).joined(separator: ", "))")
        }
        lines += ["", "  users"]
        lines += columns(populations(input))
        if !input.dependencies.isEmpty {
            lines += ["", "  asked first"]
            lines += columns(input.dependencies.map { [$0.name, distribution($0.latencyMilliseconds, unit: "ms")] })
        }
        lines += ["", "  timeline"]
        lines += columns(timeline(resolved))
        if !resolved.assumptions.isEmpty {
            lines += ["", "  taken for granted"]
            lines += resolved.assumptions.map { assumption in
                "    \(assumption.what)" + (assumption.key.map { " (\($0))" } ?? "")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: What happens when

    private static func timeline(_ resolved: ResolvedScenario) -> [[String]] {
        let run = resolved.input.durationMilliseconds
        var rows: [[String]] = []
        if case .open(let curve) = resolved.input.traffic.model {
            rows.append(["traffic", "", profile(curve, run)])
        }
        for (index, one) in (resolved.scenario.faults + resolved.scenario.background).enumerated() {
            let isBackground = index >= resolved.incidentFaultCount
            let times = one.occurrences(inRun: run)
            guard let first = times.first else { continue }
            var when =
                one.fault.kind.isMoment
                ? "at \(time(first.lowerBound))" : "\(time(first.lowerBound)) to \(time(first.upperBound))"
            if let every = one.fault.everyMilliseconds { when += ", every \(time(every))" }
            let what = "\(one.id.value): \(one.fault.kind.name)\(values(one.fault))"
            rows.append([isBackground ? "(\(what))" : what, when, bar(times, run)])
        }
        return rows
    }

    private static func values(_ fault: Fault) -> String {
        let words = zip(fault.kind.parameters, fault.values).map { parameter, value in
            switch parameter.kind {
            case .share: "\(parameter.name) \(number(value * 100))%"
            case .factor: "\(parameter.name) \(number(value))"
            case .integer: "\(parameter.name) \(number(value))"
            case .duration: "\(parameter.name) \(time(Int64(min(max(0, value), 1e15))))"
            case .flag: value == 0 ? "not \(parameter.name)" : parameter.name
            }
        }
        var targets = fault.match.populations + fault.match.models + fault.match.features + fault.match.tenants
        if let dependency = fault.dependency { targets.append(dependency) }
        let whom = targets.isEmpty ? "" : " on \(targets.joined(separator: ", "))"
        return (words.isEmpty ? "" : " " + words.joined(separator: ", ")) + whom
    }

    /// `#` where a fault is under way, one character for each fortieth of the run; a moment has one of its own.
    private static func bar(_ times: [ClosedRange<Int64>], _ run: Int64) -> String {
        var cells = [Character](repeating: ".", count: width)
        for range in times {
            let first = cell(range.lowerBound, run)
            let last = max(first, cell(max(range.lowerBound, range.upperBound - 1), run))
            for index in first...last { cells[index] = "#" }
        }
        return "|" + String(cells) + "|"
    }

    private static func cell(_ time: Int64, _ run: Int64) -> Int {
        run <= 0 ? 0 : min(width - 1, max(0, Int(time * Int64(width) / run)))
    }

    /// Ten heights of traffic, against its peak.
    private static func profile(_ curve: RateCurve, _ run: Int64) -> String {
        let peak = TrafficCurve(durationMilliseconds: run).peak(curve)
        let cells = (0..<width).map { index -> Character in
            let rate = TrafficCurve.rate(curve, at: run * Int64(2 * index + 1) / Int64(2 * width))
            let share = peak > 0 ? rate / peak : 0
            let height = share.isFinite ? Int((max(0, min(1, share)) * 9).rounded()) : 0
            return Character("\(height)")
        }
        return "|" + String(cells) + "|"
    }

    // MARK: Who and how much

    private static func traffic(_ input: SimulationInput) -> String {
        switch input.traffic.model {
        case .closed(let workers, let thinkTime):
            return "\(workers) workers, \(distribution(thinkTime, unit: "ms")) between two requests"
        case .open(let curve):
            let points = curve.points.filter { $0.milliseconds <= input.durationMilliseconds }
            guard let top = points.max(by: { $0.perSecond < $1.perSecond }),
                let low = points.min(by: { $0.perSecond < $1.perSecond })
            else { return "none" }
            let peak = "\(number(top.perSecond)) requests a second"
            let isLevel = top.perSecond == low.perSecond
            return isLevel
                ? peak
                : "\(peak) at the peak (\(time(top.milliseconds))), \(number(low.perSecond)) at the least (\(time(low.milliseconds)))"
        }
    }

    private static func populations(_ input: SimulationInput) -> [[String]] {
        let whole = input.populations.reduce(0) { $0 + $1.share }
        return input.populations.map { one in
            var traits = [one.streaming ? "streamed" : "not streamed"]
            traits.append("in \(distribution(one.inputTokens, unit: "tokens"))")
            traits.append("out \(distribution(one.outputTokens, unit: "tokens"))")
            if let cache = one.cache {
                traits.append("cached prefix \(distribution(cache.prefixTokens, unit: "tokens"))")
            }
            if let thinking = one.thinking { traits.append("thinks in \(number(thinking.share * 100))%") }
            let share = whole > 0 ? one.share / whole * 100 : 0
            return [one.id, "\(number(share))%", traits.joined(separator: ", ")]
        }
    }

    private static func policy(_ policy: ClientPolicy) -> String {
        guard policy.maximumRetries > 0 else {
            return "none, gives up after \(time(policy.readTimeoutMilliseconds)) of silence"
        }
        var words = [
            "\(policy.maximumRetries), \(time(policy.backoffBaseMilliseconds)) doubled up to \(time(policy.backoffCapMilliseconds))"
        ]
        if !policy.heedsRetryAfter {
            words.append("retry-after ignored")
        } else {
            let limit = policy.longestRetryAfterMilliseconds.map { " up to \(time($0))" } ?? ""
            words.append("retry-after heeded\(limit)")
        }
        words.append("gives up after \(time(policy.readTimeoutMilliseconds)) of silence")
        if let deadline = policy.deadlineMilliseconds { words.append("deadline \(time(deadline))") }
        if let model = policy.fallbackModel { words.append("then \(model)") }
        return words.joined(separator: ", ")
    }

    private static func pipeline(_ pipeline: PipelineSettings) -> String {
        switch pipeline.kind {
        case .pull: "pulled every \(time(pipeline.scrape.intervalMilliseconds))"
        case .sync: "sent inside the call, up to \(time(pipeline.exporter.timeoutMilliseconds))"
        case .async, .otelSDK, .dogstatsd:
            "\(pipeline.kind.rawValue), flushed every \(time(pipeline.buffer.flushMilliseconds))"
        }
    }

    private static func distribution(_ distribution: Distribution, unit: String) -> String {
        switch distribution {
        case .constant(let value): "\(number(value)) \(unit)"
        case .percentiles(let p50, let p95): "p50 \(number(p50)), p95 \(number(p95)) \(unit)"
        case .gamma(let mean, let cv): "mean \(number(mean)), cv \(number(cv)) \(unit)"
        case .exponential(let mean): "mean \(number(mean)) \(unit)"
        case .uniform(let low, let high): "\(number(low)) to \(number(high)) \(unit)"
        }
    }

    // MARK: Layout

    private static func time(_ milliseconds: Int64) -> String { PrometheusDuration.text(milliseconds: milliseconds) }

    /// At most two decimals, and none that are zero.
    private static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        let hundredths = Int64((value * 100).rounded())
        let rest = abs(hundredths % 100)
        let whole = "\(hundredths < 0 && hundredths > -100 ? "-" : "")\(hundredths / 100)"
        if rest == 0 { return whole }
        return whole + "." + (rest < 10 ? "0" : "") + (rest % 10 == 0 ? "\(rest / 10)" : "\(rest)")
    }

    /// Rows with their cells below each other, four blanks in.
    private static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].unicodeScalars.count : 0 }.max() ?? 0
        }
        return rows.map { row in
            var line = "   "
            for (column, cell) in row.enumerated() {
                line += " " + cell
                guard column < row.count - 1 else { continue }
                line += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count + 1)
            }
            return line
        }
    }
}
