/// Where one match stands. Never what it is: not masked, not hashed.
package struct Hit: Hashable, Sendable {
    package var detector: DetectorID
    package var grade: Grade
    /// One-based.
    package var line: Int
    /// One-based, in Unicode scalars.
    package var column: Int
    /// In bytes of the file.
    package var offset: UInt64
    /// In bytes of the file.
    package var length: Int
    /// The how-manyeth match of its detector: "e-mail #3".
    package var ordinal: Int
    /// The path of its field, if its names are nothing but names.
    package var field: String?
}

/// How often one detector matched in one field.
package struct FieldCount: Hashable, Sendable {
    package var detector: DetectorID
    package var grade: Grade
    /// Nil outside of JSON, and for a field whose name may itself be a value.
    package var field: String?
    /// Lines with at least one match.
    package var rowCount: Int
    package var matchCount: Int
    /// The first line that has one, as bytes of the file.
    package var firstLine: Range<UInt64>
    package var firstLineNumber: Int
}

/// A field in which people's own sentences stand.
package struct ProseField: Hashable, Sendable {
    package var field: String?
    package var valueCount: Int
    package var proseCount: Int
    package var firstLineNumber: Int
}

/// A digest that is a plain function of another field of its row.
package struct UnkeyedDigest: Hashable, Sendable {
    package enum Algorithm: String, CaseIterable, Sendable {
        case md5 = "MD5"
        case sha1 = "SHA-1"
        case sha256 = "SHA-256"
    }

    package var algorithm: Algorithm
    package var digestField: String?
    package var sourceField: String?
    /// Rows in which it was so, among those that were computed again.
    package var rowCount: Int
    package var comparedCount: Int
    package var firstLine: Range<UInt64>
}

/// What a scan found and what it went over.
package struct ScanResult: Sendable {
    package enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case utf16LittleEndian = "UTF-16LE"
        case utf16BigEndian = "UTF-16BE"
    }

    package var encoding = Encoding.utf8
    package var lineCount = 0
    package var byteCount: UInt64 = 0
    /// In the order of the file; at most `ScanOptions.placesPerDetector` for each detector.
    package var hits: [Hit] = []
    /// Matches of each detector, by its number, those without a place among `hits` included.
    package var counts = [Int](repeating: 0, count: DetectorID.allCases.count)
    /// By detector, then by grade, then by field.
    package var fields: [FieldCount] = []
    /// True if matches stood in more fields than are told apart.
    package var hasTooManyFields = false
    package var proseFields: [ProseField] = []
    package var unkeyedDigests: [UnkeyedDigest] = []

    package func count(of detector: DetectorID) -> Int { counts[Int(detector.rawValue)] }
}

/// How a scan is to go.
package struct ScanOptions: Sendable {
    package enum Mode: Sendable {
        /// Lines that begin with a bracket are read as JSON, others as text.
        case jsonLines
        case text
    }

    package var mode = Mode.jsonLines
    /// More matches of one detector than this are counted without their places.
    package var placesPerDetector = 20
    /// Looks at whole fields too: sentences, and digests without a key.
    package var readsColumns = true

    package init() {}
}
