/// Cells in columns of equal display width, two blanks apart.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    typealias Cell = (text: String, paint: TextStyle.Paint?)

    private let columns: [Alignment]
    private var rows: [[Cell]] = []

    init(columns: [Alignment]) { self.columns = columns }

    mutating func append(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    func lines(indentation: Int) -> [PaintedLine] {
        let widths = columns.indices.map { column in
            rows.map { DisplayWidth.columns($0[column].text) }.max() ?? 0
        }
        return rows.map { row in
            var line = PaintedLine()
            line.append(String(repeating: " ", count: indentation))
            for (column, cell) in row.enumerated() {
                let isLast = column == columns.count - 1
                let padding = String(repeating: " ", count: widths[column] - DisplayWidth.columns(cell.text))
                if columns[column] == .right { line.append(padding) }
                line.append(cell.text, cell.paint)
                if columns[column] == .left && !isLast { line.append(padding) }
                if !isLast { line.append("  ") }
            }
            return line
        }
    }
}
