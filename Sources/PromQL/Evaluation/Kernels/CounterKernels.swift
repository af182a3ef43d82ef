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
        return Extrapolation(
            firstValue: window.first, firstMilliseconds: window.firstMilliseconds,
            lastMilliseconds: window.lastMilliseconds, sampleCount: window.count,
            startMilliseconds: question.startMilliseconds, endMilliseconds: question.endMilliseconds
        ).scale(increase, kind, halvesDistanceBeforeZero: question.semantics.halvesDistanceBeforeZero)
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

/// Where the samples of a window lie within it: how far `rate` and its like reach beyond them.
///
/// Source: prometheus/prometheus, `promql/functions.go` (`extrapolatedRate`), v2.42.0 and v3.14.0.
package struct Extrapolation: Sendable {
    package var firstValue: Double
    package var firstMilliseconds: Int64
    package var lastMilliseconds: Int64
    /// At least two.
    package var sampleCount: Int
    /// The window, moved by `offset` and `@`.
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64

    package init(
        firstValue: Double, firstMilliseconds: Int64, lastMilliseconds: Int64, sampleCount: Int,
        startMilliseconds: Int64, endMilliseconds: Int64
    ) {
        self.firstValue = firstValue
        self.firstMilliseconds = firstMilliseconds
        self.lastMilliseconds = lastMilliseconds
        self.sampleCount = sampleCount
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
    }

    /// The increase between first and last sample, stretched to what the window is likely to hold.
    package func scale(_ increase: Double, _ kind: CounterKernels.Kind, halvesDistanceBeforeZero: Bool) -> Double {
        var toStart = (firstMilliseconds - startMilliseconds).seconds
        var toEnd = (endMilliseconds - lastMilliseconds).seconds
        let span = (lastMilliseconds - firstMilliseconds).seconds
        let average = span / Double(sampleCount - 1)
        // A sample a little later than expected still counts as the next one.
        let limit = average * 1.1
        if halvesDistanceBeforeZero && toStart >= limit { toStart = average / 2 }
        if kind.isCounter && increase > 0 && firstValue >= 0 {
            let toZero = span * (firstValue / increase)
            if toZero < toStart { toStart = toZero }
        }
        if !halvesDistanceBeforeZero && toStart >= limit { toStart = average / 2 }
        if toEnd >= limit { toEnd = average / 2 }
        var factor = (span + toStart + toEnd) / span
        if kind.isPerSecond { factor /= rangeSeconds }
        return increase * factor
    }

    /// Whole seconds and the rest are added as Go's `Duration.Seconds` does.
    private var rangeSeconds: Double {
        let (whole, rest) = (endMilliseconds - startMilliseconds).quotientAndRemainder(dividingBy: 1_000)
        return Double(whole) + rest.seconds
    }
}
