/// A parsed template: nodes in one array, children by index.
struct TemplateTree: Sendable {
    typealias Index = Int32

    enum Branch: String, Sendable {
        case ifTrue = "if"
        case range
        case with
    }

    enum Kind: Sendable {
        /// The text between actions, after trimming.
        case text([UInt8])
        case action(pipe: Index)
        case branch(Branch, pipe: Index, list: Index, otherwise: Index?)
        case template(name: [UInt8], pipe: Index?)
        case breakLoop
        case continueLoop
        case list([Index])
        /// Declared or assigned variables come with their dollars.
        case pipe(variables: [[UInt8]], isAssignment: Bool, commands: [Index])
        case command([Index])
        case field([[UInt8]])
        /// The name with its dollar, then fields.
        case variable([[UInt8]])
        case chain(Index, [[UInt8]])
        case dot
        case nilValue
        case boolean(Bool)
        case number(TemplateNumber)
        case string([UInt8], written: [UInt8])
        case identifier([UInt8])
        case endMark
        case elseMark
    }

    struct Node: Sendable {
        var kind: Kind
        /// Offset in the whole text that errors are reported at.
        var position: Int
    }

    /// A template by name: the text itself, and each `define` and `block` in it.
    struct Definition: Sendable {
        var name: [UInt8]
        var root: Index
    }

    var nodes: [Node] = []
    var definitions: [Definition] = []

    subscript(index: Index) -> Node { nodes[Int(index)] }

    mutating func add(_ kind: Kind, at position: Int) -> Index {
        nodes.append(Node(kind: kind, position: position))
        return Index(nodes.count - 1)
    }

    func definition(named name: [UInt8]) -> Definition? { definitions.first { $0.name == name } }
}

/// A number constant under all the types that can hold it, as Go's untyped constants behave.
struct TemplateNumber: Hashable, Sendable {
    var text: [UInt8]
    var integer: Int64?
    var unsigned: UInt64?
    var float: Double?
    /// Real and imaginary part.
    var complex: Complex?

    struct Complex: Hashable, Sendable {
        var real: Double
        var imaginary: Double
    }

    /// Reads a literal that the lexer took for a number; the error is Go's.
    static func parse(_ text: [UInt8], _ kind: TemplateToken.Kind) -> Result<TemplateNumber, Failure> {
        var number = TemplateNumber(text: text)
        switch kind {
        case .characterConstant: return number.readCharacter()
        case .complex: return number.readComplex()
        default: break
        }
        if text.last == UInt8(ascii: "i"), case .success(let imaginary) = GoNumbers.float(text.dropLast()) {
            number.takeComplex(Complex(real: 0, imaginary: imaginary))
            return .success(number)
        }
        return number.readNumber()
    }

    struct Failure: Error {
        let words: [UInt8]

        init(_ words: String, _ text: [UInt8] = []) { self.words = Array(words.utf8) + text }
    }

    private mutating func readCharacter() -> Result<TemplateNumber, Failure> {
        guard let unit = GoLiterals.unquoteUnit(text, at: 1, quotedBy: 0x27) else {
            return .failure(Failure("invalid syntax"))
        }
        guard text[unit.end...].elementsEqual([0x27]) else {
            return .failure(Failure("malformed character constant: ", text))
        }
        let rune: UInt32 =
            switch unit.value {
            case .byte(let byte): UInt32(byte)
            case .rune(let rune): rune
            }
        (integer, unsigned, float) = (Int64(rune), UInt64(rune), Double(rune))
        return .success(self)
    }

    private mutating func readComplex() -> Result<TemplateNumber, Failure> {
        // The sign that parts the two is the last one that does not belong to an exponent.
        for split in text.indices.dropFirst().reversed() where text[split] == 0x2B || text[split] == 0x2D {
            guard case .success(let real) = GoNumbers.float(text[..<split]),
                case .success(let imaginary) = GoNumbers.float(text[split...].dropLast())
            else { continue }
            takeComplex(Complex(real: real, imaginary: imaginary))
            return .success(self)
        }
        let parts = text.indices.dropFirst().reversed().first { place in
            (text[place] == 0x2B || text[place] == 0x2D) && !"eEpP".utf8.contains(text[place - 1])
        }
        // Of a bare `+i` Go reads the i as the beginning of infinity.
        guard let parts, text.count - parts > 2 else {
            return .failure(Failure("syntax error scanning complex number"))
        }
        for part in [text[..<parts], text[parts...].dropLast()] {
            guard case .failure(let failure) = GoNumbers.float(part) else { continue }
            let quoted = GoLiterals.quote(Array(part)) + Array(": \(failure.words)".utf8)
            return .failure(Failure("strconv.ParseFloat: parsing ", quoted))
        }
        return .failure(Failure("syntax error scanning complex number"))
    }

    private mutating func takeComplex(_ value: Complex) {
        complex = value
        guard value.imaginary == 0 else { return }
        float = value.real
        integer = Int64(exactly: value.real)
        unsigned = UInt64(exactly: value.real)
    }

    private mutating func readNumber() -> Result<TemplateNumber, Failure> {
        unsigned = GoNumbers.unsigned(text[...])
        integer = GoNumbers.signed(text[...])
        // For -0.
        if integer == 0 { unsigned = 0 }
        if let integer {
            float = Double(integer)
        } else if let unsigned {
            float = Double(unsigned)
        } else if case .success(let value) = GoNumbers.float(text[...]) {
            if !text.contains(where: { ".eEpP".utf8.contains($0) }) {
                return .failure(Failure("integer overflow: ", GoLiterals.quote(text)))
            }
            float = value
            integer = Int64(exactly: value)
            unsigned = UInt64(exactly: value)
        }
        if float == nil { return .failure(Failure("illegal number syntax: ", GoLiterals.quote(text))) }
        return .success(self)
    }
}
