extension Function {
    /// The clock and the calendar; always UTC.
    static let dates: [Function] = [
        Function(
            "time", [], returns: .scalar, summary: "The evaluation time in seconds since the Unix epoch.",
            example: "time() - process_start_time_seconds",
            implementation: .shape(.time)),
        Function(
            "timestamp", [.vector], summary: "When each sample was taken, in seconds since the Unix epoch.",
            example: "time() - timestamp(up)",
            implementation: .shape(.timestamp)),
        calendar("minute", "The minute of the hour, 0 to 59") { $0.minute },
        calendar("hour", "The hour of the day, 0 to 23") { $0.hour },
        calendar("day_of_week", "The day of the week, 0 (Sunday) to 6") { $0.dayOfWeek },
        calendar("day_of_month", "The day of the month, 1 to 31") { $0.day },
        calendar("day_of_year", "The day of the year, 1 to 366") { $0.dayOfYear },
        calendar("days_in_month", "How many days the month has, 28 to 31") { $0.daysInMonth },
        calendar("month", "The month of the year, 1 to 12") { $0.month },
        calendar("year", "The year") { $0.year },
        Function(
            "start_timestamp", [.vector], standing: .experimental, availability: .onlyInPrometheus3,
            summary: "When each counter began to count, in seconds since the Unix epoch.",
            example: "start_timestamp(requests_total)"),
        query("start", "When the query begins, in seconds since the Unix epoch."),
        query("end", "When the query ends, in seconds since the Unix epoch."),
        query("step", "The step of the query in seconds; 0 in a rule."),
        query("range", "The length of the query in seconds; 0 in a rule."),
    ]

    private static func calendar(
        _ name: String, _ what: String, _ number: @escaping @Sendable (CivilMoment) -> Int
    ) -> Function {
        Function(
            name, [.vector], repetition: .upTo(1),
            summary: "\(what), of the times given or of the evaluation time.", example: "\(name)() >= 1",
            implementation: .calendar { Double(number($0)) })
    }

    private static func query(_ name: String, _ summary: String) -> Function {
        Function(
            name, [], returns: .scalar, standing: .experimental, availability: .onlyInPrometheus3, summary: summary,
            example: "time() - \(name)()")
    }
}
