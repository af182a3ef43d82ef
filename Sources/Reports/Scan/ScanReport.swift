import Findings
package import Privacy

/// What a scan of files found: places and kinds, never what stands there.
package struct ScanReport: Sendable {
    package struct File: Sendable {
        /// As it was named; `-` is standard input.
        package var path: String
        package var result: ScanResult
        /// Why it could not be read to its end, as a clause that follows the path.
        package var problem: String?

        package init(path: String, result: ScanResult, problem: String? = nil) {
            self.path = path
            self.result = result
            self.problem = problem
        }
    }

    package var tool: Report.Tool
    package var files: [File] = []

    package init(tool: Report.Tool) { self.tool = tool }

    /// True if something validated is there.
    package var isFound: Bool { files.contains { file in file.fields.contains { $0.severity == .error } } }

    /// `found`, `clean`, or `empty` where there was nothing to look at.
    var verdict: String { isFound ? "found" : byteCount == 0 ? "empty" : "clean" }

    package var lineCount: Int { files.reduce(0) { $0 + $1.result.lineCount } }

    package var byteCount: UInt64 { files.reduce(0) { $0 + $1.result.byteCount } }

    /// A path as output may show it: nothing personal, nothing that a terminal would act on.
    package static func shown(_ path: String) -> String {
        VisibleText.line(Redaction.redacted(ReportPath.plain(path)))
    }

    /// How often something of this severity was met.
    func count(_ severity: Severity) -> Int {
        files.reduce(0) { $0 + $1.fields.reduce(0) { $1.severity == severity ? $0 + $1.matchCount : $0 } }
    }
}

extension ScanReport.File {
    /// The path as output may show it.
    var shownPath: String { ScanReport.shown(path) }

    /// Matches by detector and field, for what they are worth: notes are left out.
    var fields: [FieldCount] { result.fields.filter { $0.grade > .note } }
}

extension FieldCount {
    /// Only what is certain and of a detector that may fail is an error.
    var severity: Severity { grade == .certain ? detector.detector.severity : .warning }
}

extension Hit {
    var severity: Severity {
        switch grade {
        case .certain: detector.detector.severity
        case .possible: .warning
        case .note: .info
        }
    }

    /// "e-mail address #3".
    var title: String { "\(detector.detector.title) (#\(ordinal))" }
}
