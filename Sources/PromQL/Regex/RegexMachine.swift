/// Runs a program over a text: all threads in step, ordered by preference, so that time is at most instructions times
/// runes whatever the expression (R. Pike's machine as R. Cox describes it, "Regular Expression Matching: the Virtual
/// Machine Approach", 2009).
struct RegexMachine {
    /// The threads waiting at one place of the text, most preferred first.
    private struct Threads {
        /// The instruction each thread waits at: one that reads a rune, or the match.
        var waiting: [Int32] = []
        /// Slots of all threads, one stride each.
        var slots: [Int] = []
        /// Instructions reached at this place, each once; `places` says where in `reached` one stands, if it does.
        private var reached: [Int32] = []
        private var places: [Int32]

        init(capacity: Int) { places = [Int32](repeating: 0, count: capacity) }

        /// Notes that an instruction is reached; false if it was before.
        mutating func reach(_ instruction: Int32) -> Bool {
            let place = Int(places[Int(instruction)])
            if place < reached.count, reached[place] == instruction { return false }
            places[Int(instruction)] = Int32(truncatingIfNeeded: reached.count)
            reached.append(instruction)
            return true
        }

        mutating func removeAll() {
            waiting.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            reached.removeAll(keepingCapacity: true)
        }
    }

    private enum Pending {
        case follow(Int32)
        case restore(slot: Int, value: Int)
    }

    private let program: RegexProgram
    private let text: [UInt8]
    /// How many slots are kept: none to learn only whether there is a match.
    private let stride: Int
    private var pending: [Pending] = []
    /// Slots of the thread that is being followed.
    private var slots: [Int]

    init(_ program: RegexProgram, _ text: [UInt8], keepsSlots: Bool) {
        self.program = program
        self.text = text
        stride = keepsSlots ? program.slotCount : 0
        slots = [Int](repeating: -1, count: stride)
    }

    /// The leftmost match that begins at `start` or later, preferring what the expression prefers; nil if there is none.
    ///
    /// Returns two offsets a group, -1 where it took no part; an empty array if slots are not kept.
    mutating func run(from start: Int) -> [Int]? {
        var current = Threads(capacity: program.instructions.count)
        var next = current
        var found: [Int]?
        var position = start
        while true {
            if found == nil, position == 0 || !program.isAnchoredAtBegin {
                for slot in slots.indices { slots[slot] = -1 }
                follow(0, at: position, into: &current)
            }
            if current.waiting.isEmpty, found != nil || program.isAnchoredAtBegin { return found }
            let (rune, length) = Runes.decode(text, at: position)
            next.removeAll()
            step(current, over: length == 0 ? nil : rune, to: position + length, into: &next, &found)
            // Nothing more can be said of a match whose slots are not kept.
            if length == 0 || found != nil && stride == 0 { return found }
            swap(&current, &next)
            position += length
        }
    }

    /// Moves each thread over one rune, or over the end; a thread that matches ends those less preferred.
    private mutating func step(
        _ current: Threads, over rune: UInt32?, to position: Int, into next: inout Threads, _ found: inout [Int]?
    ) {
        for (place, index) in current.waiting.enumerated() {
            let instruction = program.instructions[Int(index)]
            if instruction.operation == .match {
                found = Array(current.slots[place * stride..<(place + 1) * stride])
                return
            }
            guard let rune, reads(instruction, rune) else { continue }
            for slot in 0..<stride { slots[slot] = current.slots[place * stride + slot] }
            follow(index + 1, at: position, into: &next)
        }
    }

    private func reads(_ instruction: RegexProgram.Instruction, _ rune: UInt32) -> Bool {
        switch instruction.operation {
        case .rune: UInt32(bitPattern: instruction.first) == rune
        case .runeClass: program.classes[Int(instruction.first)].contains(rune)
        case .anyRune: true
        case .anyRuneButNewline: rune != 0x0A
        case .split, .jump, .save, .assert, .match: false
        }
    }

    /// Adds the threads that `instruction` leads to without reading a rune.
    private mutating func follow(_ instruction: Int32, at position: Int, into threads: inout Threads) {
        var conditions: Int32?
        pending.append(.follow(instruction))
        while let step = pending.popLast() {
            guard case .follow(let index) = step else {
                if case .restore(let slot, let value) = step { slots[slot] = value }
                continue
            }
            guard threads.reach(index) else { continue }
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .split:
                pending.append(.follow(instruction.second))
                pending.append(.follow(instruction.first))
            case .jump:
                pending.append(.follow(instruction.first))
            case .save:
                let slot = Int(instruction.first)
                if slot < stride {
                    pending.append(.restore(slot: slot, value: slots[slot]))
                    slots[slot] = position
                }
                pending.append(.follow(index + 1))
            case .assert:
                let holding = conditions ?? self.conditions(at: position)
                conditions = holding
                if holding & instruction.first != 0 { pending.append(.follow(index + 1)) }
            case .match, .rune, .runeClass, .anyRune, .anyRuneButNewline:
                threads.waiting.append(index)
                threads.slots += slots
            }
        }
    }

    private func conditions(at position: Int) -> Int32 {
        let before = Runes.decodeLast(text, before: position)
        let (rune, length) = Runes.decode(text, at: position)
        let after = length == 0 ? nil : rune
        var holding: Int32 = 0
        if before == nil { holding |= RegexProgram.Condition.beginText }
        if after == nil { holding |= RegexProgram.Condition.endText }
        if before == nil || before == 0x0A { holding |= RegexProgram.Condition.beginLine }
        if after == nil || after == 0x0A { holding |= RegexProgram.Condition.endLine }
        let isBoundary = Self.isWord(before) != Self.isWord(after)
        holding |= isBoundary ? RegexProgram.Condition.wordBoundary : RegexProgram.Condition.notWordBoundary
        return holding
    }

    private static func isWord(_ rune: UInt32?) -> Bool {
        guard let rune, rune < 0x80 else { return false }
        return UInt8(rune).isWordByte
    }
}
