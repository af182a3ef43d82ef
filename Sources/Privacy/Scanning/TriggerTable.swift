/// Which detectors to ask at which byte, made once from their declarations.
enum TriggerTable {
    /// Set where a run of digits may begin.
    static let digits: UInt32 = 1 << 31
    /// Set where a field's name may just have ended.
    static let keys: UInt32 = 1 << 30
    /// Set at the byte that begins an escape of URLs.
    static let percent: UInt32 = 1 << 29

    /// Detectors by their number, since making one from a raw value is a search (7 % of a scan).
    static let detectors = DetectorID.allCases

    /// For each byte, a bit for each detector by its number; 0 for most of any text.
    static let masks: [UInt32] = {
        var masks = [UInt32](repeating: 0, count: 256)
        for detector in DetectorCatalogue.all {
            let bit = UInt32(1) << UInt32(detector.id.rawValue)
            switch detector.trigger {
            case .bytes(let bytes), .bytesAndKeys(let bytes):
                bytes.withUTF8Buffer { for byte in $0 { masks[Int(byte)] |= bit } }
            case .digits, .keys: break
            }
        }
        for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { masks[Int(byte)] |= digits }
        masks[Int(Byte.colon)] |= keys
        masks[Int(Byte.equals)] |= keys
        masks[Int(Byte.percent)] |= percent
        return masks
    }()
}
