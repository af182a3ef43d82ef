/// Which file of a `SourceSet` a range lies in; assigned in the order in which files are added.
package struct FileID: Hashable, Comparable, Sendable {
    package let index: Int32

    package init(index: Int32) { self.index = index }

    package static func < (left: FileID, right: FileID) -> Bool { left.index < right.index }
}

/// A half-open run of bytes inside one text: no file, so it can be made before the text is known to lie in one.
package struct ByteRange: Hashable, Comparable, Sendable {
    /// Bytes from the beginning of the text.
    package var start: Int
    /// Length in bytes; zero marks a place between two bytes.
    package var length: Int

    package var end: Int { start + length }

    package init(start: Int, length: Int) {
        precondition(start >= 0 && length >= 0, "a byte range lies inside its text")
        self.start = start
        self.length = length
    }

    package init(_ range: Range<Int>) {
        self.init(start: range.lowerBound, length: range.count)
    }

    package var range: Range<Int> { start..<end }

    /// The smallest range that covers both.
    package func union(_ other: ByteRange) -> ByteRange {
        let lower = min(start, other.start)
        return ByteRange(start: lower, length: max(end, other.end) - lower)
    }

    package static func < (left: ByteRange, right: ByteRange) -> Bool {
        (left.start, left.length) < (right.start, right.length)
    }
}

/// A half-open run of bytes in one file. Lines and columns exist only in renderers.
package struct SourceRange: Hashable, Comparable, Sendable {
    package let file: FileID
    /// Bytes from the beginning of the file.
    package let start: UInt64
    /// Length in bytes; longer runs are clamped to what 32 bits hold.
    package let length: UInt32

    package var end: UInt64 { start + UInt64(length) }

    package init(file: FileID, start: UInt64, length: UInt32) {
        self.file = file
        self.start = start
        self.length = length
    }

    package init(file: FileID, bytes: ByteRange) {
        self.init(file: file, start: UInt64(bytes.start), length: UInt32(clamping: bytes.length))
    }

    package var bytes: ByteRange { ByteRange(start: Int(start), length: Int(length)) }

    package static func < (left: SourceRange, right: SourceRange) -> Bool {
        (left.file, left.start, left.length) < (right.file, right.start, right.length)
    }
}

/// A value together with the bytes that spell it.
package struct Located<Value> {
    package var value: Value
    package var range: SourceRange

    package init(_ value: Value, at range: SourceRange) {
        self.value = value
        self.range = range
    }

    package func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
        Located<Other>(transform(value), at: range)
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
