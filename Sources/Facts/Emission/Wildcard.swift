package import SourceText

/// A pattern over names in which `*` stands for any run of bytes: `kube_*`.
package struct Wildcard: Hashable, Sendable {
    package let pattern: ByteString

    package init(_ pattern: ByteString) { self.pattern = pattern }

    /// Linear in practice: on a mismatch only the last `*` is extended.
    package func matches(_ name: [UInt8]) -> Bool {
        let pattern = pattern.bytes
        let star = UInt8(ascii: "*")
        var (inPattern, inName) = (0, 0)
        var resume: (pattern: Int, name: Int)?
        while inName < name.count {
            if inPattern < pattern.count, pattern[inPattern] == star {
                resume = (inPattern + 1, inName)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == name[inName] {
                inPattern += 1
                inName += 1
            } else if let last = resume {
                resume = (last.pattern, last.name + 1)
                (inPattern, inName) = (last.pattern, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == star }
    }
}
