import Foundation
import Privacy
import Testing

/// How fast a log goes by: `PREFLIGHT_SCAN=file swift test -c release --filter ScanSpeedTests`.
@Suite struct ScanSpeedTests {
    private static let path = ProcessInfo.processInfo.environment["PREFLIGHT_SCAN"]

    @Test(.enabled(if: path != nil)) func `a log in pieces of a mebibyte, three times`() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try #require(Self.path))))
        for readsColumns in [true, false, true] {
            var options = ScanOptions()
            options.readsColumns = readsColumns
            var scanner = Scanner(options)
            let clock = ContinuousClock()
            var result: ScanResult?
            let time = clock.measure {
                var start = 0
                while start < bytes.count {
                    let end = min(bytes.count, start + 1 << 20)
                    scanner.read(bytes.span.extracting(start..<end))
                    start = end
                }
                result = scanner.finish()
            }
            let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
            let counts =
                result?.counts.enumerated().filter { $0.element > 0 }.map { "\($0.offset): \($0.element)" } ?? []
            print("\(Int(Double(bytes.count) / seconds / 1e6)) MB/s, \(counts)")
        }
    }
}
