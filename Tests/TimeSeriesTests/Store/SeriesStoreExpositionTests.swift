import SourceText
import Testing
import TimeSeries

@Suite struct `An exposition becomes series` {
    private func load(_ text: String, normalisesBounds: Bool = false) -> (SeriesStore, ExpositionLoad) {
        var store = SeriesStore()
        let exposition = ExpositionText.read(Array(text.utf8), file: FileID(index: 0))
        let load = store.add(exposition, scrapedAtMilliseconds: 5_000, normalisesBounds: normalisesBounds)
        return (store, load)
    }

    private func series(_ store: SeriesStore, _ name: String, _ labels: [(String, String)] = []) -> Series? {
        let conditions = ([("__name__", name)] + labels).map {
            LabelCondition(ByteString($0.0), .equal(Array($0.1.utf8)))
        }
        return store.select(conditions).first.map { store[$0] }
    }

    @Test func `samples stand at their timestamps, in the unit of the format`() throws {
        let (plain, _) = load("a 1 1000\na 2 2000\nb 3\n")
        #expect(plain.ticks(of: try #require(series(plain, "a")).clock) == [1000, 2000])
        #expect(plain.ticks(of: try #require(series(plain, "b")).clock) == [5000])
        let (open, _) = load("# TYPE a gauge\na 1 1.5\na 2 2.5\n# EOF\n")
        #expect(open.ticks(of: try #require(series(open, "a")).clock) == [1500, 2500])
    }

    @Test func `series with the same times share a clock`() throws {
        let (store, load) = load("a{x=\"1\"} 1 1000\na{x=\"1\"} 2 2000\na{x=\"2\"} 3 1000\na{x=\"2\"} 4 2000\n")
        let first = try #require(series(store, "a", [("x", "1")]))
        let second = try #require(series(store, "a", [("x", "2")]))
        #expect(first.clock == second.clock)
        #expect(first.values == [1, 2] && second.values == [3, 4])
        #expect(
            load
                == {
                    var expected = ExpositionLoad(); expected.seriesCount = 2; expected.sampleCount = 4; return expected
                }())
    }

    @Test func `bounds are spelled as Prometheus 3 spells them, if asked`() throws {
        let text =
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"2.5\"} 2\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n"
        #expect(series(load(text).0, "h_bucket", [("le", "1")]) != nil)
        let (normalised, _) = load(text, normalisesBounds: true)
        #expect(series(normalised, "h_bucket", [("le", "1")]) == nil)
        for bound in ["1.0", "2.5", "+Inf"] { #expect(series(normalised, "h_bucket", [("le", bound)]) != nil) }
    }
}
