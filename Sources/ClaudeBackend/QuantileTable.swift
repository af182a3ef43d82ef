import TimeSeries

/// A distribution as the values below which a share of all draws lies: one look-up turns 32 random bits into a draw.
///
/// 1,024 cells of equal probability with straight lines between their ends. The outermost sixteen on either side are cut
/// in another way, octave by octave down to 2^-32 into 32 cells each, so that tails are as right as the middle.
package struct QuantileTable: Sendable {
    /// `count` numbers; several tables may stand one behind the other in one array.
    package let nodes: [Float]

    /// Cells of equal probability.
    private static let cells = 1_024
    private static let octaves = 26
    private static let cellsOfOctave = 32
    /// Nodes of one tail.
    private static let tailCount = octaves * (cellsOfOctave + 1)
    /// Nodes of a table.
    package static let count = 1_025 + 2 * tailCount

    /// From the inverse of the distribution function: the value below which a share of at most one half lies, or, if it
    /// is the upper one, above which it lies; near one there would be no digits left.
    package init(_ quantile: (_ share: Double, _ isUpper: Bool) -> Double) {
        var nodes: [Float] = []
        nodes.reserveCapacity(Self.count)
        let smallest = 0x1p-33
        for index in 0...Self.cells {
            let share = Double(index) / Double(Self.cells)
            nodes.append(Float(quantile(max(min(share, 1 - share), smallest), share > 0.5)))
        }
        for isUpper in [false, true] {
            for octave in 0..<Self.octaves {
                let start = Double(sign: .plus, exponent: octave - 32, significand: 1)
                for cell in 0...Self.cellsOfOctave {
                    nodes.append(Float(quantile(start * (1 + Double(cell) / Double(Self.cellsOfOctave)), isUpper)))
                }
            }
        }
        self.nodes = nodes
    }

    package static func constant(_ value: Double) -> QuantileTable {
        QuantileTable { _, _ in value }
    }

    package static func lognormal(median: Double, sigma: Double) -> QuantileTable {
        if sigma == 0 { return constant(median) }
        return QuantileTable(standardNormal) { median * PortableMath.exp(sigma * $0) }
    }

    /// Of a quantity that is a rising function of one that has a table.
    package init(_ nodes: [Double], _ transform: (Double) -> Double) {
        self.nodes = nodes.map { Float(transform($0)) }
    }

    /// The nodes of the normal distribution with mean zero and variance one, with all their digits.
    package static let standardNormal: [Double] = {
        var nodes: [Double] = []
        nodes.reserveCapacity(count)
        var solver = NormalQuantile()
        for index in 0...cells {
            let share = Double(index) / Double(cells)
            let tail = max(min(share, 1 - share), 0x1p-33)
            nodes.append(share <= 0.5 ? -solver.upper(tail) : solver.upper(tail))
        }
        for sign in [-1.0, 1.0] {
            for octave in 0..<octaves {
                let start = Double(sign: .plus, exponent: octave - 32, significand: 1)
                for cell in 0...cellsOfOctave {
                    nodes.append(sign * solver.upper(start * (1 + Double(cell) / Double(cellsOfOctave))))
                }
            }
        }
        return nodes
    }()

    fileprivate static func tail(_ nodes: UnsafePointer<Float>, _ bits: UInt32) -> Float {
        let isLow = bits < 0x8000_0000
        let distance = isLow ? bits : ~bits
        let octave = distance == 0 ? 0 : 31 - distance.leadingZeroBitCount
        let position = (Double(distance) + 0.5) / Double(UInt32(1) << UInt32(octave)) - 1
        let scaled = min(max(position, 0), 0x1.fffffp-1) * Double(cellsOfOctave)
        let cell = Int(scaled)
        let first = 1_025 + (isLow ? 0 : tailCount) + octave * (cellsOfOctave + 1) + cell
        return nodes[first] + (nodes[first + 1] - nodes[first]) * Float(scaled - Double(cell))
    }

    package func sample(_ bits: UInt32) -> Double {
        nodes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { Double($0.quantile(bits)) } ?? 0
        }
    }
}

extension UnsafePointer<Float> {
    /// The draw that 32 random bits stand for, of the table whose nodes begin here.
    @inlinable
    @inline(__always)
    package func quantile(_ bits: UInt32) -> Float {
        let cell = Int(bits &>> 22)
        // One in 32 lies in a tail.
        if UInt(bitPattern: cell &- 16) > 991 { return tailQuantile(bits) }
        let low = self[cell]
        return low + (self[cell &+ 1] - low) * (Float(Int32(truncatingIfNeeded: bits & 0x3F_FFFF)) * 0x1p-22)
    }

    @usableFromInline
    @inline(never)
    func tailQuantile(_ bits: UInt32) -> Float { QuantileTable.tail(self, bits) }
}

/// The inverse of the normal distribution's upper tail, found with Newton's method from wherever the last search ended.
struct NormalQuantile {
    private var last = 0.0

    /// The value above which the share lies; at most one half.
    mutating func upper(_ share: Double) -> Double {
        if share >= 0.5 { return 0 }
        let target = PortableMath.log(share)
        var x = last
        // The logarithm of the tail is concave, so from any start each step but the first stays on one side.
        for _ in 0..<60 {
            let tail = Self.tail(x)
            let step = (PortableMath.log(tail) - target) * tail / Self.density(x)
            x = max(0, x + step)
            if step.magnitude <= 1e-14 * max(1, x) { break }
        }
        last = x
        return x
    }

    static func density(_ x: Double) -> Double { PortableMath.exp(-0.5 * x * x) * 0.398_942_280_401_432_7 }

    /// The share above a value that is not negative.
    static func tail(_ x: Double) -> Double {
        if x < 3 {
            // Abramowitz and Stegun 26.2.11.
            var term = x
            var sum = x
            var odd = 3.0
            while term > sum * 1e-17 {
                term *= x * x / odd
                sum += term
                odd += 2
            }
            return 0.5 - density(x) * sum
        }
        // The continued fraction of 26.2.14, from its far end.
        var fraction = x
        for level in stride(from: 60.0, through: 1, by: -1) { fraction = x + level / fraction }
        return density(x) / fraction
    }
}
