/// Paths as other tools want them: from the folder the run was started in, with forward slashes.
///
/// All work is on bytes: `==` on strings takes two spellings of "é" for one name.
enum ReportPath {
    /// The shortest spelling: no `.` and no empty segments, and no `..` after a name. A path that begins with a slash
    /// or leaves the folder stays as it is there.
    static func plain(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let parent = Array("..".utf8)
        var segments: [[UInt8]] = []
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            let segment = Array(part)
            if segment == [UInt8(ascii: ".")] { continue }
            if segment == parent, let last = segments.last, last != parent {
                segments.removeLast()
            } else if !(segment == parent && isAbsolute && segments.isEmpty) {
                segments.append(segment)
            }
        }
        let joined = String(decoding: Array(segments.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// A reference after RFC 3986, section 4.2. A colon is encoded too: in the first segment it would end a scheme.
    static func uri(_ path: String) -> String { encoded(plain(path), keeping: Array("/".utf8)) }

    /// One segment of a hierarchical name: a slash in it is no separator.
    static func segment(_ text: String) -> String { encoded(text, keeping: []) }

    static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    /// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
    private static func encoded(_ text: String, keeping kept: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let unreserved = Array("-._~".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                output.append(byte)
            default:
                if unreserved.contains(byte) || kept.contains(byte) {
                    output.append(byte)
                } else {
                    output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
