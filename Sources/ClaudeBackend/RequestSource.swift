/// What the requests of one population have in common, and which tables the rest of them is drawn from.
package struct RequestSource: Sendable {
    /// Model, conditions, `max_tokens`, traits, and the first of the population's prefixes.
    package var shape: RequestShape
    /// Traits of a call whose answer is a tool call.
    package var toolTraits: RequestShape.Traits
    /// First nodes of tables.
    package var inputTable: Int
    package var outputTable: Int
    package var thinkingTable: Int
    package var prefixCount: UInt32
    /// Shares of the calls that think and that answer with a tool call, as thresholds of `Draws`.
    package var thinking: UInt64
    package var tools: UInt64

    package init(
        shape: RequestShape, toolTraits: RequestShape.Traits, inputTable: Int, outputTable: Int, thinkingTable: Int,
        prefixCount: UInt32, thinking: UInt64, tools: UInt64
    ) {
        self.shape = shape
        self.toolTraits = toolTraits
        self.inputTable = inputTable
        self.outputTable = outputTable
        self.thinkingTable = thinkingTable
        self.prefixCount = prefixCount
        self.thinking = thinking
        self.tools = tools
    }

    /// What a call asks for. Attempts of one call ask for the same, and calls of one request for the same prefix.
    package static func draw(
        _ shape: UnsafeMutablePointer<RequestShape>, _ source: UnsafePointer<RequestSource>, call: UInt64,
        request: UInt64, inputFactor: Float, tables: UnsafePointer<Float>, prefixTokens: UnsafePointer<Int32>
    ) {
        let bits = call.draw(.shape)
        let input = (tables + source.pointee.inputTable).quantile(bits, .input, of: call) * inputFactor
        let output = (tables + source.pointee.outputTable).quantile(bits, .output, of: call)
        shape.pointee = source.pointee.shape
        shape.pointee.inputTokens = max(1, input.nearestWhole)
        shape.pointee.outputTokens = max(1, output.nearestWhole)
        let choice = request == call ? bits : request.draw(.shape)
        let prefix = source.pointee.shape.prefix &+ choice.pick(of: source.pointee.prefixCount)
        shape.pointee.prefix = prefix
        shape.pointee.prefixTokens = prefixTokens[Int(prefix)]
        if source.pointee.hasTraits { drawTraits(shape, source, call: call, tables: tables) }
    }

    /// How long the thoughts of a call that thinks are.
    @inline(__always)
    static func drawThinking(_ table: UnsafePointer<Float>, call: UInt64) -> Int32 {
        table.quantile(call.draw(.thinking).lowBits).nearestWhole
    }

    /// Whether some of the calls think or are answered with a tool call.
    var hasTraits: Bool {
        @inline(__always) get { thinking | tools != 0 }
    }

    @inline(never)
    static func drawTraits(
        _ shape: UnsafeMutablePointer<RequestShape>, _ source: UnsafePointer<RequestSource>, call: UInt64,
        tables: UnsafePointer<Float>
    ) {
        let traits = call.draw(.traits)
        if traits.lowBits.isBelow(source.pointee.thinking) {
            shape.pointee.thinkingTokens = drawThinking(tables + source.pointee.thinkingTable, call: call)
        }
        if traits.highBits.isBelow(source.pointee.tools) { shape.pointee.traits = source.pointee.toolTraits }
    }
}

/// What the draw of a request is cut into: four cells of tables, the lower ten of sixteen bits each.
enum ShapePart: UInt64 {
    case input = 0
    case output = 16
    case firstToken = 32
    case tokenTime = 48
}

extension UnsafePointer<Float> {
    /// The draw of the table whose nodes begin here, by one part of the bits that belong to a key. Where in a tail it
    /// lies needs more bits than there are: those are drawn only then.
    @inline(__always)
    func quantile(_ bits: UInt64, _ part: ShapePart, of key: UInt64) -> Float {
        let cell = bits.cell(part)
        if UInt(bitPattern: cell &- 4) > 1_015 {
            let more = (key &+ part.rawValue &* .callStep).draw(.tail).lowBits
            return tailQuantile(UInt32(truncatingIfNeeded: cell) &<< 22 | more &>> 10)
        }
        return self[cell]
    }
}

extension UInt64 {
    @inline(__always)
    func cell(_ part: ShapePart) -> Int { Int(truncatingIfNeeded: (self &>> part.rawValue) & 1_023) }

    /// One of so many by the bits that no cell takes: a product brings all that differs in them to the top.
    @inline(__always)
    func pick(of count: UInt32) -> Int32 {
        Int32(truncatingIfNeeded: (((self &* .callStep) &>> 40) &* UInt64(count)) &>> 24)
    }
}
