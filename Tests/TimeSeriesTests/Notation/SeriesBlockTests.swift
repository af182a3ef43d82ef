import SourceText
import Testing
import TimeSeries

@Suite struct SeriesBlockTests {
    static let file = FileID(index: 0)

    static func entry(_ metric: String, _ values: String, at start: Int = 0) -> SeriesBlock.Entry {
        let gap = start + metric.utf8.count + 1
        return SeriesBlock.Entry(
            metric: EmbeddedText(
                verbatim: Array(metric.utf8),
                at: SourceRange(file: file, start: UInt64(start), length: UInt32(metric.utf8.count))),
            values: EmbeddedText(
                verbatim: Array(values.utf8),
                at: SourceRange(file: file, start: UInt64(gap), length: UInt32(values.utf8.count))))
    }

    @Test func `an empty line ends the block, as a value that ends in a newline writes one`() throws {
        let block = try SeriesBlock([Self.entry("a", "1 2\n"), Self.entry("b", "3")])
        #expect(block.lines.map(\.entry) == [0])
        #expect(block.cutInEntry == 0, "the second series is lost, and a person should know")
        #expect(try SeriesBlock([Self.entry("a", "1 2\n")]).cutInEntry == nil)
        #expect(try SeriesBlock([Self.entry("#a", "1 2"), Self.entry("b", "3")]).lines.isEmpty)
    }

    @Test func `a line break within a value begins another series`() throws {
        let block = try SeriesBlock([Self.entry("a", "1 2\n b 3")])
        #expect(block.lines.map { $0.series.count } == [2, 1])
    }

    @Test func `of two series with the same labels the later counts`() throws {
        let block = try SeriesBlock([
            Self.entry("a{b='1'}", "1"), Self.entry("c", "2"), Self.entry("a{b=\"1\"}", "3 4"),
        ])
        #expect(block.lines.map { $0.series.count } == [2, 1])
        #expect(block.replacedEntries == [0])
    }

    @Test func `an error points into the file`() throws {
        let failure = #expect(throws: SeriesBlock.Failure.self) {
            try SeriesBlock([Self.entry("a", "1"), Self.entry("bb", "1 oops", at: 100)])
        }
        #expect(failure?.place == SourceRange(file: Self.file, start: 105, length: 4))
    }
}
