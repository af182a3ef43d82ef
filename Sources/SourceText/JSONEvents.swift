/// One step through a JSON value.
package struct JSONEvent: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case beginObject
        case endObject
        case beginArray
        case endArray
        case key
        case string
        case number
        case bool
        case null
        /// The value is complete and nothing follows it.
        case end
        /// The text is no JSON from here on; see `JSONEvents.problem`.
        case problem
    }

    package var kind: Kind
    /// True for a string or key that holds a backslash.
    package var hasEscapes: Bool
    /// Offsets in the text, quotes included.
    package var start: Int
    package var end: Int
}

/// Walks one JSON value and checks that its tokens stand in order. Without recursion and, up to 200 levels, without
/// allocation beyond one array.
package struct JSONEvents: Sendable {
    /// What may come next.
    private enum State: UInt8, Sendable {
        case value
        /// After `[`: a value or the end.
        case firstElement
        /// After `{`: a key or the end.
        case firstKey
        case key
        case afterValue
        case done
    }

    private struct Level {
        var isObject: Bool
        var start: Int
    }

    private var tokens: JSONTokenizer
    private let depthLimit: Int
    private var levels: [Level] = []
    private var state = State.value
    private var lastComma = 0
    /// What is wrong where an event of kind `problem` stands.
    package private(set) var problem: JSONProblem?

    /// Reads one value that fills `range` of the text given to each call of `next`, blanks around it aside.
    package init(_ range: Range<Int>, depthLimit: Int) {
        tokens = JSONTokenizer(range)
        self.depthLimit = depthLimit
    }

    /// Containers that are open now.
    package var depth: Int { levels.count }

    /// The next event. After a problem, or at the end, the same answer comes again.
    package mutating func next(in text: Span<UInt8>) -> JSONEvent {
        if let problem { return JSONEvent(.problem, problem.range) }
        while true {
            let token = tokens.next(in: text)
            if token.kind == .problem, let problem = tokens.problem { return stop(problem) }
            switch state {
            case .value: return value(token, isFirst: false)
            case .firstElement: return token.kind == .endArray ? close(token) : value(token, isFirst: true)
            case .firstKey: return token.kind == .endObject ? close(token) : key(token, in: text)
            case .key: return key(token, in: text)
            case .afterValue:
                if token.kind == .comma {
                    lastComma = token.start
                    state = levels.last?.isObject == true ? .key : .value
                    continue
                }
                return afterValue(token)
            case .done:
                if token.kind == .end { return JSONEvent(.end, token.start..<token.end) }
                return stop(JSONProblem(.extraText, token.start..<token.end))
            }
        }
    }

    private mutating func value(_ token: JSONToken, isFirst: Bool) -> JSONEvent {
        switch token.kind {
        case .beginObject: return open(.beginObject, token, state: .firstKey)
        case .beginArray: return open(.beginArray, token, state: .firstElement)
        case .string: return scalar(.string, token)
        case .number: return scalar(.number, token)
        case .trueWord, .falseWord: return scalar(.bool, token)
        case .nullWord: return scalar(.null, token)
        case .end where levels.isEmpty: return stop(JSONProblem(.emptyText, token.start..<token.end))
        case .end: return unclosed(token)
        case .endArray where levels.last?.isObject == false && !isFirst:
            return stop(JSONProblem(.trailingComma, lastComma..<lastComma + 1))
        default: return stop(JSONProblem(.missingValue, token.start..<token.end))
        }
    }

    /// A key and the colon behind it.
    private mutating func key(_ token: JSONToken, in text: Span<UInt8>) -> JSONEvent {
        switch token.kind {
        case .string: break
        case .end: return unclosed(token)
        case .endObject where state == .key: return stop(JSONProblem(.trailingComma, lastComma..<lastComma + 1))
        default: return stop(JSONProblem(.keyIsNoString, token.start..<token.end))
        }
        let colon = tokens.next(in: text)
        switch colon.kind {
        case .colon: break
        case .problem:
            if let problem = tokens.problem { return stop(problem) }
        default: return stop(JSONProblem(.missingColon, colon.start..<colon.end, related: token.start..<token.end))
        }
        state = .value
        return JSONEvent(.key, token.start..<token.end, hasEscapes: token.hasEscapes)
    }

    private mutating func afterValue(_ token: JSONToken) -> JSONEvent {
        switch token.kind {
        case .endObject, .endArray: return close(token)
        case .end: return unclosed(token)
        default:
            let opening = levels.last.map { $0.start..<$0.start + 1 }
            return stop(JSONProblem(.missingComma, token.start..<token.end, related: opening))
        }
    }

    private mutating func open(_ kind: JSONEvent.Kind, _ token: JSONToken, state next: State) -> JSONEvent {
        if levels.count >= depthLimit { return stop(JSONProblem(.tooDeep, token.start..<token.end)) }
        levels.append(Level(isObject: kind == .beginObject, start: token.start))
        state = next
        return JSONEvent(kind, token.start..<token.end)
    }

    private mutating func close(_ token: JSONToken) -> JSONEvent {
        guard let level = levels.last else { return stop(JSONProblem(.missingValue, token.start..<token.end)) }
        guard level.isObject == (token.kind == .endObject) else {
            let opening = level.start..<level.start + 1
            return stop(JSONProblem(.wrongBracket, token.start..<token.end, related: opening))
        }
        levels.removeLast()
        state = levels.isEmpty ? .done : .afterValue
        return JSONEvent(level.isObject ? .endObject : .endArray, token.start..<token.end)
    }

    private mutating func scalar(_ kind: JSONEvent.Kind, _ token: JSONToken) -> JSONEvent {
        state = levels.isEmpty ? .done : .afterValue
        return JSONEvent(kind, token.start..<token.end, hasEscapes: token.hasEscapes)
    }

    private mutating func unclosed(_ token: JSONToken) -> JSONEvent {
        let opening = levels.last.map { $0.start..<$0.start + 1 }
        return stop(JSONProblem(.unclosed, token.start..<token.end, related: opening))
    }

    private mutating func stop(_ problem: JSONProblem) -> JSONEvent {
        self.problem = problem
        return JSONEvent(.problem, problem.range)
    }
}

extension JSONEvent {
    init(_ kind: Kind, _ range: Range<Int>, hasEscapes: Bool = false) {
        self.init(kind: kind, hasEscapes: hasEscapes, start: range.lowerBound, end: range.upperBound)
    }
}
