import TimeSeries

/// Which rule wrote a sample, where several write one series or it was handed in as well.
struct SampleAuthors: Sendable {
    /// The rule that a series began with; none for one that was handed in.
    private var founders: [SeriesID: RuleID] = [:]
    /// By time, the samples of others.
    private var others: [SeriesID: [Int64: RuleID]] = [:]

    /// Notes that a rule begins a series.
    mutating func found(_ series: SeriesID, by rule: RuleID) { founders[series] = rule }

    /// Notes that a rule writes at a time to a series that was there.
    mutating func note(_ rule: RuleID, writes series: SeriesID, atMilliseconds time: Int64) {
        if founders[series] != rule { others[series, default: [:]][time] = rule }
    }

    /// Nil for a sample that was handed in.
    func author(of series: SeriesID, atMilliseconds time: Int64) -> RuleID? {
        others[series]?[time] ?? founders[series]
    }

    /// True where samples are of several rules, or of a rule and not.
    func areSeveral(of series: SeriesID) -> Bool { others[series] != nil }

    /// The rule that a series began with; nil for one that was handed in.
    func founder(of series: SeriesID) -> RuleID? { founders[series] }
}
