import SourceText
import TimeSeries

extension RuleRun {
    /// The annotations an alert carried at a moment: expanded when its condition last held.
    ///
    /// Ascending by name; nil if the condition never held until then.
    /// - Throws: what this implementation of templates cannot expand; what Prometheus cannot becomes part of the text.
    package func annotations(
        of rule: RuleID, _ timeline: AlertTimeline, atMilliseconds time: Int64
    ) throws(TemplateError) -> [RuleLabel]? {
        guard let alerting = rules[rule].alerting, let observation = timeline.observation(atMilliseconds: time) else {
            return nil
        }
        let data = TemplateData(
            labels: TemplateLabels(observation.element, in: store.labels), value: observation.value,
            externalLabels: TemplateLabels(rules.externalLabels.map { ($0.name, $0.value) }),
            externalURL: rules.externalURL, timeMilliseconds: observation.atMilliseconds)
        var result: [RuleLabel] = []
        for annotation in alerting.annotations {
            guard let template = annotation.template else {
                result.append(RuleLabel(name: annotation.name, value: annotation.text))
                continue
            }
            switch template.expand(data, query: query(for: template, of: rule, at: observation.atMilliseconds)) {
            case .success(let bytes): result.append(RuleLabel(name: annotation.name, value: ByteString(bytes)))
            case .failure(let error) where error.kind == .execution:
                result.append(RuleLabel(name: annotation.name, value: ByteString(template.textInPlace(of: error))))
            case .failure(let error): throw error
            }
        }
        return result
    }

    /// The store as it was is worth building only for a template that asks it.
    private func query(for template: Template, of rule: RuleID, at time: Int64) -> TemplateQuery {
        if template.references.queries.isEmpty { return { _, _ in .failure(.unsupported("query")) } }
        let seen = store(seenBy: rule, atMilliseconds: time)
        return InstantQueries(seen, options).templateQuery(rules[rule].expression.semantics)
    }
}
