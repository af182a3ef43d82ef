import Privacy
import Reports

/// What came of a scan.
struct ScanOutcome {
    var status: ExitStatus
    var report: ScanReport
    /// Texts for standard error.
    var messages: [String]
}

/// Files in, places out; nothing of what stands at them is kept.
enum ScanPipeline {
    static func run(_ paths: [String], _ options: ScanOptions, _ invocation: Invocation) -> ScanOutcome {
        var report = ScanReport(tool: Report.Tool(name: "preflight", version: toolVersion))
        var messages: [String] = []
        var status = ExitStatus.ready
        var progress = ScanProgress(invocation.standardError)
        for path in paths {
            var scanner = Scanner(options)
            let problem = invocation.files.stream.read(path) { piece in
                scanner.read(piece.span)
                progress.add(piece.count)
            }
            let result = scanner.finish()
            progress.clear()
            if let problem {
                messages.append("error: `\(ScanReport.shown(path))` \(problem.sentence)")
                if case .file(let file) = problem, result.byteCount == 0 {
                    status = ExitStatus.worst(of: [status, file.isMisuse ? .misuse : .internalFailure])
                    continue
                }
                status = ExitStatus.worst(of: [status, .nothingProvable])
            }
            report.files.append(ScanReport.File(path: path, result: result, problem: problem?.sentence))
        }
        // `producer | preflight scan -` with a producer that failed must not pass for a clean log.
        if !report.files.isEmpty, report.byteCount == 0 {
            messages.append("error: there is nothing to scan: every input is empty")
            status = ExitStatus.worst(of: [status, .nothingProvable])
        }
        if report.isFound { status = ExitStatus.worst(of: [status, .notReady]) }
        return ScanOutcome(status: status, report: report, messages: messages)
    }
}

/// How far a scan is, on standard error: in place on a terminal, a line for each gibibyte elsewhere.
struct ScanProgress {
    private let stream: StandardStream
    private var byteCount = 0
    private var shown = 0
    private let step: Int

    init(_ stream: StandardStream) {
        self.stream = stream
        step = stream.isTerminal ? 64 * 1_048_576 : 1_073_741_824
    }

    mutating func add(_ bytes: Int) {
        byteCount += bytes
        guard byteCount / step > shown else { return }
        shown = byteCount / step
        let text = "scanned \(byteCount / 1_048_576) MiB"
        if stream.isTerminal {
            _ = stream.write(Array("\r\(text)".utf8))
        } else {
            stream.write(line: text)
        }
    }

    /// Takes the line away before something else is written.
    func clear() {
        if stream.isTerminal, shown > 0 { _ = stream.write(Array("\r\u{1B}[K".utf8)) }
    }
}
