import TimeSeries

extension PipelineSettings {
    /// The knobs of `telemetry.pipeline` in a manifest and of `pipeline` in a scenario.
    package static let knobs = [
        "flush_interval", "export_interval", "batch", "capacity", "on_full", "timeout", "retry", "drain_on_shutdown",
        "temporality", "transport", "sampling", "on_error",
    ]

    /// These settings with some knobs turned.
    ///
    /// `unknown` names the knobs that change nothing here: a key that is none, a value that cannot be read, or something that
    /// the model does not have. A rehearsal says so instead of pretending.
    package func applying(_ knobs: [(key: String, value: String)]) -> (settings: PipelineSettings, unknown: [String]) {
        var settings = self
        var unknown: [String] = []
        for knob in knobs where !settings.apply(knob.key, knob.value) { unknown.append(knob.key) }
        return (settings, unknown)
    }

    private mutating func apply(_ key: String, _ value: String) -> Bool {
        switch key {
        case "flush_interval", "export_interval": Self.set(&buffer.flushMilliseconds, Self.duration(value))
        case "batch": Self.set(&buffer.batch, Self.count(value))
        case "capacity": Self.set(&buffer.capacity, Self.isUnbounded(value) ? .max : Self.count(value))
        case "on_full": Self.set(&buffer.onFull, Self.onFull(value))
        case "temporality": Self.set(&temporality, Temporality(rawValue: value))
        case "timeout": applyTimeout(value)
        case "retry": applyRetry(value)
        case "drain_on_shutdown": applyDrain(value)
        case "transport": applyTransport(value)
        // What a call does with an error of the sink is for the checklist; the pipeline loses the same either way.
        case "on_error": true
        case "sampling": ["1", "1.0", "100%"].contains { $0.utf8.elementsEqual(value.utf8) }
        default: false
        }
    }

    /// OTLP's timeout bounds all attempts of one export together.
    private mutating func applyTimeout(_ value: String) -> Bool {
        guard let timeout = Self.duration(value) else { return false }
        exporter.timeoutMilliseconds = timeout
        if exporter.retryElapsedMilliseconds != nil { exporter.retryElapsedMilliseconds = timeout }
        return true
    }

    /// A number of retries, how long it is tried again, or whether it is.
    private mutating func applyRetry(_ value: String) -> Bool {
        if let isOn = Self.truth(value) {
            exporter.retryLimit = isOn ? max(exporter.retryLimit, Self.usualRetryLimit) : 0
            return true
        }
        if value.utf8.elementsEqual("0".utf8) {
            exporter.retryLimit = 0
            return true
        }
        if let length = Self.duration(value) {
            exporter.retryLimit = Self.retriesWithoutCount
            exporter.retryElapsedMilliseconds = length
            return true
        }
        return Self.set(&exporter.retryLimit, Self.count(value))
    }

    /// Whether the buffer is handed over when the process is told to end, or how long that may take.
    private mutating func applyDrain(_ value: String) -> Bool {
        if let isOn = Self.truth(value) {
            drainMilliseconds = isOn ? max(drainMilliseconds, Self.usualDrainMilliseconds) : 0
            return true
        }
        return Self.set(&drainMilliseconds, Self.duration(value))
    }

    /// DogStatsD packs 1,432 bytes over UDP and 8,192 over a socket of the host; other transports change nothing here.
    private mutating func applyTransport(_ value: String) -> Bool {
        switch (kind, value.lowercased()) {
        case (.dogstatsd, "udp"): buffer.batch = Self.itemsPerDatagram(bytes: 1_432)
        case (.dogstatsd, "uds"), (.dogstatsd, "unix"): buffer.batch = Self.itemsPerDatagram(bytes: 8_192)
        case (.otelSDK, "grpc"), (.otelSDK, "http"), (.async, "http"), (.async, "grpc"), (.sync, "http"): break
        default: return false
        }
        return true
    }

    /// Six attempts, and the time that the guide gives a flush.
    private static let usualRetryLimit = 5
    /// Where only time ends them.
    private static let retriesWithoutCount = 1_000_000
    private static let usualDrainMilliseconds: Int64 = 10_000

    private static func set<Value>(_ setting: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        setting = value
        return true
    }

    /// A Prometheus duration longer than nothing and not longer than a day.
    private static func duration(_ text: String) -> Int64? {
        PrometheusDuration.parse(Array(text.utf8)).flatMap { $0 > 0 && $0 <= 86_400_000 ? $0 : nil }
    }

    /// Digits only, above zero.
    private static func count(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return Int(text).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func onFull(_ text: String) -> Buffer.OnFull? {
        switch text {
        case "drop", "drop_new", "drop_newest": .dropNew
        case "drop_old", "drop_oldest": .dropOld
        case "block", "wait": .block
        default: nil
        }
    }

    private static func isUnbounded(_ text: String) -> Bool {
        ["unbounded", "unlimited", "none"].contains { $0.utf8.elementsEqual(text.lowercased().utf8) }
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off", "none": false
        default: nil
        }
    }
}
