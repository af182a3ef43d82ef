package import PromQL
package import SourceText

extension PageText {
    /// What is sent of the label set of an alert that fires first; nil if none does.
    ///
    /// - Throws: what this implementation of templates cannot expand.
    package init?(
        of rule: RuleID, in run: RuleRun, receiver: ByteString?, notBeforeMilliseconds onset: Int64 = .min
    ) throws(TemplateError) {
        var first: (timeline: AlertTimeline, milliseconds: Int64)?
        for timeline in run.alerts[rule] ?? [] {
            for start in timeline.episodes.compactMap(\.firingFromMilliseconds) where start >= onset {
                if start < first?.milliseconds ?? .max { first = (timeline, start) }
            }
        }
        guard let first else { return nil }
        let annotations = try run.annotations(of: rule, first.timeline, atMilliseconds: first.milliseconds) ?? []
        self.init(
            receiver: receiver?.string, labels: run.labels(of: first.timeline.labels).map(Line.init),
            annotations: annotations.map(Line.init))
    }
}

extension PageText.Line {
    fileprivate init(_ label: RuleLabel) { self.init(name: label.name.string, text: label.value.string) }
}
