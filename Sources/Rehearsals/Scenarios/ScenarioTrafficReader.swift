import Documents
import Simulation
import SourceText

/// `traffic` in a scenario.
enum ScenarioTrafficReader {
    private static let mostPerSecond = 1e6

    static func read(_ keys: inout MappingReader, run: Int64?) -> ScenarioTraffic {
        var traffic = ScenarioTraffic()
        let places = keys.keys
        let rate = keys.optional("rate") { $0.number(in: 0...mostPerSecond) }
        let daily = keys.optional("daily_requests") { $0.amount() }
        let stages = keys.optional("stages") { $0.list { $0.mapping(stage) ?? nil } }
        let trace = keys.optional("trace") { $0.byteString() }
        let workers = keys.optional("workers") { $0.integer(in: 1...1_000_000) }
        let thinkTime = keys.optional("think_time") { $0.timeDistribution() }
        traffic.diurnal = keys.optional("diurnal") { $0.mapping(diurnal) ?? nil }
        traffic.spikes =
            keys.optional("spike") { $0.oneOrMore { value in value.mapping { spike(&$0, run: run) } ?? nil } } ?? []
        traffic.arrivalCV = keys.optional("arrivals") { $0.mapping(arrivals) ?? nil }
        // With stages a rate is where the first one begins.
        var ways: [String] = []
        for way in ["rate", "daily_requests", "stages", "trace", "workers"] where keys.contains(way) {
            if way == "stages", ways == ["rate"] { ways = [] }
            if let first = ways.first, let place = places.first(where: { $0.value.utf8.elementsEqual(way.utf8) }) {
                keys.report(
                    ScenarioFindings.contradicts(
                        way, at: place.range, first, why: "Each says by itself how many users come."))
            }
            ways.append(way)
        }
        for key in ["diurnal", "spike"] where keys.contains(key) {
            let other = key == "diurnal" ? ["stages", "trace", "workers"] : ["workers"]
            guard let way = ways.first(where: { other.contains($0) }),
                let place = places.first(where: { $0.value.utf8.elementsEqual(key.utf8) })
            else { continue }
            keys.report(
                ScenarioFindings.contradicts(
                    key, at: place.range, way, why: "`\(way)` already says how many users come at each moment."))
        }
        if keys.contains("think_time"), !keys.contains("workers"),
            let place = places.first(where: { $0.value.utf8.elementsEqual("think_time".utf8) })
        {
            keys.report(
                ScenarioFindings.contradicts(
                    "think_time", at: place.range, ways.first ?? "an open model",
                    why: "Only `workers` wait between two requests; users who come by themselves do not.",
                    fix: "add `workers: 20`, or leave `think_time` out"))
        }
        traffic.model = model(rate, daily, stages, trace, workers, thinkTime)
        reportSilence(traffic, rate, daily, &keys)
        return traffic
    }

    private static func model(
        _ rate: Located<Double>?, _ daily: Located<Double>?, _ stages: [ScenarioTraffic.Stage]?,
        _ trace: Located<ByteString>?, _ workers: Located<Int>?, _ thinkTime: Distribution?
    ) -> ScenarioTraffic.Model? {
        if let workers { return .closed(workers: workers.value, thinkTime: thinkTime) }
        if let trace { return .trace(trace) }
        if let stages, !stages.isEmpty { return .stages(from: rate?.value ?? 0, stages) }
        if let daily { return .daily(daily.value) }
        return rate.map { .rate($0.value) }
    }

    private static func reportSilence(
        _ traffic: ScenarioTraffic, _ rate: Located<Double>?, _ daily: Located<Double>?, _ keys: inout MappingReader
    ) {
        let isSilent =
            switch traffic.model {
            case .rate(let rate): rate == 0
            case .daily(let requests): requests == 0
            case .stages(let from, let stages): from == 0 && stages.allSatisfy { $0.target == 0 }
            case .trace, .closed, nil: false
            }
        if isSilent {
            keys.report(ScenarioFindings.nobodyComes(at: rate?.range ?? daily?.range ?? keys.node.range))
        }
    }

    private static func stage(_ keys: inout MappingReader) -> ScenarioTraffic.Stage? {
        let target = keys.required("target", example: "40") { $0.number(in: 0...mostPerSecond) }
        let duration = keys.required("duration", example: "10m") { $0.time(atLeast: 1_000) }
        guard let target, let duration else { return nil }
        return ScenarioTraffic.Stage(target: target.value, durationMilliseconds: duration.value)
    }

    private static func diurnal(_ keys: inout MappingReader) -> ScenarioTraffic.Diurnal? {
        let hour = keys.required("peak_hour", example: "15") { $0.number(in: 0...24) }
        let ratio = keys.required("peak_to_trough", example: "4") { $0.number(in: 1...100_000) }
        guard let hour, let ratio else { return nil }
        return ScenarioTraffic.Diurnal(peakHour: hour.value, peakToTrough: ratio.value)
    }

    private static func spike(_ keys: inout MappingReader, run: Int64?) -> ScenarioTraffic.Spike? {
        let factor = keys.required("factor", example: "3") { $0.number(in: 0...10_000) }
        let window = ScenarioWindow.read(&keys, what: "the spike", run: run, isMoment: false, mayLastForever: false)
        guard let factor, let window else { return nil }
        return ScenarioTraffic.Spike(
            factor: factor.value, startMilliseconds: window.start, durationMilliseconds: window.length,
            rampInMilliseconds: window.rampIn, rampOutMilliseconds: window.rampOut)
    }

    /// The coefficient of variation that a process has.
    private static func arrivals(_ keys: inout MappingReader) -> Double? {
        let process = keys.required("process", example: "poisson") { $0.oneOf(["poisson", "gamma", "constant"]) }
        let cv = keys.optional("cv") { $0.number(in: 0...20) }
        switch process?.value {
        case "gamma": return cv?.value ?? 1.2
        case "poisson", "constant":
            let own = process?.value == "poisson" ? 1.0 : 0
            if let cv, cv.value != own {
                keys.report(
                    ScenarioFindings.contradicts(
                        "cv", at: cv.range, "process: \(process?.value ?? "")",
                        why: "The process has a coefficient of variation of its own; only `gamma` takes one."))
            }
            return own
        default: return cv?.value
        }
    }
}

/// When something happens and how it rises and falls: `at`, `for`, `ramp_in`, `ramp_out`, checked against the run.
struct ScenarioWindow {
    var start: Int64
    var length: Int64
    var rampIn: Int64
    var rampOut: Int64

    /// `what` names it in sentences: "the fault `burst`". Without `at` and `for` something that may last for ever does.
    static func read(
        _ keys: inout MappingReader, what: String, run: Int64?, isMoment: Bool, mayLastForever: Bool
    ) -> ScenarioWindow? {
        let at =
            mayLastForever
            ? keys.optional("at") { $0.time() } : keys.required("at", example: "30m") { $0.time() }
        var window = ScenarioWindow(start: at?.value ?? 0, length: 0, rampIn: 0, rampOut: 0)
        var length: Located<Int64>?
        if !isMoment {
            length =
                mayLastForever
                ? keys.optional("for") { $0.time(atLeast: 1) }
                : keys.required("for", example: "20m") { $0.time(atLeast: 1) }
            let rampIn = keys.optional("ramp_in") { $0.time() }
            let rampOut = keys.optional("ramp_out") { $0.time() }
            window.rampIn = rampIn?.value ?? 0
            window.rampOut = rampOut?.value ?? 0
            window.length = length?.value ?? max(0, (run ?? 0) - window.start)
            if let length, window.rampIn + window.rampOut > length.value, let ramp = rampOut ?? rampIn {
                keys.report(
                    ScenarioFindings.ramps(what, window.rampIn + window.rampOut, of: length.value, at: ramp.range))
            }
        }
        if let run, window.start >= run || window.start + window.length > run,
            let place = window.start >= run ? at : length ?? at
        {
            keys.report(
                ScenarioFindings.pastTheEnd(
                    what, from: window.start, to: window.start + window.length, run: run, at: place.range))
        }
        if !mayLastForever, at == nil || (length == nil && !isMoment) { return nil }
        return window
    }
}
