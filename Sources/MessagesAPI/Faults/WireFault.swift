package import ClaudeBackend

/// One way in which a single answer goes wrong, declared as one value and registered in `WireFault.catalogue`.
///
/// Faults of a scenario change what Claude decides, by chance and over time; a wire fault is certain, for the answer
/// that it strikes.
package struct WireFault: Sendable {
    /// As a header or an option spells it: `cut-stream`.
    package var name: String
    /// What the client sees, in one line.
    package var summary: String
    package var parameters: [Parameter]
    package var effect: Effect

    package struct Parameter: Sendable {
        package var name: String
        package var what: String
        package var usual: Double
        package var range: ClosedRange<Double>

        init(_ name: String, _ what: String, usual: Double, _ range: ClosedRange<Double>) {
            self.name = name
            self.what = what
            self.usual = usual
            self.range = range
        }
    }

    /// What it does, given its values in the order of its parameters.
    package enum Effect: Sendable {
        /// Refused before anything is decided: no limit is touched and nothing is billed.
        case refusal(@Sendable (_ values: [Double]) -> ErrorResponse)
        /// Claude stops for another reason.
        case stop(Decision.StopReason)
        /// The answer breaks off at the share of it that the first value says.
        case broken(Decision.Ending, ResponseContext.Truncation)
        /// Whatever was decided goes wrong on its way.
        case wire(@Sendable (_ plan: ResponsePlan, _ values: [Double]) -> ResponsePlan)
    }

    init(_ name: String, _ summary: String, parameters: [Parameter] = [], _ effect: Effect) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.effect = effect
    }
}

extension WireFault {
    /// In the order in which an answer is made: refusals, endings, breaks, the wire.
    package static let catalogue: [WireFault] =
        refusals + endings + breaks + [
            resetBeforeHeaders, resetAfterHeaders, stallBeforeHeaders, stallAfterHeaders, pingsOnly, slowDrip,
            malformedJSON, wrongContentLength, emptyBody, unknownEvent, proxyError,
        ]

    package static func named(_ name: String) -> WireFault? {
        catalogue.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

/// A fault with its values, for one answer or for many.
package struct WireFaultUse: Sendable {
    package var fault: WireFault
    /// In the order of its parameters.
    package var values: [Double]

    package init(_ fault: WireFault, values: [Double]? = nil) {
        self.fault = fault
        self.values = values ?? fault.parameters.map(\.usual)
    }
}
