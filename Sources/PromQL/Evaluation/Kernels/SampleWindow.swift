/// The samples of one series in a window, oldest first, without stale markers. Never empty.
package struct SampleWindow: Sendable {
    package var milliseconds: ArraySlice<Int64>
    /// One for each time.
    package var values: ArraySlice<Double>

    package init(milliseconds: ArraySlice<Int64>, values: ArraySlice<Double>) {
        self.milliseconds = milliseconds
        self.values = values
    }

    package var count: Int { values.count }

    var first: Double { values[values.startIndex] }
    var last: Double { values[values.endIndex - 1] }
    var firstMilliseconds: Int64 { milliseconds[milliseconds.startIndex] }
    var lastMilliseconds: Int64 { milliseconds[milliseconds.endIndex - 1] }
}

/// Where a window lies, and what else a function over it is told.
package struct WindowQuestion: Sendable {
    /// The moment of evaluation, which `offset` and `@` do not move.
    package var evaluationMilliseconds: Int64
    /// Where the window begins and ends, moved by `offset` and `@`.
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64
    /// The scalar arguments, in order, the window left out.
    package var parameters: [Double]
    package var semantics: Semantics

    package init(
        evaluationMilliseconds: Int64, startMilliseconds: Int64, endMilliseconds: Int64, parameters: [Double],
        semantics: Semantics
    ) {
        self.evaluationMilliseconds = evaluationMilliseconds
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.parameters = parameters
        self.semantics = semantics
    }
}

extension Int64 {
    /// Milliseconds as seconds, in one rounding.
    var seconds: Double { Double(self) / 1_000 }
}
