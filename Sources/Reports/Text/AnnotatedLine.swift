/// Underlines below one excerpt and the labels that belong to them.
struct AnnotatedLine {
    struct Mark {
        /// Columns of the excerpt.
        var columns: Range<Int>
        var isPrimary: Bool
        var label: String?
    }

    /// In order of their first column.
    private let marks: [Mark]
    /// Columns that rows are kept to where they can be.
    private let limit: Int
    private let primaryPaint: TextStyle.Paint

    init(_ marks: [Mark], limit: Int, primaryPaint: TextStyle.Paint) {
        self.marks = marks.enumerated()
            .sorted { ($0.element.columns.lowerBound, $0.offset) < ($1.element.columns.lowerBound, $1.offset) }
            .map(\.element)
        self.limit = limit
        self.primaryPaint = primaryPaint
    }

    /// The underlines with the last label beside them if it fits, then the other labels, rightmost first, each hanging
    /// from its underline.
    func rows() -> [PaintedLine] {
        var rows = [underlines()]
        var hanging = marks.filter { $0.label != nil }
        if let beside = labelBeside, let label = beside.label {
            hanging.removeLast()
            rows[0].append(" ")
            rows[0].append(label, paint(beside))
        }
        guard !hanging.isEmpty else { return rows }
        rows.append(connectors(hanging[...]))
        while let mark = hanging.popLast() {
            let start = column(forLabelOf: mark)
            for line in TextWrapping.wrap(mark.label ?? "", width: max(limit - start, Self.narrowest)) {
                let others = hanging.filter { $0.columns.lowerBound < start }
                var row = connectors(others[...])
                let used = others.last.map { $0.columns.lowerBound + 1 } ?? 0
                row.append(String(repeating: " ", count: start - used))
                row.append(line, paint(mark))
                rows.append(row)
            }
        }
        return rows
    }

    /// Labels are not squeezed into fewer columns than this.
    private static let narrowest = 40

    /// The mark whose label may stand on the row of the underlines: the last one, if nothing is underlined further right
    /// and the label fits.
    private var labelBeside: Mark? {
        guard let last = marks.last, let label = last.label,
            marks.allSatisfy({ $0.columns.upperBound <= last.columns.upperBound }),
            last.columns.upperBound + 1 + DisplayWidth.columns(label) <= limit
        else { return nil }
        return last
    }

    /// Below its mark, or further left if there is no room.
    private func column(forLabelOf mark: Mark) -> Int {
        let start = mark.columns.lowerBound
        let width = DisplayWidth.columns(mark.label ?? "")
        if start + width <= limit || limit - start >= Self.narrowest { return start }
        return max(0, limit - width)
    }

    private func underlines() -> PaintedLine {
        var signs = [Mark?](repeating: nil, count: marks.map(\.columns.upperBound).max() ?? 0)
        for mark in marks where !mark.isPrimary { for column in mark.columns { signs[column] = mark } }
        for mark in marks where mark.isPrimary { for column in mark.columns { signs[column] = mark } }
        var row = PaintedLine()
        for sign in signs {
            if let sign { row.append(sign.isPrimary ? "^" : "-", paint(sign)) } else { row.append(" ") }
        }
        return row
    }

    /// `|` under the beginning of each mark.
    private func connectors(_ marks: ArraySlice<Mark>) -> PaintedLine {
        var row = PaintedLine()
        var column = 0
        for mark in marks where mark.columns.lowerBound >= column {
            row.append(String(repeating: " ", count: mark.columns.lowerBound - column))
            row.append("|", paint(mark))
            column = mark.columns.lowerBound + 1
        }
        return row
    }

    private func paint(_ mark: Mark) -> TextStyle.Paint { mark.isPrimary ? primaryPaint : .frame }
}
