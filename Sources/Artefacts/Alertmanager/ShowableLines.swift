import Findings
import SourceText

/// Which lines of a configuration a report may excerpt: none on which a credential can stand.
struct ShowableLines {
    let file: SourceFile

    private static let telling = [
        "url", "key", "token", "password", "secret", "auth", "credential", "_configs", "to:", "smtp", "@", "://",
    ]
    private static let longest = 200

    /// The place if its line may be shown, otherwise nil.
    func place(_ range: SourceRange) -> SourceRange? {
        let bytes = file.bytes
        let at = min(range.bytes.start, bytes.count)
        let end = min(max(range.bytes.end, at), bytes.count)
        let lineStart = bytes[..<at].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lineEnd = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        guard lineEnd - lineStart <= Self.longest else { return nil }
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self).lowercased()
        return Self.telling.contains { line.contains($0) } ? nil : range
    }

    /// The finding, without the places that may not be shown; its message then names the line.
    func hidingCredentials(in finding: Finding) -> Finding {
        var finding = finding
        finding.related = finding.related.filter { $0.range.file == file.id && place($0.range) != nil }
        if let primary = finding.primary, place(primary.range) == nil {
            let start = min(primary.range.bytes.start, file.bytes.count)
            let line = file.bytes[..<start].count { $0 == UInt8(ascii: "\n") } + 1
            finding.message += " (line \(line) of `\(file.path)`)"
            finding.primary = nil
        }
        return finding
    }
}
