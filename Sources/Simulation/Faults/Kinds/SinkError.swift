extension FaultKind {
    /// OTLP retries 429, 502, 503 and 504 and drops what gets any other status.
    package static let sinkError = FaultKind(
        name: "sink-error",
        summary: "the telemetry sink refuses data",
        parameters: [
            Parameter("status", "The HTTP status of its answers.", .integer(400...599), usual: 503)
        ],
        effect: .pipeline { conditions, strength, values in
            if strength > 0 { conditions.sinkStatus = Int(wholeMilliseconds(values[0])) }
        })
}
