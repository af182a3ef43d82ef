/// The tables that plain requests are drawn from, ready for use: whole lengths of input and output of each client, and the
/// bits of the two floating-point numbers of each model. Cells of tails are below zero, so that one test finds them in all
/// four.
enum DrawnCells {
    /// Of one table.
    static let width = 1_024
    /// Of the two of a client, or of a model.
    static let count = 2 * width

    /// - Parameter tables: What the sources' tables refer to.
    static func sizes(of sources: [RequestSource], tables: [Float]) -> [Int32] {
        sources.flatMap { source in
            [source.inputTable, source.outputTable].flatMap { first in
                column(tables[first..<first + width]) { max(1, $0.nearestWhole) }
            }
        }
    }

    /// - Parameter tables: First token and token time of every model.
    static func paces(of tables: [Float]) -> [Int32] {
        stride(from: 0, to: tables.count, by: QuantileTable.count).flatMap { first in
            column(tables[first..<first + width]) { max(0, $0).drawnBits }
        }
    }

    private static func column(_ nodes: ArraySlice<Float>, _ value: (Float) -> Int32) -> [Int32] {
        nodes.enumerated().map { UInt(bitPattern: $0 &- 4) > 1_015 ? -1 : value($1) }
    }
}
