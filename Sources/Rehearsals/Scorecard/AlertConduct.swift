/// What one alert did in one run, all its label sets taken together.
struct AlertConduct {
    /// Ascending; they neither overlap nor touch.
    let firing: [Range<Int64>]
    /// It fired while nothing was wrong.
    let hasMisfired: Bool
    /// When it began to fire for the incident; nil if it did not, or if it had been firing already.
    let detectedAt: Int64?
    /// From the end of the incident to the end of the alert; nil if it fired for no incident.
    let resetMilliseconds: Int64?
    /// It fires when the run ends.
    let isUnresolved: Bool

    /// An alert may fire so long after the end of an incident and still count: windows end later than their cause.
    static let graceMilliseconds: Int64 = 15 * 60_000

    /// - Parameter incident: nil for a control.
    init(_ episodes: [ObservedEpisode], incident: ClosedRange<Int64>?, durationMilliseconds: Int64) {
        let firing = Self.merged(episodes)
        self.firing = firing
        guard let incident else {
            hasMisfired = !firing.isEmpty
            detectedAt = nil
            resetMilliseconds = nil
            isUnresolved = false
            return
        }
        let onset = incident.lowerBound
        let early = firing.filter { $0.lowerBound < onset }
        hasMisfired = !early.isEmpty
        let deadline = incident.upperBound.addingClamped(Self.graceMilliseconds)
        let answers = firing.filter { $0.lowerBound >= onset && $0.lowerBound <= deadline }
        detectedAt = early.contains { $0.contains(onset) } ? nil : answers.first?.lowerBound
        isUnresolved = !answers.isEmpty && firing.last?.upperBound == .max
        resetMilliseconds = answers.last.map { last in
            max(0, min(last.upperBound, durationMilliseconds) - incident.upperBound)
        }
    }

    /// One alert that several label sets raise at once is one alert to a person: their times are joined.
    private static func merged(_ episodes: [ObservedEpisode]) -> [Range<Int64>] {
        let spans = episodes.compactMap { episode -> Range<Int64>? in
            guard let start = episode.firingFromMilliseconds else { return nil }
            let end = episode.endedAtMilliseconds ?? .max
            return start < end ? start..<end : nil
        }.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var result: [Range<Int64>] = []
        for span in spans {
            if let last = result.last, span.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                result.append(span)
            }
        }
        return result
    }
}
