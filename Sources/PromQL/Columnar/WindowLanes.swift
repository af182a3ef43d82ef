/// Compensated sums and averages of four windows side by side.
///
/// Each addition of such a sum waits for the one before, which leaves a processor idle for most of the time; four
/// windows do not wait for each other. The operations on each window are those of `CompensatedSum` and
/// `WindowStatistics`, in their order, so the bits are the same.
struct WindowLanes {
    enum Operation {
        case sum
        /// One sum divided by the count: 3.x.
        case average
        /// A mean kept up to date: 2.x.
        case incrementalAverage
    }

    private let operation: Operation
    private let values: [Double]

    /// Nil where a value is not finite or a sum could overflow, for which the kernels have ways of their own.
    init?(_ operation: Operation, _ values: [Double]) {
        guard values.allSatisfy({ $0.magnitude <= Self.greatest }), values.count < 1 << 30 else { return nil }
        self.operation = operation
        self.values = values
    }

    /// 2^30 of these add up to a finite number.
    private static let greatest = 1e290

    /// - Parameter samplesScanned: how many samples were gone through, all windows together.
    func column(_ windows: WindowBounds, _ samplesScanned: inout Int) -> FilledColumn {
        let distinct = DistinctWindows(windows)
        samplesScanned += distinct.sampleCount
        let results = results(distinct)
        return FilledColumn(steps: distinct.place.count) { step in
            let place = distinct.place[step]
            return place < 0 ? nil : results[Int(place)]
        }
    }

    private func results(_ windows: DistinctWindows) -> [Double] {
        var results = [Double](repeating: 0, count: windows.lower.count)
        values.withUnsafeBufferPointer { values in
            for first in stride(from: 0, to: results.count, by: 4) {
                let lanes = min(4, results.count - first)
                var begin = SIMD4<Int>()
                var count = SIMD4<Int>()
                for lane in 0..<4 {
                    // A lane without a window repeats the first one.
                    let window = lane < lanes ? first + lane : first
                    begin[lane] = Int(windows.lower[window])
                    count[lane] = Int(windows.upper[window]) - begin[lane]
                }
                let result = fold(values, begin, count)
                for lane in 0..<lanes { results[first + lane] = result[lane] }
            }
        }
        return results
    }

    private func fold(
        _ values: UnsafeBufferPointer<Double>, _ begin: SIMD4<Int>, _ count: SIMD4<Int>
    ) -> SIMD4<Double> {
        switch operation {
        case .sum:
            let sums = Sums(values, begin, count) { value, _, _ in value }
            return sums.sum + sums.compensation
        case .average:
            let sums = Sums(values, begin, count) { value, _, _ in value }
            let divisor = SIMD4<Double>(count)
            return sums.sum / divisor + sums.compensation / divisor
        case .incrementalAverage:
            let means = Sums(values, begin, count) { value, mean, count in value / count - mean / count }
            return means.sum + means.compensation
        }
    }

    /// Four compensated sums.
    private struct Sums {
        var sum = SIMD4<Double>()
        var compensation = SIMD4<Double>()

        /// - Parameter term: what is added, given the next value, the sum so far, and which value it is, from one.
        @inline(__always)
        init(
            _ values: UnsafeBufferPointer<Double>, _ begin: SIMD4<Int>, _ count: SIMD4<Int>,
            _ term: (_ value: SIMD4<Double>, _ sum: SIMD4<Double>, _ count: SIMD4<Double>) -> SIMD4<Double>
        ) {
            let common = count.min()
            var number = SIMD4<Double>()
            for index in 0..<common {
                number += 1
                let value = SIMD4(
                    values[begin[0] + index], values[begin[1] + index], values[begin[2] + index],
                    values[begin[3] + index])
                add(term(value, sum, number))
            }
            // What longer windows have more, one by one; the other lanes stay as they are.
            for lane in 0..<4 where count[lane] > common {
                for index in common..<count[lane] {
                    let before = self
                    let value = SIMD4(repeating: values[begin[lane] + index])
                    add(term(value, sum, SIMD4(repeating: Double(index + 1))))
                    for other in 0..<4 where other != lane {
                        sum[other] = before.sum[other]
                        compensation[other] = before.compensation[other]
                    }
                }
            }
        }

        @inline(__always)
        private mutating func add(_ value: SIMD4<Double>) {
            let total = sum + value
            let isSumGreater = Self.magnitude(sum) .>= Self.magnitude(value)
            let greater = value.replacing(with: sum, where: isSumGreater)
            let smaller = sum.replacing(with: value, where: isSumGreater)
            compensation += (greater - total) + smaller
            sum = total
        }

        @inline(__always)
        private static func magnitude(_ value: SIMD4<Double>) -> SIMD4<Double> {
            value.replacing(with: -value, where: value .< SIMD4())
        }
    }
}

/// The windows of all steps, equal neighbours once: steps may be closer together than samples.
private struct DistinctWindows {
    private(set) var lower: [Int32] = []
    private(set) var upper: [Int32] = []
    /// For each step its window; -1 for an empty one.
    private(set) var place: [Int32] = []
    private(set) var sampleCount = 0

    init(_ windows: WindowBounds) {
        place.reserveCapacity(windows.lower.count)
        for (first, next) in zip(windows.lower, windows.upper) {
            if next <= first {
                place.append(-1)
                continue
            }
            if lower.last != first || upper.last != next {
                lower.append(first)
                upper.append(next)
                sampleCount += Int(next - first)
            }
            place.append(Int32(lower.count - 1))
        }
    }
}
