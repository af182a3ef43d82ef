import ArgumentParser
import Facts
import Findings
import SourceText

/// Texts of the command line as values, each with what is wrong with one that is none.
enum OptionValues {
    static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw ValidationError("no day of the calendar; write YYYY-MM-DD, such as 2026-11-20")
        }
        return date
    }

    static func level(_ text: String, of command: String, among levels: [ProofLevel]) throws -> ProofLevel {
        guard let level = levels.first(where: { $0.word.utf8.elementsEqual(text.utf8) }) else {
            throw ValidationError(
                "`\(command)` decides \(levels.map { "`\($0.word)`" }.joined(separator: " and "))")
        }
        return level
    }

    static func artefactOverride(_ text: String) throws -> ArtefactOverride {
        guard let (kind, pattern) = pair(text) else {
            throw ValidationError("a kind and a path are needed, such as prometheus_rules=deploy/rules.yaml")
        }
        let kinds = ArtefactKind.allCases.map(\.rawValue)
        guard kinds.contains(where: { $0.utf8.elementsEqual(kind.utf8) }) else {
            let hint = NearMiss.closest(to: kind, among: kinds).map { "did you mean `\($0)`?" }
            throw ValidationError(
                "no artefact is called `\(kind)`; \(hint ?? "the kinds are \(kinds.joined(separator: ", "))")")
        }
        return ArtefactOverride(kind: kind, pattern: pattern)
    }

    static func export(_ text: String) throws -> SeriesExport {
        guard let (name, folder) = pair(text),
            let form = SeriesExport.Form.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) })
        else {
            throw ValidationError("a form and a folder are needed, such as promtool=build/rehearsal")
        }
        return SeriesExport(form: form, folder: folder)
    }

    /// What stands before and behind the first `=`; nil if either is empty.
    private static func pair(_ text: String) -> (String, String)? {
        let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = String(parts[0]), let second = String(parts[1]), !first.isEmpty,
            !second.isEmpty
        else { return nil }
        return (first, second)
    }
}
