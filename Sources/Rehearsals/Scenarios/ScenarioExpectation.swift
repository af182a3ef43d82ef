package import SourceText

/// One entry of `expect`: what must be so in every run of the scenario.
package struct ScenarioExpectation: Sendable, Equatable {
    package var subject: Subject
    /// The fault's name where it is measured from one, otherwise what is expected.
    package var range: SourceRange

    package enum Subject: Sendable, Equatable {
        /// It begins to fire after the fault's beginning, within this time. With `any`: one of the alerts that read a
        /// disturbed signal does.
        case fires(AlertName, during: String, withinMilliseconds: Int64)
        /// It does not fire at all.
        case silent(AlertName)
        /// It does not begin to fire while no fault is under way.
        case silentOutsideIncidents(AlertName)
        /// Whatever fired is over within this time after the fault's end.
        case resolves(AlertName, after: String, withinMilliseconds: Int64)
        case metric(Metric, Comparison, Double)
    }

    /// The service's alert of a name, or any.
    package enum AlertName: Sendable, Equatable {
        case any
        case named(String)
    }

    package enum Metric: String, CaseIterable, Sendable {
        case pages
        case tickets
        /// Share of the measurements that never arrived.
        case telemetryLoss = "telemetry.loss"
        /// From onset to the first fitting alert, in the slowest run; a duration, in milliseconds.
        case detectionWorst = "detection.worst"
        /// What telemetry added to a call on average.
        case addedLatency = "added_latency_ms"
    }

    package enum Comparison: String, CaseIterable, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="

        package func holds(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .atMost: left <= right
            case .greater: left > right
            case .atLeast: left >= right
            }
        }
    }
}
