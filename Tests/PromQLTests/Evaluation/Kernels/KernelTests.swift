import PromQL
import Testing

@Suite("Kernels of evaluation")
struct KernelTests {
    private static func entries(_ values: [Double]) -> [RankHeap.Entry] {
        values.enumerated().map { RankHeap.Entry(value: $0.element, index: $0.offset) }
    }

    @Test("rank as a sort does, whatever the order of arrival", arguments: [1, 2, 3, 7, 20])
    func ranks(_ limit: Int) {
        let values: [Double] = [5, .nan, 3, 9, -.infinity, 7, 1, .infinity, 2, .nan, 8, 4, 6, 0]
        for replacesTop in [true, false] {
            var top = RankHeap(limit: limit, keepsSmallest: false, replacesTop: replacesTop)
            var bottom = RankHeap(limit: limit, keepsSmallest: true, replacesTop: replacesTop)
            for entry in Self.entries(values) {
                top.add(entry)
                bottom.add(entry)
            }
            let numbers = values.filter { !$0.isNaN }.sorted()
            let ranked = top.bestFirst.map(\.value)
            #expect(ranked.prefix(numbers.count) == numbers.reversed().prefix(limit))
            #expect(ranked.dropFirst(numbers.count).allSatisfy { $0.isNaN })
            #expect(bottom.bestFirst.map(\.value).prefix(numbers.count) == numbers.prefix(limit))
        }
    }

    @Test(
        "find quantiles of buckets, and say when there is none",
        arguments: [
            (0.5, [(1.0, 10.0), (2, 20), (.infinity, 20)], 1.0), (0.75, [(1, 10), (2, 20), (.infinity, 20)], 1.5),
            (0.25, [(1, 10), (2, 20), (.infinity, 20)], 0.5),
            // Beyond the last finite bound there is no telling how far.
            (0.99, [(1, 10), (2, 20), (.infinity, 100)], 2), (0.1, [(-1, 10), (2, 20), (.infinity, 20)], -1),
            // Unsorted, one bound twice, and a count that falls.
            (0.5, [(.infinity, 20), (2, 15), (1, 10), (1, 10)], 0.5), (0.5, [(1, 10), (2, 20)], .nan),
            (0.5, [(.infinity, 20)], .nan), (0.5, [(1, 0), (.infinity, 0)], .nan), (.nan, [(.infinity, 1)], .nan),
            (-1, [(.infinity, 1)], -.infinity), (2, [(.infinity, 1)], .infinity),
        ] as [(Double, [(Double, Double)], Double)])
    func bucketQuantiles(_ rank: Double, _ pairs: [(Double, Double)], _ expected: Double) {
        let buckets = pairs.map { Bucket(upperBound: $0.0, count: $0.1) }
        for levels in [true, false] {
            let quantile = BucketKernels.quantile(rank, buckets, levelsSmallDifferences: levels)
            #expect(quantile == expected || (quantile.isNaN && expected.isNaN))
        }
    }

    @Test("read bounds as Go reads numbers")
    func bounds() {
        let readings: [(String, Double?)] = [
            ("1", 1), ("+Inf", .infinity), ("-Inf", -.infinity), ("inf", .infinity), ("Infinity", .infinity),
            ("1e3", 1_000), ("-0.5", -0.5), (".5", 0.5), ("1_000", 1_000), ("", nil), ("1e400", nil), ("x", nil),
            (" 1", nil), ("+", nil),
        ]
        for (text, value) in readings { #expect(Bucket.upperBound(Array(text.utf8)) == value, "\(text)") }
        #expect(Bucket.upperBound(Array("nan".utf8))?.isNaN == true)
    }

    @Test("sum without losing what cancels")
    func compensated() {
        var sum = CompensatedSum()
        for value in [1, 1e100, 1, -1e100] { sum.add(value, forgetsAtInfinity: true) }
        #expect(sum.total == 2)
    }

    @Test("average what no double can sum")
    func overflow() {
        let greatest = Double.greatestFiniteMagnitude
        // From the overflow on, a mean that is kept up to date, with its own rounding.
        #expect(WindowStatistics.average([greatest, greatest], .prometheus3) == greatest)
        #expect(WindowStatistics.average([greatest, greatest, greatest], .prometheus3) == greatest.nextDown)
        #expect(WindowStatistics.average([greatest, greatest, greatest], .prometheus2) == greatest)
        #expect(WindowStatistics.average([.infinity, 1, -5], .prometheus2) == .infinity)
        #expect(WindowStatistics.average([.infinity, -.infinity], .prometheus3).isNaN)
    }

    @Test("sort NaN last, and few equals as Go inserts them")
    func sorting() {
        let values = [2.0, .nan, 1, 2, .nan, 3].enumerated().map { ($0.offset, $0.element) }
        #expect(GoSort.sorted(values, isDescending: false) { $0.1 }.map(\.0) == [2, 0, 3, 5, 4, 1])
        #expect(GoSort.sorted(values, isDescending: true) { $0.1 }.map(\.0) == [5, 0, 3, 2, 4, 1])
        let many = (0..<40).map { (index: $0, value: $0 % 7 == 3 ? Double.nan : Double($0 % 5)) }
        let sorted = GoSort.sorted(many, isDescending: false) { $0.value }
        #expect(sorted.suffix(6).allSatisfy { $0.value.isNaN })
        #expect(sorted.dropLast(6).map(\.value) == many.map(\.value).filter { !$0.isNaN }.sorted())
    }

    @Test("choose and convert as Go does")
    func go() {
        #expect(GoMath.max(.infinity, .nan) == .infinity)
        #expect(GoMath.max(1, .nan).isNaN)
        #expect(GoMath.min(-.infinity, .nan) == -.infinity)
        #expect(GoMath.max(-0.0, 0).sign == .plus)
        #expect(GoMath.min(0, -0.0).sign == .minus)
        #expect(GoMath.integer(-1.9) == -1)
        #expect(GoMath.integer(.nan) == .min)
        #expect(GoMath.integer(1e19) == .min)
    }
}
