/// Numbers for people, as Prometheus's template functions write them: four significant digits and a unit.
/// Source: `prometheus/prometheus:template/template.go` (2.42), restated.
enum Humanize {
    /// `%.4g`.
    static func significant(_ value: Double) -> [UInt8] { GoFloat.text(value, UInt8(ascii: "g"), precision: 4) }

    private static let smaller = ["m", "u", "n", "p", "f", "a", "z", "y"]

    /// `1.235M`, `123.4u`.
    static func decimal(_ value: Double) -> [UInt8] {
        if value == 0 || !value.isFinite { return significant(value) }
        if value.magnitude >= 1 { return scaled(value, by: 1000, ["k", "M", "G", "T", "P", "E", "Z", "Y"]) }
        return shrunk(value, unit: "")
    }

    /// `1.5Mi`.
    static func binary(_ value: Double) -> [UInt8] {
        if value.magnitude <= 1 || !value.isFinite { return significant(value) }
        return scaled(value, by: 1024, ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"])
    }

    private static func scaled(_ value: Double, by factor: Double, _ prefixes: [String]) -> [UInt8] {
        var value = value
        var chosen = ""
        for prefix in prefixes where value.magnitude >= factor {
            chosen = prefix
            value /= factor
        }
        return significant(value) + Array(chosen.utf8)
    }

    private static func shrunk(_ value: Double, unit: String) -> [UInt8] {
        var value = value
        var chosen = ""
        for prefix in smaller where value.magnitude < 1 {
            chosen = prefix
            value *= 1000
        }
        return significant(value) + Array((chosen + unit).utf8)
    }

    /// Seconds as `1d 2h 3m 4s`, `4.5s`, `12.3ms`.
    static func duration(_ value: Double) -> [UInt8] {
        if !value.isFinite { return significant(value) }
        if value == 0 { return significant(value) + [UInt8(ascii: "s")] }
        if value.magnitude < 1 { return shrunk(value, unit: "s") }
        let sign = value < 0 ? "-" : ""
        // Where it does not fit 64 bits, amd64 gives the least number.
        let whole = value.magnitude < 0x1p63 ? Int64(value.magnitude.rounded(.towardZero)) : Int64.min
        let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60)
        let seconds = whole % 60
        if days != 0 { return Array("\(sign)\(days)d \(hours)h \(minutes)m \(seconds)s".utf8) }
        if hours != 0 { return Array("\(sign)\(hours)h \(minutes)m \(seconds)s".utf8) }
        if minutes != 0 { return Array("\(sign)\(minutes)m \(seconds)s".utf8) }
        return Array(sign.utf8) + significant(value.magnitude) + [UInt8(ascii: "s")]
    }
}
