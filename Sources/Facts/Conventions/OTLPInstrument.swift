import SourceText

/// One instrument as it is created in code, from which its name in Prometheus is computed.
struct OTLPInstrument {
    var name: String
    /// As given to the SDK: `s`, `{token}`, `USD`.
    var otlpUnit: String
    var kind: MetricKind
    var unit: Unit
    /// Attribute names, dotted.
    var labels: [LabelRole: String]
    var route = OTLPTranslation.Route.server

    init(_ name: String, _ otlpUnit: String, _ kind: MetricKind, _ unit: Unit, _ labels: [LabelRole: String] = [:]) {
        self.name = name
        self.otlpUnit = otlpUnit
        self.kind = kind
        self.unit = unit
        self.labels = labels
    }

    /// The whole instrument as one signal.
    var spelled: MetricSpelling {
        MetricSpelling(family: family, kind: kind, unit: unit, labels: labels.mapValues(OTLPTranslation.label))
    }

    /// The instrument narrowed to the points whose attribute has one of the values; no value means any.
    func spelled(where attribute: String, _ values: [String]) -> MetricSpelling {
        var spelling = spelled
        spelling.selector = [
            MetricSpelling.SelectedValue(
                label: OTLPTranslation.label(attribute), values: values.map { ByteString($0) })
        ]
        return spelling
    }

    /// How often the histogram was recorded to: a counter of what it measures.
    func counted(where attribute: String? = nil, labels: [LabelRole: String]) -> MetricSpelling {
        var spelling = attribute.map { spelled(where: $0, []) } ?? spelled
        spelling.usesHistogramCount = true
        spelling.unit = .count
        spelling.labels = labels.mapValues(OTLPTranslation.label)
        return spelling
    }

    /// As an exporter shows it that leaves unit suffixes away.
    var spelledWithoutUnit: MetricSpelling {
        var spelling = spelled
        spelling.family = OTLPTranslation.family(name: name, unit: "", kind: kind)
        return spelling
    }

    /// The same instrument through another renaming.
    func via(_ route: OTLPTranslation.Route) -> OTLPInstrument {
        var other = self
        other.route = route
        return other
    }

    private var family: ByteString { OTLPTranslation.family(name: name, unit: otlpUnit, kind: kind, via: route) }
}
