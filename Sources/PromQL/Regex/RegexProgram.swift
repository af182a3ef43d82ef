/// A compiled expression: instructions for a machine that steps through a text one rune at a time.
struct RegexProgram: Sendable {
    enum Operation: UInt8, Sendable {
        /// Matches the rune `first`.
        case rune
        /// Matches a rune of `classes[first]`.
        case runeClass
        case anyRune
        case anyRuneButNewline
        /// Goes on at `first`, and with less right at `second`.
        case split
        case jump
        /// Notes the place in slot `first`: two slots a group, its beginning and its end.
        case save
        /// Goes on if the condition with bit `first` holds between the runes around this place.
        case assert
        case match
    }

    struct Instruction: Sendable {
        var operation: Operation
        var first: Int32 = 0
        var second: Int32 = 0
    }

    /// Conditions between two runes, one bit each.
    enum Condition {
        static let beginText: Int32 = 1
        static let endText: Int32 = 2
        static let beginLine: Int32 = 4
        static let endLine: Int32 = 8
        static let wordBoundary: Int32 = 16
        static let notWordBoundary: Int32 = 32
    }

    var instructions: [Instruction] = []
    var classes: [RuneClass] = []
    /// Two for the whole match and two for each group.
    var slotCount = 2
    /// True if a match can only begin where the text begins.
    var isAnchoredAtBegin = false

    /// Instructions beyond which an expression is refused. Go stops at 3.3 million; at this size one pass over a
    /// 100-byte label value costs up to 50 million steps.
    static let greatestCount = 500_000
    /// Instructions times slots beyond which an expression is refused: the machine may keep slots for each instruction.
    static let greatestSlotProduct = 8_000_000
}
