import ClaudeBackend

/// A regular expression of the simple kind that schemas use: characters, classes, groups, alternatives, repetition and
/// anchors. Makes texts that it is found in. Source: ECMA-262, section 22.2, which JSON Schema refers to.
struct TextPattern {
    private enum Node {
        case range([ClosedRange<UInt32>], isNegated: Bool)
        case sequence([Int])
        case choice([Int])
        case repetition(Int, min: Int, max: Int?)
        case start
        case end
    }

    private var nodes: [Node] = []
    private var root = 0

    /// Nil for what is not of the simple kind, as looking around and back.
    init?(_ pattern: String) {
        var parser = Parser(text: Array(pattern.unicodeScalars.map(\.value)))
        guard parser.text.count <= 1_000, let root = parser.choice(depth: 0), parser.place == parser.text.count else {
            return nil
        }
        nodes = parser.nodes
        self.root = root
    }

    // MARK: Making texts

    /// A text that matches, anchors or not; repetition without an end comes up to three times more than it must.
    func example(_ random: inout WireRandom) -> String {
        var text = String.UnicodeScalarView()
        append(root, to: &text, &random)
        return String(text)
    }

    private func append(_ node: Int, to text: inout String.UnicodeScalarView, _ random: inout WireRandom) {
        guard text.count < 4_096 else { return }
        switch nodes[node] {
        case .start, .end: break
        case .range(let ranges, let isNegated): text.append(Self.member(of: ranges, isNegated: isNegated, &random))
        case .sequence(let parts): for part in parts { append(part, to: &text, &random) }
        case .choice(let branches): append(branches[random.below(branches.count)], to: &text, &random)
        case .repetition(let part, let min, let max):
            let most = Swift.min(max ?? .max, min + 3)
            for _ in 0..<min + random.below(most - min + 1) { append(part, to: &text, &random) }
        }
    }

    private static func member(
        of ranges: [ClosedRange<UInt32>], isNegated: Bool, _ random: inout WireRandom
    ) -> Unicode.Scalar {
        if !isNegated, !ranges.isEmpty {
            let range = ranges[random.below(ranges.count)]
            let value =
                range.lowerBound + UInt32(random.below(Int(Swift.min(range.upperBound - range.lowerBound, 94)) + 1))
            return Unicode.Scalar(value) ?? "?"
        }
        let plain = Array(UInt32(0x61)...0x7A) + Array(0x20...0x60) + Array(0x7B...0x7E)
        let allowed = plain.filter { scalar in !ranges.contains { $0.contains(scalar) } }
        return allowed.first.flatMap { _ in Unicode.Scalar(allowed[random.below(Swift.min(26, allowed.count))]) } ?? "é"
    }

    // MARK: Matching

    /// What a search may still cost. Its depth is that of the stack, so it stays small.
    private struct Allowance {
        var steps = 10_000
        var depth = 300

        var isUsedUp: Bool { steps <= 0 || depth <= 0 }
    }

    /// Whether the pattern is found anywhere in a text; where the search would cost too much it is taken to be.
    func isFound(in text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var allowance = Allowance()
        for start in 0...scalars.count where matches(root, scalars, start, &allowance, { _, _ in true }) { return true }
        return allowance.isUsedUp
    }

    private func matches(
        _ node: Int, _ text: [UInt32], _ place: Int, _ allowance: inout Allowance,
        _ then: (Int, inout Allowance) -> Bool
    ) -> Bool {
        allowance.steps -= 1
        allowance.depth -= 1
        // Used up once, it stays so.
        defer { if !allowance.isUsedUp { allowance.depth += 1 } }
        guard !allowance.isUsedUp else { return false }
        switch nodes[node] {
        case .start: return place == 0 && then(place, &allowance)
        case .end: return place == text.count && then(place, &allowance)
        case .range(let ranges, let isNegated):
            guard place < text.count else { return false }
            return ranges.contains { $0.contains(text[place]) } != isNegated && then(place + 1, &allowance)
        case .sequence(let parts): return sequence(parts[...], text, place, &allowance, then)
        case .choice(let branches):
            for branch in branches where matches(branch, text, place, &allowance, then) { return true }
            return false
        case .repetition(let part, let min, let max):
            return repetition(part, min, max, text, place, &allowance, then)
        }
    }

    private func sequence(
        _ parts: ArraySlice<Int>, _ text: [UInt32], _ place: Int, _ allowance: inout Allowance,
        _ then: (Int, inout Allowance) -> Bool
    ) -> Bool {
        guard let first = parts.first else { return then(place, &allowance) }
        return matches(first, text, place, &allowance) { next, allowance in
            sequence(parts.dropFirst(), text, next, &allowance, then)
        }
    }

    /// As often as it goes, then less. A single character, the usual case, is repeated without recursion.
    private func repetition(
        _ part: Int, _ min: Int, _ max: Int?, _ text: [UInt32], _ place: Int, _ allowance: inout Allowance,
        _ then: (Int, inout Allowance) -> Bool
    ) -> Bool {
        if case .range(let ranges, let isNegated) = nodes[part] {
            var end = place
            while end < text.count, end - place < max ?? .max,
                ranges.contains(where: { $0.contains(text[end]) }) != isNegated
            {
                end += 1
            }
            allowance.steps -= (end - place) / 8
            while end - place >= min, !allowance.isUsedUp {
                if then(end, &allowance) { return true }
                end -= 1
            }
            return false
        }
        if max != 0 {
            let goesOn = matches(part, text, place, &allowance) { next, allowance in
                // A part that takes nothing would go round for ever.
                next > place
                    && repetition(part, Swift.max(0, min - 1), max.map { $0 - 1 }, text, next, &allowance, then)
            }
            if goesOn { return true }
        }
        return min == 0 && then(place, &allowance)
    }

    // MARK: Reading

    private struct Parser {
        let text: [UInt32]
        var place = 0
        var nodes: [Node] = []

        init(text: [UInt32]) { self.text = text }

        private var next: Unicode.Scalar? { place < text.count ? Unicode.Scalar(text[place]) : nil }

        private mutating func add(_ node: Node) -> Int {
            nodes.append(node)
            return nodes.count - 1
        }

        mutating func choice(depth: Int) -> Int? {
            guard depth < 40 else { return nil }
            var branches: [Int] = []
            repeat {
                if !branches.isEmpty { place += 1 }
                guard let branch = sequence(depth: depth) else { return nil }
                branches.append(branch)
            } while next == "|"
            return branches.count == 1 ? branches[0] : add(.choice(branches))
        }

        private mutating func sequence(depth: Int) -> Int? {
            var parts: [Int] = []
            while let scalar = next, scalar != "|", scalar != ")" {
                guard let part = atom(depth: depth), let repeated = repeated(part) else { return nil }
                parts.append(repeated)
            }
            return add(.sequence(parts))
        }

        private mutating func atom(depth: Int) -> Int? {
            guard let scalar = next else { return nil }
            place += 1
            switch scalar {
            case "^": return add(.start)
            case "$": return add(.end)
            case ".": return add(.range([0x0A...0x0A, 0x0D...0x0D], isNegated: true))
            case "[": return set()
            case "(":
                if next == "?" {
                    guard place + 1 < text.count, Unicode.Scalar(text[place + 1]) == ":" else { return nil }
                    place += 2
                }
                guard let inside = choice(depth: depth + 1), next == ")" else { return nil }
                place += 1
                return inside
            case "\\":
                guard let escaped = escape() else { return nil }
                return add(.range(escaped.ranges, isNegated: escaped.isNegated))
            case "*", "+", "?", "{": return nil
            default: return add(.range([scalar.value...scalar.value], isNegated: false))
            }
        }

        private mutating func repeated(_ part: Int) -> Int? {
            guard let scalar = next else { return part }
            var bounds: (min: Int, max: Int?)
            switch scalar {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                place += 1
                guard let min = number() else { return nil }
                bounds = (min, min)
                if next == "," {
                    place += 1
                    bounds.max = next == "}" ? nil : number()
                }
                guard next == "}", bounds.max ?? .max >= min else { return nil }
            default: return part
            }
            place += 1
            // Lazy or greedy, the same texts match.
            if next == "?" { place += 1 }
            return add(.repetition(part, min: bounds.min, max: bounds.max))
        }

        private mutating func number() -> Int? {
            var value: Int?
            while let scalar = next, scalar >= "0", scalar <= "9" {
                value = min(1_000, (value ?? 0) * 10 + Int(scalar.value - 0x30))
                place += 1
            }
            return value
        }

        private mutating func escape() -> (ranges: [ClosedRange<UInt32>], isNegated: Bool)? {
            guard let scalar = next else { return nil }
            place += 1
            switch scalar {
            case "d": return ([0x30...0x39], false)
            case "D": return ([0x30...0x39], true)
            case "w": return (Self.word, false)
            case "W": return (Self.word, true)
            case "s": return (Self.blank, false)
            case "S": return (Self.blank, true)
            case "n": return ([0x0A...0x0A], false)
            case "t": return ([0x09...0x09], false)
            case "r": return ([0x0D...0x0D], false)
            default:
                // Letters and digits would be boundaries, back references and classes by property.
                let isPlain = !(scalar.properties.isAlphabetic || (scalar >= "0" && scalar <= "9"))
                return isPlain ? ([scalar.value...scalar.value], false) : nil
            }
        }

        private static let word: [ClosedRange<UInt32>] = [0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F...0x5F]
        private static let blank: [ClosedRange<UInt32>] = [0x20...0x20, 0x09...0x0D]

        private mutating func set() -> Int? {
            var ranges: [ClosedRange<UInt32>] = []
            let isNegated = next == "^"
            if isNegated { place += 1 }
            while let scalar = next, scalar != "]" {
                place += 1
                var first = scalar.value...scalar.value
                if scalar == "\\" {
                    guard let escaped = escape(), !escaped.isNegated else { return nil }
                    guard escaped.ranges.count == 1, escaped.ranges[0].count == 1 else {
                        ranges += escaped.ranges
                        continue
                    }
                    first = escaped.ranges[0]
                }
                if next == "-", place + 1 < text.count, Unicode.Scalar(text[place + 1]) != "]" {
                    place += 1
                    var last = text[place]
                    place += 1
                    if last == 0x5C {
                        guard let escaped = escape(), escaped.ranges.count == 1 else { return nil }
                        last = escaped.ranges[0].upperBound
                    }
                    guard last >= first.lowerBound else { return nil }
                    first = first.lowerBound...last
                }
                ranges.append(first)
            }
            guard next == "]" else { return nil }
            place += 1
            return add(.range(ranges, isNegated: isNegated))
        }
    }
}
