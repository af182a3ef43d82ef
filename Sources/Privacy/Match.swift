/// How sure a match is. Only what is certain may fail a requirement.
package enum Grade: UInt8, Comparable, Sendable {
    /// Worth counting, no trouble in itself: a published test card, an address of a machine.
    case note
    /// The shape is right, and chance or a harmless use can explain it.
    case possible
    /// Validated: a checksum, a vendor's own shape, or the shape under a field that says so.
    case certain

    package static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
}

/// One match of a detector in a text, as offsets; never the bytes themselves.
struct Match {
    var detector: DetectorID
    var grade: Grade
    var start: Int
    var end: Int
    /// A credential known only by what stands around it; a vendor's own shape inside takes its place.
    var isGeneric = false
    /// The number column that has to confirm a solid run of digits; -1 for none.
    var column: Int32 = -1
}
