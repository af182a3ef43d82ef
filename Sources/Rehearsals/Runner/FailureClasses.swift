import Facts
import Simulation

/// With which classes of errors calls fail under faults.
enum FailureClasses {
    /// Nil where some fault fails calls in a way that has no class of its own, or that is not known here.
    static func of(_ faults: [ScenarioFault]) -> Set<ErrorClass>? {
        var classes: Set<ErrorClass> = []
        for fault in faults {
            switch fault.fault.kind.name {
            case FaultKind.overloaded.name, FaultKind.overloadedMidstream.name: classes.insert(.overloaded)
            case FaultKind.serverError.name: classes.insert(.serverError)
            case FaultKind.rateLimit.name, FaultKind.retryAfter.name: classes.insert(.rateLimited)
            case FaultKind.requestTimeout.name, FaultKind.stallMidstream.name, FaultKind.stallBeforeFirstToken.name:
                classes.insert(.timeout)
            case FaultKind.connectionReset.name, FaultKind.streamTruncated.name: return nil
            default: continue
            }
        }
        return classes.isEmpty ? nil : classes
    }
}
