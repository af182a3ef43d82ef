package import Simulation
package import SourceText
import TimeSeries

/// One setting of a telemetry pipeline, as manifests and scenarios spell them.
package enum PipelineKnob: Sendable, Equatable {
    case flush(milliseconds: Int64)
    case batch(Int)
    case capacity(Int)
    case onFull(PipelineSettings.Buffer.OnFull)
    case timeout(milliseconds: Int64)
    case retries(Int)
    case retriesFor(milliseconds: Int64)
    case usualRetries
    /// Nil for as long as the mode gives it.
    case drain(milliseconds: Int64?)
    /// It changes nothing that a rehearsal simulates.
    case withoutEffect

    package static let keys = [
        "flush_interval", "export_interval", "batch", "capacity", "on_full", "timeout", "retry", "drain_on_shutdown",
        "temporality", "transport", "sampling", "on_error",
    ]

    /// Completes "must be …".
    static func expectation(of key: String) -> String {
        switch key {
        case "flush_interval", "export_interval", "timeout": "a duration above zero, such as `5s`"
        case "batch": "a whole number above zero"
        case "capacity": "a whole number above zero, or `unbounded`"
        case "on_full": "`drop_new`, `drop_old` or `block`"
        case "retry": "a number of retries, a duration, `true` or `false`"
        case "drain_on_shutdown": "`true`, `false` or a duration"
        default: "text"
        }
    }

    /// Nil if the value is none that the key has.
    package static func read(_ key: String, _ value: ByteString) -> PipelineKnob? {
        let word = value.string.lowercased()
        let length = PrometheusDuration.parse(value.bytes).flatMap { (1...31_622_400_000).contains($0) ? $0 : nil }
        let number = Int(word).flatMap { (1...1_000_000_000).contains($0) ? $0 : nil }
        switch key {
        case "flush_interval", "export_interval": return length.map(flush)
        case "timeout": return length.map(timeout)
        case "batch": return number.map(batch)
        case "capacity":
            return ["unbounded", "none", "0"].contains(word) ? .capacity(1_000_000_000) : number.map(capacity)
        case "on_full":
            switch word {
            case "drop", "drop_new", "drop_newest": return .onFull(.dropNew)
            case "drop_old", "drop_oldest": return .onFull(.dropOld)
            case "block", "wait": return .onFull(.block)
            default: return nil
            }
        case "retry":
            if let isOn = flag(word) { return isOn ? .usualRetries : .retries(0) }
            if word == "0" || word == "none" { return .retries(0) }
            return number.map(retries) ?? length.map(retriesFor)
        case "drain_on_shutdown":
            if let isOn = flag(word) { return .drain(milliseconds: isOn ? nil : 0) }
            return length.map { .drain(milliseconds: $0) }
        case "temporality", "transport", "sampling", "on_error": return .withoutEffect
        default: return nil
        }
    }

    private static func flag(_ word: String) -> Bool? {
        switch word {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }

    /// What a pipeline gets for draining or retrying where it is told to and its mode has no figure of its own: the
    /// OpenTelemetry SDK's exporters retry five times, and its shutdown gives 5 s.
    private static let usualDrainMilliseconds: Int64 = 5_000
    private static let usualRetryLimit = 5

    package func apply(to settings: inout PipelineSettings) {
        switch self {
        case .flush(let milliseconds): settings.buffer.flushMilliseconds = milliseconds
        case .batch(let count): settings.buffer.batch = count
        case .capacity(let count): settings.buffer.capacity = count
        case .onFull(let behaviour): settings.buffer.onFull = behaviour
        case .timeout(let milliseconds): settings.exporter.timeoutMilliseconds = milliseconds
        case .retries(let count):
            settings.exporter.retryLimit = count
        case .retriesFor(let milliseconds):
            settings.exporter.retryLimit = 1_000_000
            settings.exporter.retryElapsedMilliseconds = milliseconds
        case .usualRetries:
            if settings.exporter.retryLimit == 0 { settings.exporter.retryLimit = Self.usualRetryLimit }
        case .drain(let milliseconds):
            let usual = settings.drainMilliseconds > 0 ? settings.drainMilliseconds : Self.usualDrainMilliseconds
            settings.drainMilliseconds = milliseconds ?? usual
        case .withoutEffect: break
        }
    }
}
