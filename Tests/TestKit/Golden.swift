package import Foundation

/// Expected output that lives in a file, so that a change of it is reviewed as a diff.
package enum Golden {
    /// `make record` writes what differs instead of only reporting it. The run fails all the same: a recording proves
    /// nothing.
    package static var isRecording: Bool { ProcessInfo.processInfo.environment["PREFLIGHT_RECORD"] == "1" }

    /// Compares a text with a file; nil if they are the same, otherwise what to tell and what to do.
    package static func difference(_ actual: String, from file: URL) throws -> String? {
        let expected = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
        if let expected, expected.utf8.elementsEqual(actual.utf8) { return nil }
        if isRecording {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(actual.utf8).write(to: file)
            return "recorded \(file.lastPathComponent); review it, then run without PREFLIGHT_RECORD"
        }
        guard let expected else { return "no \(file.lastPathComponent) yet; `make record` writes it" }
        return """
            differs from \(file.lastPathComponent); if the new text is right, `make record` writes it
            \(lineDifference(from: expected, to: actual))
            """
    }

    /// The lines that differ, marked - for what was expected and + for what came, with two lines around each change.
    package static func lineDifference(from expected: String, to actual: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // Bytes are compared: two spellings of one accented letter are a difference.
        let changes = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var rows: [(mark: Character, line: String)] = []
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                rows.append(("-", old[oldIndex]))
                oldIndex += 1
            } else if inserted.contains(newIndex) {
                rows.append(("+", new[newIndex]))
                newIndex += 1
            } else {
                rows.append((" ", new[newIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        return withContext(rows)
    }

    private static func withContext(_ rows: [(mark: Character, line: String)]) -> String {
        var result: [String] = []
        var isInGap = false
        for (index, row) in rows.enumerated() {
            let near = rows[max(0, index - 2)..<min(rows.count, index + 3)]
            if near.contains(where: { $0.mark != " " }) {
                result.append("\(row.mark) \(row.line)")
                isInGap = false
            } else if !isInGap {
                result.append("  ...")
                isInGap = true
            }
        }
        return result.joined(separator: "\n")
    }
}
