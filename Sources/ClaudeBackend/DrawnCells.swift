/// The tables that plain requests are drawn from, ready for use: whole lengths of input and output of each client, in
/// sixteen bits, and the bits of the two floating-point numbers of each model. What four random look-ups a request touch has
/// to stay in the processor's nearest cache, which holds 32 KB of it on most.
///
/// Cells of tails, and of lengths that do not fit, are below zero, so that one test finds them in all four.
enum DrawnCells {
    /// Of one table.
    static let width = 1_024
    /// Of the two of a client, or of a model.
    static let count = 2 * width

    /// - Parameter tables: What the sources' tables refer to.
    static func sizes(of sources: [RequestSource], tables: [Float]) -> [Int16] {
        sources.flatMap { source in
            [source.inputTable, source.outputTable].flatMap { first in
                column(tables[first..<first + width], beyond: -1) { Int16(exactly: max(1, $0.nearestWhole)) ?? -1 }
            }
        }
    }

    /// - Parameter tables: First token and token time of every model.
    static func paces(of tables: [Float]) -> [Int32] {
        stride(from: 0, to: tables.count, by: QuantileTable.count).flatMap { first in
            column(tables[first..<first + width], beyond: -1) { max(0, $0).drawnBits }
        }
    }

    private static func column<Cell>(
        _ nodes: ArraySlice<Float>, beyond: Cell, _ value: (Float) -> Cell
    ) -> [Cell] {
        nodes.enumerated().map { UInt(bitPattern: $0 &- 4) > 1_015 ? beyond : value($1) }
    }
}
