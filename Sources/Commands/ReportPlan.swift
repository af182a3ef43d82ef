/// The forms a report can take.
package enum ReportFormat: String, CaseIterable, Sendable {
    case text
    case json
    case html
    case sarif
    case githubSARIF = "github-sarif"
    case junit
    case github
    case githubSummary = "github-summary"
    case gitlab
    case markdown
    case csv

    /// One line for help pages and the README.
    package var meaning: String {
        switch self {
        case .text: "for people, with the lines at fault"
        case .json: "all there is, versioned; `preflight schema report` describes it"
        case .html: "one page for a browser, without network, in light and dark, with filters"
        case .sarif: "SARIF 2.1.0 with every outcome, for tools that read all of it"
        case .githubSARIF: "SARIF with failures only, for GitHub's code scanning, which shows every result as an alert"
        case .junit: "JUnit XML: a suite for each service, a case for each requirement"
        case .github: "annotations in GitHub's pull requests"
        case .githubSummary: "Markdown for $GITHUB_STEP_SUMMARY"
        case .gitlab: "GitLab's code quality"
        case .markdown: "Markdown for pull requests and wikis"
        case .csv: "a row for each service, a column for each requirement"
        }
    }
}

/// One report to render and where it goes.
package struct ReportRequest: Hashable, Sendable {
    package enum Destination: Hashable, Sendable {
        case standardOutput
        case file(String)
    }

    package let format: ReportFormat
    package let destination: Destination
    /// Whether the text may hold terminal colours.
    package let isColoured: Bool

    package init(format: ReportFormat, destination: Destination, isColoured: Bool) {
        self.format = format
        self.destination = destination
        self.isColoured = isColoured
    }
}

/// Which reports a run writes, read from the order of `--format` and `--output` on the command line.
package enum ReportPlan {
    /// The two options in the order in which they were written, values left out.
    package enum Mention: Hashable {
        case format
        case output
    }

    /// Pairs formats with outputs: `--output` belongs to the `--format` before it, a format without one goes to
    /// standard output, and an output with no format of its own repeats the one before (text, if there is none).
    ///
    /// The option parser keeps the order within each option, not between the two; `mentions` brings it back.
    package static func requests(
        mentions: [Mention], formats: [ReportFormat], outputs: [String]
    ) throws(Misuse) -> [(format: ReportFormat, destination: ReportRequest.Destination)] {
        var planned: [(format: ReportFormat, destination: ReportRequest.Destination?)] = []
        var formats = formats[...]
        var outputs = outputs[...]
        for mention in mentions {
            switch mention {
            case .format:
                guard let format = formats.popFirst() else { continue }
                planned.append((format, nil))
            case .output:
                guard let output = outputs.popFirst() else { continue }
                let destination = ReportRequest.Destination(option: output)
                if let last = planned.last, last.destination == nil {
                    planned[planned.count - 1].destination = destination
                } else {
                    planned.append((planned.last?.format ?? .text, destination))
                }
            }
        }
        if planned.isEmpty { planned = [(.text, nil)] }
        let requests = planned.map { ($0.format, $0.destination ?? .standardOutput) }
        for (index, request) in requests.enumerated()
        where requests[..<index].contains(where: { $0.1.isSamePlace(as: request.1) }) {
            throw Misuse(request.1.clash)
        }
        return requests
    }

    /// Finds the two options among raw arguments that the parser has already accepted.
    package static func mentions(in arguments: [String]) -> [Mention] {
        var mentions: [Mention] = []
        for argument in arguments {
            if argument == "--" { break }
            let name = argument.utf8.prefix { $0 != UInt8(ascii: "=") }
            if name.elementsEqual("--format".utf8) { mentions.append(.format) }
            if name.elementsEqual("--output".utf8) { mentions.append(.output) }
        }
        return mentions
    }
}

extension ReportRequest.Destination {
    /// `-` is standard output, as everywhere.
    init(option: String) {
        self = option.utf8.elementsEqual("-".utf8) ? .standardOutput : .file(option)
    }

    /// Paths are compared bytewise: `==` on strings takes two spellings of "é" for one file.
    fileprivate func isSamePlace(as other: Self) -> Bool {
        switch (self, other) {
        case (.standardOutput, .standardOutput): true
        case (.file(let path), .file(let otherPath)): path.utf8.elementsEqual(otherPath.utf8)
        default: false
        }
    }

    fileprivate var clash: String {
        switch self {
        case .standardOutput: "two reports would go to standard output; give one of them `--output PATH`"
        case .file(let path): "two reports would go to `\(path)`; give each its own `--output`"
        }
    }
}

/// A call that cannot be carried out as it was written: exit status 2.
package struct Misuse: Error, Hashable {
    /// What is wrong and what to write instead.
    package let message: String

    package init(_ message: String) { self.message = message }
}
