import PromQL
import TestKit

/// Writes random PromQL: mostly well-typed, in every construct of the grammar, and then perhaps broken.
struct ExpressionGenerator {
    private var random: SeededGenerator
    private let semantics: Semantics
    private var tokens: [String] = []
    /// How many constructs may still be opened.
    private var budget = 0
    private let functions: [Function]

    init(seed: UInt64, _ semantics: Semantics) {
        random = SeededGenerator(seed: seed)
        self.semantics = semantics
        functions = FunctionCatalogue.all.filter {
            $0.exists(in: semantics) && ($0.standing != .experimental || semantics.acceptsExperimentalFunctions)
        }
    }

    /// An expression that was not broken on purpose; a few are ill-typed all the same.
    mutating func expression() -> String {
        tokens = []
        budget = 2 + random.below(10)
        expression(random.chance(1, in: 12) ? anyType() : .vector)
        return spelled()
    }

    /// An expression with one to three edits of its tokens or bytes, or tokens without any order.
    mutating func brokenExpression() -> String {
        if random.chance(1, in: 8) { return tokenSoup() }
        var text = expression()
        let edits = 1 + random.below(3)
        if random.chance(1, in: 2) {
            for _ in 0..<edits { editToken() }
            text = spelled()
        } else {
            for _ in 0..<edits { text = withByteEdited(text) }
        }
        return text.isEmpty ? "(" : text
    }

    // MARK: Expressions

    private mutating func expression(_ type: ValueType) {
        // Now and then something of the wrong type.
        let type = random.chance(1, in: 40) ? anyType() : type
        budget -= 1
        switch type {
        case .scalar: scalar()
        case .vector: vector()
        case .matrix: matrix()
        case .string: string()
        }
        // Modifiers where only selectors and subqueries may have them.
        if random.chance(1, in: 80) { modifiers(chance: 1) }
        if random.chance(1, in: 120) {
            emit("[")
            duration()
            emit("]")
        }
    }

    private mutating func anyType() -> ValueType { random.pick([.scalar, .vector, .matrix, .string]) }

    private mutating func scalar() {
        if budget <= 0 || random.chance(1, in: 2) { return number() }
        switch random.below(6) {
        case 0: parenthesised(.scalar)
        case 1: signed(.scalar)
        case 2: call(returning: .scalar)
        default:
            expression(.scalar)
            let op = random.pick(["+", "-", "*", "/", "%", "^", "==", ">", "<=", "!="])
            emit(op)
            if !["+", "-", "*", "/", "%", "^"].contains(op) && random.chance(9, in: 10) { emit("bool") }
            expression(.scalar)
        }
    }

    private mutating func vector() {
        if budget <= 0 { return selector() }
        switch random.below(14) {
        case 0...1: selector()
        case 2...4: call(returning: .vector)
        case 5...7: aggregation()
        case 8...11: binary()
        case 12: parenthesised(.vector)
        default: signed(.vector)
        }
    }

    private mutating func matrix() {
        if budget > 0 && random.chance(1, in: 4) {
            expression(.vector)
            emit("[")
            duration()
            emit(":")
            if random.chance(1, in: 2) { duration() }
            emit("]")
        } else {
            bareSelector()
            emit("[")
            duration()
            emit("]")
        }
        modifiers()
    }

    private mutating func parenthesised(_ type: ValueType) {
        emit("(")
        expression(type)
        emit(")")
    }

    private mutating func signed(_ type: ValueType) {
        emit(random.pick(["-", "+"]))
        expression(type)
    }

    private mutating func call(returning type: ValueType) {
        let function = random.pick(functions.filter { $0.returns == type })
        emit(function.name)
        emit("(")
        var count = function.fewestArguments
        let most = function.mostArguments ?? count + 3
        if most > count && random.chance(1, in: 2) { count += 1 + random.below(most - count) }
        if random.chance(1, in: 30) { count += random.pick([-1, 1]) }
        for index in 0..<max(0, count) {
            if index > 0 { emit(",") }
            expression(function.argumentType(at: index) ?? .vector)
        }
        emit(")")
    }

    private mutating func aggregation() {
        let operators = AggregationOperator.allCases.filter {
            !$0.isExperimental || semantics.acceptsExperimentalFunctions || random.chance(1, in: 30)
        }
        let op = random.pick(operators)
        emit(recased(op.text))
        let place = random.below(3)
        if place == 0 { grouping() }
        emit("(")
        if let type = op.parameterType, random.chance(29, in: 30) {
            expression(type)
            emit(",")
        }
        expression(.vector)
        if random.chance(1, in: 60) {
            emit(",")
            expression(.vector)
        }
        emit(")")
        if place == 1 { grouping() }
    }

    private mutating func grouping() {
        emit(recased(random.pick(["by", "without"])))
        labelList()
    }

    private mutating func binary() {
        let op = random.pick(BinaryOperator.allCases)
        let isTrim = op == .trimUpper || op == .trimLower
        let usesScalar = !op.isSetOperation && random.chance(1, in: 3)
        let scalarIsLeft = random.chance(1, in: 3)
        expression(usesScalar && scalarIsLeft ? .scalar : .vector)
        emit(isTrim && !semantics.knowsThirdGenerationWords ? "-" : recased(op.text))
        if op.isComparison && random.chance(1, in: 4) || random.chance(1, in: 60) { emit(recased("bool")) }
        if !usesScalar && random.chance(1, in: 3) || random.chance(1, in: 60) { matching(op) }
        expression(usesScalar && !scalarIsLeft ? .scalar : .vector)
    }

    private mutating func matching(_ op: BinaryOperator) {
        emit(recased(random.pick(["on", "ignoring"])))
        labelList()
        guard !op.isSetOperation && random.chance(1, in: 2) || random.chance(1, in: 40) else { return }
        emit(recased(random.pick(["group_left", "group_right"])))
        if random.chance(1, in: 2) { labelList() }
    }

    private mutating func labelList() {
        emit("(")
        let count = random.below(4)
        for index in 0..<count {
            if index > 0 { emit(",") }
            if semantics.allowsQuotedNames && random.chance(1, in: 6) {
                emit(random.pick(["\"llm.model\"", "'a b'", "`é`"]))
            } else {
                emit(random.pick(Self.labels))
            }
        }
        if count > 0 && random.chance(1, in: 8) { emit(",") }
        emit(")")
    }

    // MARK: Selectors

    private mutating func selector() {
        bareSelector()
        modifiers()
    }

    private mutating func bareSelector() {
        let isNamed = random.chance(9, in: 10)
        if isNamed { emit(random.pick(Self.names)) }
        if isNamed && random.chance(1, in: 2) { return }
        emit("{")
        let count = isNamed ? random.below(4) : 1 + random.below(3)
        for index in 0..<count {
            if index > 0 { emit(",") }
            matcher()
        }
        if count > 0 && random.chance(1, in: 10) { emit(",") }
        emit("}")
    }

    private mutating func matcher() {
        if semantics.allowsQuotedNames && random.chance(1, in: 8) {
            emit(random.pick(["\"claude.requests\"", "'http.server'", "`x`"]))
            if random.chance(1, in: 2) { return }
        } else {
            emit(random.pick(Self.labels + ["le", "job", "__name__", "code"]))
        }
        let op = random.pick(["=", "=", "=", "!=", "=~", "!~"])
        emit(op)
        if op.contains("~") {
            emit(quoted(random.pick(Self.patterns)))
        } else {
            string()
        }
    }

    private mutating func modifiers(chance: Int = 6) {
        for _ in 0..<2 where random.chance(1, in: chance) {
            if random.chance(1, in: 2) {
                emit(recased("offset"))
                if random.chance(1, in: 4) { emit("-") }
                if random.chance(1, in: 6), semantics.allowsDurationExpressions {
                    emit("(")
                    duration()
                    emit(")")
                } else {
                    plainDuration()
                }
            } else {
                emit("@")
                switch random.below(4) {
                case 0:
                    emit(recased(random.pick(["start", "end"])))
                    emit("(")
                    emit(")")
                case 1:
                    emit(random.pick(["+", "-"]))
                    number()
                default: number()
                }
            }
        }
    }

    // MARK: Literals

    private mutating func number() { emit(random.pick(Self.numbers)) }

    private mutating func plainDuration() {
        if semantics.interchangesNumbersAndDurations && random.chance(1, in: 5) { return number() }
        emit(random.pick(Self.durations))
    }

    private mutating func duration() {
        guard semantics.allowsDurationExpressions, random.chance(1, in: 6) else { return plainDuration() }
        switch random.below(5) {
        case 0:
            emit("(")
            duration()
            emit(")")
        case 1:
            emit(random.pick(["step", "range"]))
            emit("(")
            emit(")")
        case 2:
            emit(random.pick(["max_of", "min_of"]))
            emit("(")
            duration()
            emit(",")
            duration()
            emit(")")
        default:
            duration()
            emit(random.pick(["+", "-", "*", "/", "%", "^"]))
            duration()
        }
    }

    private mutating func string() { emit(quoted(random.pick(Self.strings))) }

    /// The text in one of the three quotes, which keep backslashes, quotes and line breaks apart.
    private mutating func quoted(_ text: String) -> String {
        let quote = random.pick(["\"", "\"", "'", "`"])
        if quote == "`" { return "`\(text.replacing("`", with: ""))`" }
        var result = quote
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\\": result += "\\\\"
            case "\"" where quote == "\"", "'" where quote == "'": result += "\\\(scalar)"
            case "é" where random.chance(1, in: 2): result += "\\u00e9"
            case "a" where random.chance(1, in: 8): result += random.pick(["\\x61", "\\141", "\\U00000061"])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + quote
    }

    /// Words of the language keep their meaning in any case.
    private mutating func recased(_ word: String) -> String {
        random.chance(1, in: 12) ? word.uppercased() : word
    }

    // MARK: Spelling

    private mutating func emit(_ token: String) { tokens.append(token) }

    /// The tokens with blanks between them, only where needed or anywhere.
    private mutating func spelled() -> String {
        let isTight = random.chance(1, in: 4)
        var text = ""
        for token in tokens {
            let needsSpace =
                text.utf8.last.map(Self.isWordByte) == true && token.utf8.first.map(Self.isWordByte) == true
            if needsSpace || (!isTight && random.chance(2, in: 3)) {
                let blanks = random.chance(9, in: 10) ? [" "] : ["\n", "\t", "  ", " # why\n", "\r\n"]
                text += random.pick(blanks)
            }
            text += token
        }
        return text.isEmpty ? "(" : text
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: Breaking

    private mutating func tokenSoup() -> String {
        tokens = []
        for _ in 0..<(1 + random.below(12)) {
            switch random.below(6) {
            case 0: emit(random.pick(Self.names))
            case 1: bareSelector()
            case 2: plainDuration()
            default: emit(random.pick(Self.strays))
            }
        }
        return spelled()
    }

    private mutating func editToken() {
        guard !tokens.isEmpty else { return emit(random.pick(Self.strays)) }
        let place = random.below(tokens.count)
        switch random.below(5) {
        case 0: tokens.remove(at: place)
        case 1: tokens.insert(tokens[place], at: place)
        case 2: tokens.swapAt(place, random.below(tokens.count))
        case 3: tokens[place] = random.pick(Self.strays)
        default: tokens.insert(random.pick(Self.strays), at: place)
        }
    }

    /// Edits scalars rather than bytes, so that YAML can carry the result.
    private mutating func withByteEdited(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        let place = random.below(scalars.count + 1)
        let isInside = place < scalars.count
        switch random.below(5) {
        case 0 where isInside: scalars.remove(at: place)
        case 1 where isInside: scalars[place] = random.pick(Self.strayScalars)
        case 2 where isInside: scalars.removeSubrange(place...)
        case 3 where isInside: scalars.insert(scalars[place], at: place)
        default: scalars.insert(random.pick(Self.strayScalars), at: place)
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return result.isEmpty ? ")" : String(result)
    }

    // MARK: Vocabulary

    private static let names = [
        "up", "requests_total", "job:latency:p95", ":x", "a", "by", "or", "and", "unless", "offset", "without", "sum",
        "count_values", "start", "end", "group", "latency_seconds_bucket", "Sum", "infinity", "nano", "_", "fill",
        "step", "smoothed", "limitk",
    ]
    private static let labels = [
        "job", "instance", "le", "by", "on", "bool", "group_left", "atan2", "sum", "start", "offset", "_x", "and", "Or",
        "quantile", "ignoring",
    ]
    private static let numbers = [
        "0", "1", "2", "0.5", ".5", "5.", "1e3", "1E-3", "1e+06", "0x1F", "010", "089", "Inf", "NaN", "inf", "nan",
        "0.05", "300", "1234567890", "12345678901234567890", "0.1234567890123456789", "3.14",
    ]
    private static let durations = ["5m", "1h", "30s", "1d", "1w", "2y", "1h30m", "100ms", "1m0s", "90d", "15m"]
    private static let strings = [
        "", "a", "claude", "it's", "say \"hi\"", "line\nbreak", "back\\slash", "é", "日本", "$1", "#no", "{}", "\t",
        "a fairly long value",
    ]
    private static let patterns = [
        "", ".*", ".+", "a|b", "5..", "(a|b)c", "[a-z]+", "x*", "(?i)abc", "a{2,3}", "\\d+", "^a$", "é.*", "a.b", "()",
        "a||b", "(a", "a)", "[a", "*", "a**", "\\", "a{2,1}", "x{1001}", "(?<n>a)", "(?P<n>a)", "a)(b",
    ]
    private static let strays = [
        "(", ")", "[", "]", "{", "}", ",", ":", "@", "=", "==", "=~", "!=", "!~", "!", "+", "-", "*", "/", "^", "%",
        "<",
        ">=", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "and", "or", "unless",
        "sum", "topk", "start", "end", "atan2", "5m", "0s", "3", "1.5h", "5m1h", "5hs", "\"s\"", "'s'", "x", "a:b",
        "inf",
        "rate", "$", "é", "#", ";", "0x", "1e", "1e400", "1.2.3", "300y", "\"\\q\"", "'\\400'", "\"\\ud800\"", "`raw`",
        "\"unterminated", "5m3", "2mm", "holt_winters", "nope", "step", "range", "max_of", "min_of", "fill",
        "fill_left", "fill_right",
        "anchored", "smoothed", "limitk", "info", "</", ">/", "1_000", "1__0", "1_", "0x_1F", "0x1e", "1e_5", "1_e5",
        "1._5", ".5.5", "400y",
    ]
    private static let strayScalars: [Unicode.Scalar] = Array(
        "()[]{},:@=!~+-*/^%<>\"'`\\#$;&|?. \n\t059axmshdwy_eE\u{E9}\u{65E5}\u{FFFD}\u{1F600}\u{A0}\u{7F}".unicodeScalars
    )
}
