package import SourceText

/// One model as the Claude API knows it.
package struct ClaudeModel: Hashable, Sendable {
    /// The id without a date; from 4.6 on it is the pinned id itself.
    package let id: String
    /// Other ids of the same model on the Claude API, the dated ones first.
    package let aliases: [String]
    package let family: Family
    /// Tokens of a whole request; nil where nothing public says it.
    package let contextWindow: Int?
    /// Nil where no day is announced.
    package let retirement: Retirement?

    package enum Family: String, CaseIterable, Sendable {
        case fable
        case mythos
        case opus
        case sonnet
        case haiku
    }

    package enum Retirement: Hashable, Sendable {
        /// From this day on requests are answered with an error.
        case on(CivilDate)
        /// Announced to live at least until this day.
        case notSoonerThan(CivilDate)
    }

    init(
        _ id: String, _ family: Family, aliases: [String] = [], context: Int?, retirement: Retirement? = nil
    ) {
        self.id = id
        self.aliases = aliases
        self.family = family
        contextWindow = context
        self.retirement = retirement
    }

    /// The day from which requests are answered with an error, if one is announced.
    package var retiresOn: CivilDate? {
        if case .on(let day) = retirement { return day }
        return nil
    }
}

extension CivilDate {
    /// A day of the reference data.
    static func reference(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: day) else {
            preconditionFailure("\(year)-\(month)-\(day) is a day")
        }
        return date
    }
}
