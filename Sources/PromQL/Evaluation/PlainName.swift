/// Names of the alphabet that all Prometheus versions accept, and that needs no quotes.
package enum PlainName {
    /// `[a-zA-Z_][a-zA-Z0-9_]*`.
    package static func isLabelName(_ bytes: [UInt8]) -> Bool { isName(bytes, mayHoldColon: false) }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    package static func isMetricName(_ bytes: [UInt8]) -> Bool { isName(bytes, mayHoldColon: true) }

    private static func isName(_ bytes: [UInt8], mayHoldColon: Bool) -> Bool {
        guard let first = bytes.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: ":"): mayHoldColon
            default: false
            }
        }
    }
}
