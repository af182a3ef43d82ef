import Facts
package import SourceText

/// The service would emit more series than a rehearsal carries, said before anything runs.
package struct SeriesExplosion: Error, Sendable, Equatable {
    package var seriesCount: Int
    /// Series times samples; zero where the number of samples was not asked.
    package var sampleCount: Int
    /// The family with the most series.
    package var family: ByteString
    package var familySeriesCount: Int
    /// Its labels by how many values they have, the most first; at most three.
    package var labels: [(label: ByteString, count: Int)]

    package static func == (left: SeriesExplosion, right: SeriesExplosion) -> Bool { left.message == right.message }

    /// What is wrong and which labels multiply.
    package var message: String {
        let factors = labels.map { "`\($0.label.string)` \($0.count)" }.joined(separator: " × ")
        let total =
            sampleCount > SeriesPlan.sampleLimit
            ? "\(sampleCount) samples of \(seriesCount) series, more than \(SeriesPlan.sampleLimit)"
            : "\(seriesCount) series, more than \(SeriesPlan.seriesLimit)"
        return
            "the service would emit \(total); `\(family.string)` alone has \(familySeriesCount), by its labels \(factors)"
    }

    /// What helps.
    package var fix: String {
        "take labels with one value per user or request off the metric, or rehearse fewer tenants"
    }

    static func refuse(_ drafts: [FamilyDraft], ticks: Int) throws(SeriesExplosion) {
        // A sample with more series than were kept counts with all of them.
        let counts = drafts.map { draft in
            let family = draft.meaning.family
            return draft.seriesCount + max(0, family.seriesCount - family.samples.count)
        }
        let total = counts.reduce(0, +)
        let (samples, overflowed) = total.multipliedReportingOverflow(by: max(0, ticks))
        let sampleCount = overflowed ? Int.max : samples
        guard total > SeriesPlan.seriesLimit || sampleCount > SeriesPlan.sampleLimit else { return }
        let largest = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
        throw SeriesExplosion(
            seriesCount: total, sampleCount: sampleCount, family: drafts[largest].meaning.family.name,
            familySeriesCount: counts[largest], labels: Array(drafts[largest].labelWidths.prefix(3)))
    }
}
