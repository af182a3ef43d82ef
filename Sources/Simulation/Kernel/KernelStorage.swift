import ClaudeBackend
import TimeSeries

/// A population as the loop reads it: places of tables instead of distributions.
struct CompiledPopulation {
    /// Whether this worker simulates it.
    var isSimulated = true
    /// Whether its requests are one call and nothing before it: by themselves, and now.
    var isOneCall: Bool
    var isPlain: Bool
    /// What all its calls have in common: model, conditions, limits, traits, and the first of its prefixes.
    var shape: RequestShape
    /// Traits of a call whose answer is a tool call.
    var toolTraits: RequestShape.Traits
    /// Below zero if there is none.
    var fallbackModel: Int32
    /// First nodes of tables.
    var inputTable: Int
    var outputTable: Int
    var thinkingTable: Int
    var callsTable: Int
    var prefixCount: UInt32
    var thinking: UInt64
    var tools: UInt64
    /// Change with the conditions, as do its dependencies'.
    var callsFactor: Float = 1
    var inputFactor: Float = 1
    /// First channel of its block.
    var channels: Int
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
    /// For every population all its dependencies.
    var dependencies: [CompiledDependency] = []
    var choiceStarts: [UInt16] = []
    var choiceThresholds: [UInt64] = []
    /// One row more than the run has: what ends behind its end is counted there and thrown away.
    var rows: [Int64] = []
    var firstTokenTruth: [UInt32] = []
    var latencyTruth: [UInt32] = []
    var histogramStarts: [UInt16] = []
    var histogramBounds: [Int32] = []
    /// First bound of each histogram: first token, latency, request, then the dependencies'.
    var histogramOffsets: [Int] = []

    static let batch = 256
    var works = [Work](repeating: Work(milliseconds: 0, key: 0, population: 0), count: batch)
    var shapes = [RequestShape](
        repeating: RequestShape(model: 0, inputTokens: 0, outputTokens: 0), count: batch)
    var times = [VirtualTime](repeating: .zero, count: batch)
    var keys = [UInt64](repeating: 0, count: batch)
    var decisions = [Decision](repeating: Decision(ending: .completed), count: batch)

    mutating func withMemory<Result>(_ body: (KernelMemory) -> Result) -> Result {
        tables.withUnsafeBufferPointer { tables in
            prefixTokens.withUnsafeMutableBufferPointer { prefixTokens in
                populations.withUnsafeMutableBufferPointer { populations in
                    dependencies.withUnsafeMutableBufferPointer { dependencies in
                        choiceStarts.withUnsafeMutableBufferPointer { choiceStarts in
                            choiceThresholds.withUnsafeMutableBufferPointer { choiceThresholds in
                                let memory = KernelMemory(
                                    tables: tables, prefixTokens: prefixTokens, populations: populations,
                                    dependencies: dependencies, choiceStarts: choiceStarts,
                                    choiceThresholds: choiceThresholds)
                                return Self.withRecords(
                                    memory, &rows, &firstTokenTruth, &latencyTruth, &histogramStarts, &histogramBounds,
                                    &histogramOffsets
                                ) { memory in
                                    Self.withBatch(memory, &works, &shapes, &times, &keys, &decisions, body)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func withRecords<Result>(
        _ memory: KernelMemory, _ rows: inout [Int64], _ firstTokenTruth: inout [UInt32],
        _ latencyTruth: inout [UInt32], _ starts: inout [UInt16], _ bounds: inout [Int32], _ offsets: inout [Int],
        _ body: (KernelMemory) -> Result
    ) -> Result {
        var memory = memory
        return rows.withUnsafeMutableBufferPointer { rows in
            firstTokenTruth.withUnsafeMutableBufferPointer { firstTokenTruth in
                latencyTruth.withUnsafeMutableBufferPointer { latencyTruth in
                    starts.withUnsafeMutableBufferPointer { starts in
                        bounds.withUnsafeMutableBufferPointer { bounds in
                            offsets.withUnsafeMutableBufferPointer { offsets in
                                memory.rows = rows
                                memory.firstTokenTruth = firstTokenTruth
                                memory.latencyTruth = latencyTruth
                                memory.histogramStarts = starts
                                memory.histogramBounds = bounds
                                memory.histogramOffsets = offsets
                                return body(memory)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func withBatch<Result>(
        _ memory: KernelMemory, _ works: inout [Work], _ shapes: inout [RequestShape], _ times: inout [VirtualTime],
        _ keys: inout [UInt64], _ decisions: inout [Decision], _ body: (KernelMemory) -> Result
    ) -> Result {
        var memory = memory
        return works.withUnsafeMutableBufferPointer { works in
            shapes.withUnsafeMutableBufferPointer { shapes in
                times.withUnsafeMutableBufferPointer { times in
                    keys.withUnsafeMutableBufferPointer { keys in
                        decisions.withUnsafeMutableBufferPointer { decisions in
                            memory.works = works
                            memory.shapes = shapes
                            memory.times = times
                            memory.keys = keys
                            memory.decisions = decisions
                            return body(memory)
                        }
                    }
                }
            }
        }
    }
}
