package import SourceText

/// How one naming scheme spells signals: a value, one file each, registered in `Convention.catalogue`.
package struct Convention: Sendable {
    /// The id in a manifest: `guide-prometheus`.
    package var id: String
    /// What a sentence calls whatever emits the names, with the version that was looked at: `OpenLLMetry 0.62`.
    package var name: String
    package var title: String
    /// Where the names were read, with the version or date.
    package var source: String
    package var spellings: [Signal: MetricSpelling]
    /// Further families that say the same signal: an old name, another exporter's suffixes.
    package var alternatives: [Signal: [MetricSpelling]]
    /// What the scheme cannot say, so that a finding can name the scheme rather than the team.
    package var cannotExpress: [Limitation]
    /// Whether `tokens.input` counts what was read from the cache and written to it too; nil where there is no such metric.
    package var inputIncludesCache: Bool?
    /// What tells its samples from those of schemes that share its names; empty if any of its families does.
    package var marks: [Mark]

    /// One thing that a scheme leaves out.
    package struct Limitation: Sendable {
        package var signal: Signal
        package var aspect: Aspect
        /// What follows the scheme's name: "emits no time to first token".
        package var sentence: String

        /// What of the signal is left out.
        package enum Aspect: Hashable, Sendable {
            /// The signal is not emitted at all.
            case metric
            /// It is emitted without this label.
            case label(LabelRole)
            /// Its histogram's bounds are too coarse for what it measures.
            case buckets
            /// What it counts is not what happened.
            case accuracy

            /// The word in JSON.
            package var word: String {
                switch self {
                case .metric: "metric"
                case .label(let role): "label \(role.rawValue)"
                case .buckets: "buckets"
                case .accuracy: "accuracy"
                }
            }
        }

        package init(_ signal: Signal, _ aspect: Aspect, _ sentence: String) {
            self.signal = signal
            self.aspect = aspect
            self.sentence = sentence
        }

        /// The signal is not emitted at all.
        package init(_ signal: Signal, _ sentence: String) { self.init(signal, .metric, sentence) }
    }

    /// Something that only this scheme's samples show.
    package enum Mark: Sendable {
        case family(ByteString)
        case label(ByteString)
    }

    package init(
        id: String, name: String, title: String, source: String, spellings: [Signal: MetricSpelling],
        alternatives: [Signal: [MetricSpelling]] = [:], cannotExpress: [Limitation] = [],
        inputIncludesCache: Bool? = nil, marks: [Mark] = []
    ) {
        self.id = id
        self.name = name
        self.title = title
        self.source = source
        self.spellings = spellings
        self.alternatives = alternatives
        self.cannotExpress = cannotExpress
        self.inputIncludesCache = inputIncludesCache
        self.marks = marks
    }

    /// All conventions, in the order in which `list conventions` shows them.
    package static let catalogue: [Convention] = [
        guideDotted, guidePrometheus, guideOTLP, otelGenAI36, otelGenAI37, otelGenAI, openLLMetry, openLIT, liteLLM,
        claudeCode,
    ]

    package static func named(_ id: String) -> Convention? {
        catalogue.first { $0.id.utf8.elementsEqual(id.utf8) }
    }

    /// Why the scheme has nothing for a signal, as a sentence that names it; nil if it can say the signal.
    package func reasonWithout(_ signal: Signal, _ aspect: Limitation.Aspect = .metric) -> String? {
        cannotExpress.first { $0.signal == signal && $0.aspect == aspect }.map { "\(name) \($0.sentence)" }
    }

    /// Every way in which the scheme spells a signal, the usual one first.
    package func allSpellings(of signal: Signal) -> [MetricSpelling] {
        (spellings[signal].map { [$0] } ?? []) + (alternatives[signal] ?? [])
    }

    /// The names of all its families.
    package var families: Set<ByteString> {
        Set(spellings.values.map(\.family)).union(alternatives.values.joined().map(\.family))
    }
}

extension Convention {
    /// The conventions whose names stand in a sample.
    ///
    /// Several schemes share names (every OpenTelemetry one has `gen_ai.client.operation.duration`), so a scheme whose
    /// families are all explained by another, which explains more, is left out.
    package static func detected(in sample: [EmittedFamily]) -> [Convention] {
        let names = Set(sample.map(\.name))
        let labels = Set(sample.lazy.flatMap(\.labels.keys))
        let candidates = catalogue.compactMap { convention -> (convention: Convention, found: Set<ByteString>)? in
            let found = convention.families.intersection(names)
            guard !found.isEmpty, convention.isMarked(names, labels) else { return nil }
            return (convention, found)
        }
        var result: [Convention] = []
        for (index, candidate) in candidates.enumerated() {
            let isExplained = candidates.enumerated().contains { other in
                other.element.found.isStrictSuperset(of: candidate.found)
                    || (other.offset < index && other.element.found == candidate.found)
            }
            if !isExplained { result.append(candidate.convention) }
        }
        return result
    }

    private func isMarked(_ names: Set<ByteString>, _ labels: Set<ByteString>) -> Bool {
        marks.isEmpty
            || marks.contains { mark in
                switch mark {
                case .family(let name): names.contains(name)
                case .label(let name): labels.contains(name)
                }
            }
    }
}
