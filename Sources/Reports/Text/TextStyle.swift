import Findings

/// How a text report looks on the medium it goes to.
package struct TextStyle: Sendable {
    package var isColoured: Bool
    /// Columns that lines are kept to where they can be; at least 60.
    package var width: Int

    package init(isColoured: Bool = false, width: Int = 100) {
        self.isColoured = isColoured
        self.width = max(60, width)
    }

    /// What a run of text means; colour never says it alone.
    enum Paint: Equatable {
        case severity(Severity)
        case good
        case frame
        case strong
        case faint

        /// SGR parameters (ECMA-48).
        fileprivate var code: String {
            switch self {
            case .severity(.error): "1;31"
            case .severity(.warning): "1;33"
            case .severity(.info): "1;36"
            case .good: "32"
            case .frame: "1;34"
            case .strong: "1"
            case .faint: "2"
            }
        }
    }

    func painted(_ text: String, _ paint: Paint?) -> String {
        guard isColoured, let paint, !text.isEmpty else { return text }
        return "\u{1B}[\(paint.code)m\(text)\u{1B}[0m"
    }
}

/// A line of output in runs of one meaning each; widths are counted without the colours.
struct PaintedLine {
    private(set) var runs: [(text: String, paint: TextStyle.Paint?)] = []

    mutating func append(_ text: String, _ paint: TextStyle.Paint? = nil) {
        if let last = runs.last, last.paint == paint {
            runs[runs.count - 1].text += text
        } else if !text.isEmpty {
            runs.append((text, paint))
        }
    }

    /// Without blanks at the end.
    func rendered(_ style: TextStyle) -> String {
        var runs = runs
        while let last = runs.last, last.text.utf8.last == UInt8(ascii: " ") {
            let kept = last.text.utf8.reversed().drop { $0 == UInt8(ascii: " ") }.count
            runs[runs.count - 1].text = String(decoding: last.text.utf8.prefix(kept), as: UTF8.self)
            if kept > 0 { break }
            runs.removeLast()
        }
        return runs.map { style.painted($0.text, $0.paint) }.joined()
    }
}
