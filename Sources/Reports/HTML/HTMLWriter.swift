/// Markup under construction. Every text and every attribute value passes the redactor and is escaped here, and nowhere
/// else, so that nothing from a file can become markup.
struct HTMLWriter {
    typealias Attributes = KeyValuePairs<String, String>
    typealias Figures = KeyValuePairs<String, Figure>

    private(set) var output = ""
    private let redactor: Redactor
    private var openNames: [String] = []

    init(redactor: Redactor) { self.redactor = redactor }

    /// Elements with other elements in them begin and end on lines of their own.
    private static let containers = [
        "html", "head", "body", "header", "main", "section", "nav", "div", "table", "thead", "tbody", "tr", "ul", "li",
        "article", "dl", "details", "figure", "label", "select", "footer", "ol", "svg", "g",
    ]
    private static let blocks =
        containers + [
            "title", "h1", "h2", "h3", "h4", "h5", "p", "th", "td", "caption", "dt", "dd", "summary", "figcaption",
            "pre",
            "style", "script", "option", "button", "output", "rect", "path", "text", "desc",
        ]

    mutating func open(_ name: String, _ attributes: Attributes = [:], figures: Figures = [:]) {
        start(name, attributes, figures)
        openNames.append(name)
        if Self.containers.contains(name) { output += "\n" }
    }

    /// Ends the element that was opened last.
    mutating func close() {
        guard let name = openNames.popLast() else { preconditionFailure("an element is closed that was opened") }
        output += "</\(name)>"
        if Self.blocks.contains(name) { output += "\n" }
    }

    /// An element without content or end.
    mutating func void(_ name: String, _ attributes: Attributes = [:]) {
        start(name, attributes)
        output += "\n"
    }

    /// An element with nothing but a text in it.
    mutating func element(_ name: String, _ attributes: Attributes = [:], figures: Figures = [:], _ text: String) {
        start(name, attributes, figures)
        openNames.append(name)
        self.text(text)
        close()
    }

    /// A text of one line.
    mutating func text(_ text: String) { output += Self.escaped(redactor.line(text)) }

    mutating func lineBreak() { output += "\n" }

    /// A text of several lines, blanks kept, for `pre`.
    mutating func lines(_ text: String) {
        var lines = redactor.lines(text)
        while lines.last?.isEmpty == true { lines.removeLast() }
        output += lines.map(Self.escaped).joined(separator: "\n")
    }

    /// A sentence, in which what stands between two backticks is code.
    mutating func prose(_ text: String) {
        for piece in Prose.pieces(of: redactor.line(text)) {
            if piece.isCode { element("code", piece.text) } else { self.text(piece.text) }
        }
    }

    /// Style and script of the page, which are ours.
    mutating func constant(_ name: String, _ content: String) {
        start(name, [:])
        output += content + "</\(name)>\n"
    }

    private mutating func start(_ name: String, _ attributes: Attributes, _ figures: Figures = [:]) {
        output += "<\(name)"
        for (attribute, value) in attributes { output += " \(attribute)=\"\(Self.escaped(redactor.line(value)))\"" }
        for (attribute, figure) in figures { output += " \(attribute)=\"\(figure.text)\"" }
        output += ">"
    }

    mutating func element(_ name: String, _ text: String) { element(name, [:], text) }

    /// By bytes: a `<` with an accent on it is one character to Swift, and still a `<` to a browser.
    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { entity($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if let entity = entity(byte) { bytes += entity.utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

/// A number or several in an attribute. They are ours, and pass no redactor: it would take the long runs of digits that
/// a drawing is made of for somebody's.
struct Figure {
    let text: String

    init(milliseconds: Int64) { text = String(milliseconds) }

    /// In hundredths of a unit, which nobody sees.
    init(_ length: Double) { text = Self.hundredths(length) }

    init(box width: Double, by height: Double) { text = "0 0 \(Self.hundredths(width)) \(Self.hundredths(height))" }

    /// Lines from point to point, begun anew behind a gap; a point between two gaps is a dot. In tenths: a page holds tens
    /// of thousands of points.
    init(path points: [(x: Double, y: Double)?]) {
        var path = ""
        var isOpen = false
        for point in points {
            if let point {
                let (x, y) = ((point.x * 10).rounded() / 10, (point.y * 10).rounded() / 10)
                let place = "\(Self.hundredths(x)) \(Self.hundredths(y))"
                path += isOpen ? "L\(place)" : "M\(place)h0"
            }
            isOpen = point != nil
        }
        text = path
    }

    /// Held within what a page can be, so that no number is too great to be an integer.
    private static func hundredths(_ length: Double) -> String {
        let held = length.isNaN ? 0 : max(-1e9, min(1e9, length))
        let number = Int((held * 100).rounded())
        let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 100)
        let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return "\(number < 0 ? "-" : "")\(whole)\(fraction)"
    }
}

/// A sentence in which backticks mark what is code.
enum Prose {
    struct Piece: Equatable {
        var text: String
        var isCode: Bool
    }

    /// The pieces in order, without the backticks; none is empty. A backtick without its partner is text.
    static func pieces(of text: String) -> [Piece] {
        let parts = text.utf8.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var pieces: [Piece] = []
        for (position, part) in parts.enumerated() {
            let isCode = position % 2 == 1 && position < parts.count - 1
            let isLoose = position % 2 == 1 && !isCode
            let text = isLoose ? "`\(part)" : part
            if text.isEmpty { continue }
            if isLoose, let last = pieces.last, !last.isCode {
                pieces[pieces.count - 1].text += text
            } else {
                pieces.append(Piece(text: text, isCode: isCode))
            }
        }
        return pieces
    }
}
