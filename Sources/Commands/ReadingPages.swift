import Findings
import Reports

/// What `explain` says of findings that come from reading files, before any check runs.
///
/// A table, dull on purpose: the findings themselves name the place and the fix; these lines say what the code is about.
enum ReadingPages {
    static let all: [CheckPage] = rows.map(\.page)
    static var rules: [Report.Rule] { rows.map(\.rule) }

    private typealias Row = PageRow

    private static let rows: [Row] = [
        Row(
            code: "PF001", name: "unreadable-encoding",
            summary: "a file is not in an encoding that YAML or JSON allows",
            remedy: "Save it as UTF-8; UTF-16 with a byte order mark is read too."),
        Row(
            code: "PF002", name: "forbidden-character", summary: "a file holds a control character that YAML forbids",
            remedy: "Remove it, or write it as an escape in double quotes."),
        Row(
            code: "PF003", name: "oversized-input", summary: "a file is larger than a configuration can be",
            remedy: "Name the right file; samples may be cut to what one scrape shows."),
        Row(
            code: "PF004", name: "unrendered-template",
            summary: "a file is a template (Helm, Jinja) that no other tool could load either",
            remedy: "Render it (`helm template`) and hand in the result."),
        Row(
            code: "PF005", name: "yaml-syntax-error",
            summary: "a file is no YAML; what stands after the place was not read",
            remedy: "Correct the line shown; indentation with tabs and unquoted colons are the usual causes."),
        Row(
            code: "PF006", name: "json-syntax-error",
            summary: "a file is no JSON; what stands after the place was not read",
            remedy: "Correct the place shown; trailing commas and comments are no JSON."),
        Row(
            code: "PF007", name: "deep-nesting", summary: "a document nests deeper than any real one",
            remedy: "Flatten it, or name the right file; 200 levels are read."),
        Row(
            code: "PF008", name: "alias-bomb", summary: "a few YAML aliases stand for millions of nodes",
            remedy: "Write the values out, or name the right file."),
        Row(
            code: "PF009", name: "unusable-alias", summary: "a YAML alias names no anchor, or an anchor around itself",
            remedy: "Define the anchor before the alias that uses it."),
        Row(
            code: "PF010", name: "duplicate-key",
            summary: "a key stands twice in one mapping; readers disagree which counts",
            remedy: "Remove one of the two places shown. Prometheus refuses such a file."),
        Row(
            code: "PF011", name: "lone-surrogate", summary: "a JSON string holds half of a surrogate pair",
            remedy: "Write the character itself, or both halves of the pair."),
        Row(
            code: "PF020", name: "unknown-key", summary: "a key of one of Preflight's own files is not known",
            remedy: "Correct its spelling or remove it: a key nobody reads looks like a setting and changes nothing."),
        Row(
            code: "PF021", name: "missing-key", summary: "a key that has no sensible default is missing",
            remedy: "Add it; the finding shows an example."),
        Row(
            code: "PF022", name: "wrong-type", summary: "a value has another type than its key takes",
            remedy: "Write what the finding asks for; `yes` and `on` are texts in YAML 1.2."),
        Row(
            code: "PF023", name: "value-out-of-range", summary: "a value has the right type and an impossible size",
            remedy: "Give a value in the range shown."),
        Row(
            code: "PF024", name: "unknown-word", summary: "a value is not one of the words its key allows",
            remedy: "Use one of the words listed."),
        Row(
            code: "PF025", name: "not-one-document",
            summary: "one of Preflight's own files is empty or holds several documents",
            remedy: "Give each document a file of its own."),
        Row(
            code: "PF030", name: "rule-file-refused",
            summary: "Prometheus would refuse a rule file, and with it every rule in it",
            remedy: "Correct the place shown; a rule file is loaded whole or not at all."),
        Row(
            code: "PF031", name: "rule-expression-invalid", summary: "the PromQL of a rule does not parse",
            remedy: "Correct it at the caret. The text is Prometheus's own; some grammar needs Prometheus 3: declare "
                + "`telemetry.prometheus.version`."),
        Row(
            code: "PF032", name: "rule-template-invalid", summary: "a label or annotation is no valid template",
            remedy: "Correct it at the caret; one unknown function takes the whole file down."),
        Row(
            code: "PF033", name: "rule-file-holds-no-rules", severity: .warning,
            summary: "a file named as a rule file holds no rules", remedy: "Name the right file, or remove this one."),
        Row(
            code: "PF034", name: "rule-document-ignored", severity: .warning,
            summary: "rules stand after the first YAML document, where Prometheus does not look",
            remedy: "Move them into the first document or into a file of their own."),
        Row(
            code: "PF035", name: "exposition-line-unreadable", severity: .warning,
            summary: "a line of a metrics exposition cannot be used",
            remedy: "Save the exposition again without editing it, or correct the exporter."),
        Row(
            code: "PF036", name: "exposition-holds-no-sample", summary: "a metrics exposition holds no sample",
            remedy: "Save what the process serves: `curl -s localhost:PORT/metrics`."),
        Row(
            code: "PF037", name: "artefact-of-another-kind",
            summary: "a file is of another kind than the manifest says",
            remedy: "Name it under the key of its own kind."),
        Row(
            code: "PF038", name: "artefact-empty", summary: "an artefact is empty",
            remedy: "Write it, or take it out of the manifest."),
        Row(
            code: "PF040", name: "artefact-unreadable", summary: "an artefact that the manifest names cannot be read",
            remedy: "Correct the path under `artefacts`; it is relative to the manifest's folder."),
        Row(
            code: "PF041", name: "artefact-pattern-matches-nothing",
            summary: "a pattern under `artefacts` matches no file",
            remedy: "Correct the pattern; it is relative to the manifest's folder."),
        Row(
            code: "PF042", name: "artefact-pattern-invalid", summary: "a path under `artefacts` is no valid pattern",
            remedy: "Use `*`, `**`, `?`, `[...]` and `{a,b}`, every bracket closed."),
        Row(
            code: "PF050", name: "unknown-signal", summary: "a key under `telemetry.metrics` is no signal",
            remedy: "Use one of the signals listed, `quality.NAME`, or `dependency.NAME.latency`."),
        Row(
            code: "PF051", name: "declaration-contradicts-sample", severity: .warning,
            summary: "the manifest declares something else of a metric than the sample shows",
            remedy: "Correct the declaration or leave it out; where both speak, the sample counts."),
        Row(
            code: "PF055", name: "price-table-refused", summary: "a file named as a price table cannot be used as one",
            remedy: "Name the file that the service computes its cost from under `claude.prices.file`; a `unit:` is "
                + "`per_million`, `per_1k` or `per_token`."),
        Row(
            code: "PF056", name: "price-unreadable", summary: "a price in the price table is no price",
            remedy: "Write a number of dollars, not negative, without a currency sign."),
        Row(
            code: "PF057", name: "price-date-unreadable", severity: .warning,
            summary: "a day in the price table is not written YYYY-MM-DD",
            remedy: "Write it so; otherwise the table counts as undated."),
        Row(
            code: "PF060", name: "unknown-check", summary: "a checklist asks for a check that does not exist",
            remedy: "See `preflight list checks` for their names."),
        Row(
            code: "PF061", name: "checklist-item-repeated", summary: "a checklist has two items with one id",
            remedy: "Give one of them another id, or merge them."),
        Row(
            code: "PF062", name: "unknown-base-checklist", summary: "a checklist extends one that does not exist",
            remedy: "Extend one of those named, or leave `extends` out."),
        Row(
            code: "PF063", name: "nothing-to-leave-out",
            summary: "a checklist leaves out a requirement that the extended one does not have",
            remedy: "Correct the id under `without`, or take it away."),
        Row(
            code: "PF064", name: "waiver-expired", severity: .warning, summary: "a waiver's last day is over",
            remedy: "Repair what was waived, or decide again and write a later day."),
        Row(
            code: "PF065", name: "waiver-matches-nothing", severity: .warning,
            summary: "a waiver covers nothing that fails",
            remedy: "Correct its names, or take it out of the manifest."),
        Row(
            code: "PF066", name: "waiver-incomplete", severity: .warning,
            summary: "a waiver lacks a reason, an owner or a last day, so it is not honoured",
            remedy: "Add what is missing."),
        Row(
            code: "PF067", name: "waiver-too-broad", severity: .warning,
            summary: "a waiver covers a whole item, so it hides failures nobody has seen yet",
            remedy: "Add `check:`, and `subject:` if one thing is meant."),
        Row(
            code: "PF068", name: "baseline-invalid", summary: "the file given as a baseline is no report",
            remedy: "Write one with `preflight check --format json --output FILE`."),
        Row(
            code: "PF069", name: "baseline-entry-not-needed", severity: .warning,
            summary: "the baseline holds a failure that is gone", remedy: "Write the baseline again."),
        Row(
            code: "PF043", name: "dashboard-refused", summary: "a file named as a dashboard is none",
            remedy: "Export the dashboard with Share, Export, Save to file; a ConfigMap or a Kubernetes resource that "
                + "holds its JSON is read too."),
        Row(
            code: "PF044", name: "dashboard-holds-no-panel", severity: .warning, summary: "a dashboard is empty",
            remedy: "Export it again, or name the right file."),
        Row(
            code: "PF045", name: "panel-query-invalid", summary: "the PromQL of a panel does not parse",
            remedy: "Correct it at the caret. Variables are replaced first; one that the dashboard does not declare "
                + "stays as it is, in Grafana as here."),
        Row(
            code: "PF046", name: "alertmanager-refused",
            summary: "Alertmanager refuses the configuration whole, so nothing is sent by it",
            remedy: "Correct the place shown; `amtool check-config` says the same."),
        Row(
            code: "PF047", name: "alertmanager-matcher-invalid",
            summary: "a matcher of a route or an inhibition cannot be read",
            remedy: "Write `name=\"value\"`, with one of `=`, `!=`, `=~`, `!~`; patterns are RE2."),
        Row(
            code: "PF048", name: "alertmanager-configuration-missing", severity: .warning,
            summary: "a file named as an Alertmanager configuration holds none",
            remedy: "Name the right file under `artefacts.alertmanager`; a Secret in base64 has to be decoded first."),
        Row(
            code: "PF049", name: "log-holds-no-line", summary: "a log sample is empty, so it shows no request",
            remedy: "Save a few thousand lines of the service's log, one JSON object a line, failures among them."),
    ]
}
