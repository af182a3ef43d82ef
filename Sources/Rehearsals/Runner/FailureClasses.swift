import Facts
import Simulation

/// With which classes of errors calls fail under faults.
enum FailureClasses {
    /// Nil where no fault fails calls, or one in a way that has no class of its own.
    static func of(_ faults: [ScenarioFault]) -> Set<ErrorClass>? {
        let failures = faults.reduce(into: Set<CallOutcome>()) { $0.formUnion($1.fault.kind.failures) }
        let classes = failures.compactMap(Self.ofCall)
        return failures.isEmpty || classes.count < failures.count ? nil : Set(classes)
    }

    private static func ofCall(_ outcome: CallOutcome) -> ErrorClass? {
        switch outcome {
        case .rateLimited: .rateLimited
        case .overloaded, .overloadedMidstream: .overloaded
        case .serverError: .serverError
        case .timedOut: .timeout
        case .promptTooLong: .contextWindowExceeded
        case .succeeded, .truncated, .connectionFailed, .breakerOpen: nil
        }
    }
}
