import SourceText
import TimeSeries

/// A label of an alert that could not be expanded as Prometheus would.
struct TemplateFailure: Error {
    let label: ByteString
    let error: TemplateError
}

/// From the labels of an element to those of what is recorded or alerted on, remembered where they depend on nothing
/// else.
struct RuleLabels {
    private let rules: RuleSet
    private let externalLabels: TemplateLabels
    private var recorded: [Key: LabelSetID] = [:]
    private var alerts: [Key: LabelSetID] = [:]
    private var series: [SeriesKey: LabelSetID] = [:]
    /// Rules whose labels change with the value or the time, so that they are expanded at every evaluation.
    private let changing: Set<RuleID>

    private struct Key: Hashable {
        let rule: RuleID
        let element: LabelSetID
    }

    private struct SeriesKey: Hashable {
        let rule: RuleID
        let labels: LabelSetID
        let state: AlertState?
    }

    init(_ rules: RuleSet) {
        self.rules = rules
        externalLabels = TemplateLabels(rules.externalLabels.map { ($0.name, $0.value) })
        changing = Set(
            rules.ids.filter { id in
                rules[id].labels.contains { $0.template?.references.isSteady == false }
            })
    }

    /// Whether the alert of an element is the same at every evaluation.
    func areSteady(of id: RuleID) -> Bool { !changing.contains(id) }

    /// The series that a recording rule makes of an element.
    mutating func recorded(_ element: LabelSetID, of id: RuleID, _ table: inout LabelTable) -> LabelSetID {
        let key = Key(rule: id, element: element)
        if let known = recorded[key] { return known }
        let rule = rules[id]
        var result = table.setting(.metricName, to: table.intern(rule.name), in: element)
        for label in rule.labels {
            result = table.setting(table.intern(label.name), to: table.intern(label.text), in: result)
        }
        recorded[key] = result
        return result
    }

    /// The alert that an element stands for.
    mutating func alert(
        _ element: VectorElement, of id: RuleID, at time: Int64, _ queries: inout InstantQueries
    ) throws(TemplateFailure) -> LabelSetID {
        let key = Key(rule: id, element: element.labels)
        let isFixed = !changing.contains(id)
        if isFixed, let known = alerts[key] { return known }
        let rule = rules[id]
        var result = queries.store.labels.dropping([.metricName], in: element.labels)
        var data: TemplateData?
        for label in rule.labels {
            var value = label.text
            if let template = label.template {
                let filled = data ?? self.data(element, at: time, queries.store.labels)
                data = filled
                switch template.expand(filled, query: queries.templateQuery(rule.expression.semantics)) {
                case .success(let bytes): value = ByteString(bytes)
                case .failure(let error) where error.kind == .execution:
                    value = ByteString(template.textInPlace(of: error))
                case .failure(let error): throw TemplateFailure(label: label.name, error: error)
                }
            }
            let name = queries.store.labels.intern(label.name)
            result = queries.store.labels.setting(name, to: queries.store.labels.intern(value), in: result)
        }
        let alertName = queries.store.labels.intern("alertname")
        result = queries.store.labels.setting(alertName, to: queries.store.labels.intern(rule.name), in: result)
        if isFixed { alerts[key] = result }
        return result
    }

    private func data(_ element: VectorElement, at time: Int64, _ table: LabelTable) -> TemplateData {
        TemplateData(
            labels: TemplateLabels(element.labels, in: table), value: element.value, externalLabels: externalLabels,
            externalURL: rules.externalURL, timeMilliseconds: time)
    }

    /// `ALERTS` for a state, `ALERTS_FOR_STATE` for nil.
    ///
    /// Prometheus begins with the labels of the rule as they are written, so that one whose template came out empty
    /// shows the template.
    mutating func alertSeries(
        _ alert: LabelSetID, state: AlertState?, of id: RuleID, _ table: inout LabelTable
    ) -> LabelSetID {
        let key = SeriesKey(rule: id, labels: alert, state: state)
        if let known = series[key] { return known }
        var pairs: [(name: ByteString, value: ByteString)] = rules[id].labels.map { ($0.name, $0.text) }
        for label in table.labels(of: alert) {
            pairs.append((ByteString(table.bytes(of: label.name)), ByteString(table.bytes(of: label.value))))
        }
        pairs.append(("alertname", rules[id].name))
        pairs.append(("__name__", state == nil ? AlertSeries.alertsForState : AlertSeries.alerts))
        if let state { pairs.append(("alertstate", ByteString(state.word))) }
        let result = table.set(pairs)
        series[key] = result
        return result
    }
}

extension TemplateLabels {
    init(_ id: LabelSetID, in table: LabelTable) {
        self.init(
            table.labels(of: id).map {
                (ByteString(table.bytes(of: $0.name)), ByteString(table.bytes(of: $0.value)))
            })
    }
}

extension InstantQueries {
    /// What `query` does in a template: an instant query over the store as it is now.
    func templateQuery(_ semantics: Semantics) -> TemplateQuery {
        let snapshot = self
        return { text, time in
            var queries = snapshot
            do throws(PromQLError) {
                let expression = try Expression.parse(text.bytes, semantics)
                do throws(RuleError) {
                    let elements = try queries.vector(expression, at: time)
                    return .success(
                        elements.map { element in
                            TemplateSample(
                                labels: TemplateLabels(element.labels, in: queries.store.labels), value: element.value)
                        })
                } catch .evaluation(.unsupported(let feature)) {
                    return .failure(.unsupported(feature.message))
                } catch {
                    return .failure(.failed(ByteString(error.message)))
                }
            } catch {
                return .failure(.failed(ByteString(error.promtoolText)))
            }
        }
    }
}
