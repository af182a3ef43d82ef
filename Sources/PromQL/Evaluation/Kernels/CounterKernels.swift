/// What became of a counter or a gauge within a window.
package enum CounterKernels {
    /// How `rate`, `increase` and `delta` differ.
    package struct Kind: Sendable, Equatable {
        /// Falls are resets, and the counter was never below zero.
        package let isCounter: Bool
        /// Per second, rather than over the window.
        package let isPerSecond: Bool

        package static let rate = Kind(isCounter: true, isPerSecond: true)
        package static let increase = Kind(isCounter: true, isPerSecond: false)
        package static let delta = Kind(isCounter: false, isPerSecond: false)
    }

    /// `rate`, `increase` and `delta`; nil for fewer than two samples.
    package static func extrapolated(_ window: SampleWindow, _ kind: Kind, _ question: WindowQuestion) -> Double? {
        guard window.count > 1 else { return nil }
        let difference = window.last - window.first
        let increase = kind.isCounter ? withResets(difference, window.values) : difference
        let placement = Extrapolation.Placement(
            firstMilliseconds: window.firstMilliseconds, lastMilliseconds: window.lastMilliseconds,
            sampleCount: window.count, startMilliseconds: question.startMilliseconds,
            endMilliseconds: question.endMilliseconds)
        return Extrapolation(
            placement, kind, halvesDistanceBeforeZero: question.semantics.halvesDistanceBeforeZero
        ).scale(increase, firstValue: window.first)
    }

    /// Adds the sample before each fall, in order: the order of additions decides the last bits.
    package static func withResets(_ difference: Double, _ values: ArraySlice<Double>) -> Double {
        var increase = difference
        var previous = values[values.startIndex]
        for value in values.dropFirst() {
            if value < previous { increase += previous }
            previous = value
        }
        return increase
    }

    /// `irate` and `idelta`: between the last two samples; nil if there is one only.
    package static func instant(_ window: SampleWindow, isRate: Bool) -> Double? {
        guard window.count > 1 else { return nil }
        let last = window.last
        let previous = window.values[window.values.endIndex - 2]
        let distance = window.lastMilliseconds - window.milliseconds[window.milliseconds.endIndex - 2]
        if distance == 0 { return nil }
        let difference = isRate && last < previous ? last : last - previous
        return isRate ? difference / distance.seconds : difference
    }

    /// How often the value fell.
    package static func resets(_ values: ArraySlice<Double>) -> Double {
        count(values) { previous, value in value < previous }
    }

    /// How often the value changed; from NaN to NaN is no change.
    package static func changes(_ values: ArraySlice<Double>) -> Double {
        count(values) { previous, value in value != previous && !(value.isNaN && previous.isNaN) }
    }

    private static func count(_ values: ArraySlice<Double>, _ isCounted: (Double, Double) -> Bool) -> Double {
        var count = 0
        var previous = values[values.startIndex]
        for value in values.dropFirst() {
            if isCounted(previous, value) { count += 1 }
            previous = value
        }
        return Double(count)
    }
}

/// How far `rate` and its like reach beyond the samples of a window, and what that makes of their increase.
///
/// Most windows of a series hold their samples at the same places, and share this.
///
/// Source: prometheus/prometheus, `promql/functions.go` (`extrapolatedRate`), v2.42.0 and v3.14.0.
package struct Extrapolation: Sendable {
    /// Where the samples of a window lie within it. Moved by `offset` and `@`.
    package struct Placement: Equatable, Sendable {
        /// From the start of the window to the first sample, and so on.
        let startMilliseconds: Int64
        let spanMilliseconds: Int64
        let endMilliseconds: Int64
        /// At least two.
        let sampleCount: Int

        @inline(__always)
        package init(
            firstMilliseconds: Int64, lastMilliseconds: Int64, sampleCount: Int, startMilliseconds: Int64,
            endMilliseconds: Int64
        ) {
            self.startMilliseconds = firstMilliseconds - startMilliseconds
            spanMilliseconds = lastMilliseconds - firstMilliseconds
            self.endMilliseconds = endMilliseconds - lastMilliseconds
            self.sampleCount = sampleCount
        }
    }

    package let placement: Placement
    private let kind: CounterKernels.Kind
    /// Seconds: of the samples, and beyond them where the counter is far from zero.
    private let span: Double
    private let toStart: Double
    private let toEnd: Double
    private let halfInterval: Double
    /// Above this distance from the window's end the series is taken to end within it.
    private let limit: Double
    private let halvesDistanceBeforeZero: Bool
    private let rangeSeconds: Double
    /// For a counter that is far from zero, and for a gauge.
    private let factor: Double

    package init(_ placement: Placement, _ kind: CounterKernels.Kind, halvesDistanceBeforeZero: Bool) {
        self.placement = placement
        self.kind = kind
        self.halvesDistanceBeforeZero = halvesDistanceBeforeZero
        span = placement.spanMilliseconds.seconds
        let average = span / Double(placement.sampleCount - 1)
        halfInterval = average / 2
        // A sample a little later than expected still counts as the next one.
        limit = average * 1.1
        let distance = placement.startMilliseconds.seconds
        toStart = halvesDistanceBeforeZero && distance >= limit ? halfInterval : distance
        let rest = placement.endMilliseconds.seconds
        toEnd = rest >= limit ? halfInterval : rest
        // Whole seconds and the rest are added as Go's `Duration.Seconds` does.
        let length = placement.startMilliseconds + placement.spanMilliseconds + placement.endMilliseconds
        let (whole, part) = length.quotientAndRemainder(dividingBy: 1_000)
        rangeSeconds = Double(whole) + part.seconds
        factor = Self.factor(
            span, toStart: toStart >= limit ? halfInterval : toStart, toEnd: toEnd, kind, rangeSeconds)
    }

    /// The increase between first and last sample, stretched to what the window is likely to hold.
    @inline(__always)
    package func scale(_ increase: Double, firstValue: Double) -> Double {
        guard kind.isCounter && increase > 0 && firstValue >= 0 else { return increase * factor }
        // Then zero lies at least as far back as the samples reach, and that is far enough: no need to divide.
        if firstValue >= increase && toStart <= span { return increase * factor }
        let toZero = span * (firstValue / increase)
        return increase * (toZero < toStart ? factor(toZero: toZero) : factor)
    }

    /// For a counter that was zero within the window, were it to go on as it does.
    private func factor(toZero: Double) -> Double {
        let toStart = !halvesDistanceBeforeZero && toZero >= limit ? halfInterval : toZero
        return Self.factor(span, toStart: toStart, toEnd: toEnd, kind, rangeSeconds)
    }

    private static func factor(
        _ span: Double, toStart: Double, toEnd: Double, _ kind: CounterKernels.Kind, _ rangeSeconds: Double
    ) -> Double {
        let factor = (span + toStart + toEnd) / span
        return kind.isPerSecond ? factor / rangeSeconds : factor
    }
}
