import SourceText
import Testing
import TimeSeries

@Suite struct ClassicHistogramTests {
    @Test func `buckets are grouped by label set and ordered by bound, however it is spelled`() throws {
        let text = """
            # TYPE h histogram
            h_bucket{m="a",le="10"} 3
            h_bucket{m="a",le="2.50"} 1
            h_bucket{m="a",le="+Inf"} 4
            h_sum{m="a"} 12.5
            h_count{m="a"} 4
            h_bucket{m="b",le="1e1"} 3
            h_bucket{m="b",le="Inf"} 2
            h_sum{m="c"} 1

            """
        let family = try #require(exposition(text).families.first)
        #expect(family.bucketBounds() == [[2.5, 10, .infinity], [10, .infinity]])
        let (histograms, problems) = family.classicHistograms()
        #expect(problems.isEmpty)
        #expect(histograms.map(\.name) == ["h", "h"])
        #expect(histograms.map { $0.labels.map(\.value) } == [["a"], ["b"]])
        #expect(histograms.map(\.topFiniteBound) == [10, 10])
        #expect(histograms.map(\.isCumulative) == [true, false])
        #expect(histograms.map(\.hasInfiniteBucket) == [true, true])
        #expect(histograms[0].sum == 12.5)
        #expect(histograms[0].count == 4)
        #expect(histograms[1].sum == nil)
    }

    @Test func `buckets without a TYPE line are a histogram all the same`() throws {
        let family = try #require(exposition("h_bucket{le=\"1\"} 1\nh_bucket{le=\"5\"} 1\n").families.first)
        let histogram = try #require(family.classicHistograms().histograms.first)
        #expect(histogram.topFiniteBound == 5)
        #expect(!histogram.hasInfiniteBucket)
    }

    @Test func `a histogram of one infinite bucket has no finite bound`() throws {
        let family = try #require(exposition("h_bucket{le=\"+Inf\"} 1\n").families.first)
        #expect(try #require(family.classicHistograms().histograms.first).topFiniteBound == nil)
    }

    @Test func `bounds that are missing, no number or spelled twice are reported`() throws {
        let text =
            "h_bucket 1\nh_bucket{le=\"x\"} 1\nh_bucket{le=\"NaN\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 2\n"
        let family = try #require(exposition(text).families.first)
        let (histograms, problems) = family.classicHistograms()
        let first = SourceRange(file: FileID(index: 0), bytes: ByteRange(start: 51, length: 18))
        #expect(
            problems.map(\.kind) == [
                .bucketWithoutBound, .boundNotANumber("x"), .boundNotANumber("NaN"), .boundTwice("1.0", first: first),
            ])
        #expect(problems.map { excerpt(text, $0.range) } == ["h_bucket 1", "le=\"x\"", "le=\"NaN\"", "le=\"1.0\""])
        #expect(histograms.map { $0.buckets.map(\.count) } == [[1]])
    }

    @Test func `of samples at several times the last in the file counts`() throws {
        let family = try #require(exposition("h_bucket{le=\"1\"} 1 10\nh_bucket{le=\"1\"} 5 20\n").families.first)
        #expect(family.classicHistograms().histograms.map { $0.buckets.map(\.count) } == [[5]])
    }
}
