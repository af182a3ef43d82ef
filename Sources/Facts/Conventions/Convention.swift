import SourceText

/// How one naming scheme spells signals: a value, one file each, registered in `Convention.catalogue`.
package struct Convention: Sendable {
    /// The id in a manifest: `guide-prometheus`.
    package var id: String
    package var title: String
    /// Where the names were read, with the version or date.
    package var source: String
    package var spellings: [Signal: MetricSpelling]
    /// What the scheme cannot say, so that a finding can name the scheme rather than the team.
    package var cannotExpress: [Limitation]

    package struct Limitation: Sendable {
        package var signal: Signal
        package var sentence: String

        package init(_ signal: Signal, _ sentence: String) {
            self.signal = signal
            self.sentence = sentence
        }
    }

    package init(
        id: String, title: String, source: String, spellings: [Signal: MetricSpelling],
        cannotExpress: [Limitation] = []
    ) {
        self.id = id
        self.title = title
        self.source = source
        self.spellings = spellings
        self.cannotExpress = cannotExpress
    }

    /// All conventions, in the order in which `list conventions` shows them.
    package static let catalogue: [Convention] = [guideDotted, guidePrometheus, guideOTLP]

    package static func named(_ id: String) -> Convention? {
        catalogue.first { $0.id.utf8.elementsEqual(id.utf8) }
    }
}
