import ClaudeBackend
import TimeSeries

/// A population as the loop reads it.
struct CompiledPopulation {
    let model: Int32
    let isStreaming: Bool
    /// Whether this worker simulates it.
    var isSimulated = true
    /// Whether its requests are one call and nothing before it: by themselves, and now.
    var isOneCall: Bool
    var isPlain: Bool
    /// Below zero if there is none.
    var fallbackModel: Int32
    var callsTable: Int
    /// Change with the conditions, as do its dependencies'.
    var callsFactor: Float = 1
    var inputFactor: Float = 1
    /// First channel of its block.
    var channels: Int

    var kind: RequestKind { isSimulated ? isPlain ? .plain : .complex : .foreign }
}

/// What becomes of a request.
enum RequestKind: UInt8 {
    /// Another worker simulates it.
    case foreign
    /// It is one call.
    case plain
    case complex
}

/// What one dependency does to one population's requests under the conditions of the moment.
struct CompiledDependency {
    var table: Int
    var channels: Int
    var histogram: Int
    var latencyFactor: Float = 1
    var errors: UInt64
}

/// All memory of a run that does not depend on what happens in it. It is opened once, so that the loop works on
/// addresses; its size follows from the input, not from how many requests come.
struct KernelStorage {
    var tables: [Float] = []
    var prefixTokens: [Int32] = []
    var populations: [CompiledPopulation] = []
    var sources: [RequestSource] = []
    var kinds: [RequestKind] = []
    /// For every population all its dependencies.
    var dependencies: [CompiledDependency] = []
    var choiceStarts: [UInt16] = []
    var choiceThresholds: [UInt64] = []
    /// Of an open model; else one point.
    var curve: [RateCurve.Point] = []
    /// One row more than the run has: what ends behind its end is counted there and thrown away.
    var rows: [Int64] = []
    var plain: [Int64] = []
    var firstTokenTruth: [UInt32] = []
    var latencyTruth: [UInt32] = []
    var histogramStarts: [UInt16] = []
    var histogramBounds: [Int32] = []
    /// First bound of each histogram: first token, latency, request, latency and request together, the dependencies'.
    var histogramOffsets: [Int] = []

    static let batch = 256
    var works = [Work](repeating: Work(milliseconds: 0, key: 0, population: 0), count: batch)
    var shapes = [RequestShape](
        repeating: RequestShape(model: 0, inputTokens: 0, outputTokens: 0), count: batch)
    var times = [VirtualTime](repeating: .zero, count: batch)
    var keys = [UInt64](repeating: 0, count: batch)
    var plainPopulations = [Int32](repeating: 0, count: batch)
    /// Places of those of a batch that need a closer look.
    var careful = [Int32](repeating: 0, count: batch)
    var decisions = [Decision](repeating: Decision(ending: .completed), count: batch)

    /// Opens all arrays at once.
    mutating func withMemory<Result>(_ body: (KernelMemory) -> Result) -> Result {
        Self.open(&populations, &dependencies, &choiceStarts, &choiceThresholds) {
            populations, dependencies, choiceStarts, choiceThresholds in
            Self.open(&rows, &firstTokenTruth, &latencyTruth, &prefixTokens) {
                rows, firstTokenTruth, latencyTruth, prefixTokens in
                Self.open(&tables, &histogramStarts, &histogramBounds, &histogramOffsets) {
                    tables, histogramStarts, histogramBounds, histogramOffsets in
                    Self.open(&works, &shapes, &times, &keys) { works, shapes, times, keys in
                        Self.open(&decisions, &plain, &sources, &kinds) { decisions, plain, sources, kinds in
                            Self.open(&plainPopulations, &careful, &curve) { plainPopulations, careful, curve in
                                body(
                                    KernelMemory(
                                        tables: UnsafePointer(tables), prefixTokens: UnsafePointer(prefixTokens),
                                        populations: populations, dependencies: dependencies,
                                        choiceStarts: choiceStarts, choiceThresholds: choiceThresholds,
                                        curve: UnsafePointer(curve), rows: rows,
                                        firstTokenTruth: firstTokenTruth, latencyTruth: latencyTruth,
                                        histogramStarts: UnsafePointer(histogramStarts),
                                        histogramBounds: UnsafePointer(histogramBounds),
                                        histogramOffsets: UnsafePointer(histogramOffsets), works: works, shapes: shapes,
                                        times: times, keys: keys, decisions: decisions, plain: plain,
                                        sources: UnsafePointer(sources), kinds: kinds,
                                        plainPopulations: plainPopulations, careful: careful))
                            }
                        }
                    }
                }
            }
        }
    }

    private static func open<A, B, C, D, Result>(
        _ a: inout [A], _ b: inout [B], _ c: inout [C], _ d: inout [D],
        _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>, UnsafeMutablePointer<C>, UnsafeMutablePointer<D>)
            -> Result
    ) -> Result {
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    d.withUnsafeMutableBufferPointer { d in body(first(of: a), first(of: b), first(of: c), first(of: d))
                    }
                }
            }
        }
    }

    private static func open<A, B, C, Result>(
        _ a: inout [A], _ b: inout [B], _ c: inout [C],
        _ body: (UnsafeMutablePointer<A>, UnsafeMutablePointer<B>, UnsafeMutablePointer<C>) -> Result
    ) -> Result {
        a.withUnsafeMutableBufferPointer { a in
            b.withUnsafeMutableBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in body(first(of: a), first(of: b), first(of: c)) }
            }
        }
    }

    private static func first<Element>(of buffer: UnsafeMutableBufferPointer<Element>) -> UnsafeMutablePointer<Element>
    {
        guard let first = buffer.baseAddress else { preconditionFailure("every array has an element") }
        return first
    }
}
