/// What an evaluation takes from the server's configuration rather than from the expression.
package struct EvaluationOptions: Sendable, Equatable {
    /// How long a sample stays visible to an instant selector.
    package var lookbackMilliseconds: Int64 = 300_000
    /// The step of a subquery that names none: the global evaluation interval.
    package var defaultSubqueryStepMilliseconds: Int64 = 60_000
    /// Nil in an instant query, such as a rule.
    package var queryRange: QueryRange?
    package var limits = EvaluationLimits()

    package init() {}
}

/// A range query, for `@ start()`, `@ end()`, `step()` and `range()`.
package struct QueryRange: Sendable, Equatable {
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64
    package var stepMilliseconds: Int64

    package init(startMilliseconds: Int64, endMilliseconds: Int64, stepMilliseconds: Int64) {
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.stepMilliseconds = stepMilliseconds
    }
}

/// Bounds that keep hostile expressions and data from exhausting memory or time.
package struct EvaluationLimits: Sendable, Equatable {
    /// Samples that one evaluation may read or produce at all its nodes together. Prometheus's `--query.max-samples`
    /// has this default, but counts what is in memory at one moment.
    package var samples = 50_000_000
    /// Elements of any one vector.
    package var elements = 1_000_000
    /// Steps of one subquery. Prometheus bounds range queries by this number, and subqueries not at all.
    package var subquerySteps = 1_000_000
    /// Bytes that `label_replace` and `label_join` may give one label.
    package var labelValueBytes = 1 << 20

    package init() {}
}
