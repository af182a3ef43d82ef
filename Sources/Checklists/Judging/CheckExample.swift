import SourceText

/// A small service as text files, run through the real readers and judged by the real check.
///
/// `⟦` and `⟧` mark the text at which the finding must point; they are removed before the files are read.
package struct CheckExample: Sendable {
    package var title: String
    /// Path to content. `observability.yaml` may be left out where the defaults do.
    package var files: [(path: String, content: String)]
    /// What the item asks: the keys beside `check:`, as YAML.
    package var requirement: String
    package var expectation: Expectation
    /// Where the example is written, so that a failing test points at it.
    package var sourceLine: Int

    package enum Expectation: Sendable, Equatable {
        /// The check fails, at the marked text.
        case fails
        /// The check remarks on the marked text and fails nothing.
        case remarks
        /// The check has subjects and nothing to say.
        case passes
        /// The check cannot decide.
        case unprovable
        /// The check finds nothing to judge.
        case vacuous
        /// The check does not concern this service.
        case notApplicable
    }

    /// Any files; `observability.yaml` must be among them.
    package init(
        _ title: String, _ expectation: Expectation, requirement: String = "", files: [(path: String, content: String)],
        line: Int = #line
    ) {
        self.title = title
        self.expectation = expectation
        self.requirement = requirement
        self.files = files
        sourceLine = line
    }

    package init(
        _ title: String, _ expectation: Expectation, requirement: String = "", rules: String,
        exposition: String? = nil, manifest: String = CheckExample.defaultManifest, line: Int = #line
    ) {
        self.title = title
        self.expectation = expectation
        self.requirement = requirement
        files = [("observability.yaml", manifest), ("rules.yaml", rules)]
        if let exposition { files.append(("metrics.prom", exposition)) }
        sourceLine = line
    }

    /// A sample alone, and perhaps rules: for the checks of what a service emits.
    package init(
        _ title: String, _ expectation: Expectation, requirement: String = "", exposition: String?,
        manifest: String = CheckExample.sampleManifest, rules: String? = nil, line: Int = #line
    ) {
        self.title = title
        self.expectation = expectation
        self.requirement = requirement
        files = [("observability.yaml", manifest)]
        if let exposition { files.append(("metrics.prom", exposition)) }
        if let rules { files.append(("rules.yaml", rules)) }
        sourceLine = line
    }

    /// Names one complete sample and nothing else.
    package static let sampleManifest = """
        preflight: 1
        service: example
        claude: {streaming: true, prompt_caching: true, extended_thinking: false}
        telemetry:
          convention: guide-prometheus
        artefacts:
          exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]

        """

    /// Names one rule file and one sample, scraped every 30 s.
    package static let defaultManifest = """
        preflight: 1
        service: example
        telemetry:
          convention: guide-prometheus
          scrape_interval: 30s
        artefacts:
          prometheus_rules: [rules.yaml]
          exposition: [{files: metrics.prom, captured: 2026-11-20, complete: true}]

        """
}
