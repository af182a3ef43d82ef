/// How many users ask, and when.
package struct Traffic: Sendable, Equatable {
    package var model: Model
    /// How unevenly users come: the coefficient of variation of the time between two of them. One is Poisson, zero a
    /// metronome; services measured by ServeGen have 1 to 6.
    package var arrivalCV: Double

    package enum Model: Sendable, Equatable {
        /// Users come whether or not those before them are served: calls per second over time.
        case open(RateCurve)
        /// A fixed number of workers, each of which sends its next call some time after its last one ended.
        case closed(workers: Int, thinkTime: Distribution)
    }

    package init(model: Model, arrivalCV: Double = 1) {
        self.model = model
        self.arrivalCV = arrivalCV
    }
}

/// A rate over time: straight lines between points; before the first and behind the last it stays.
package struct RateCurve: Sendable, Equatable {
    package struct Point: Sendable, Equatable {
        /// Since the beginning of the run.
        package var milliseconds: Int64
        /// Not negative.
        package var perSecond: Double

        package init(milliseconds: Int64, perSecond: Double) {
            self.milliseconds = milliseconds
            self.perSecond = perSecond
        }
    }

    /// Ascending in time, at least one. Two points of one time are a step.
    package var points: [Point]

    package init(points: [Point]) {
        precondition(!points.isEmpty, "a curve has a point")
        self.points = points
    }

    package static func constant(_ perSecond: Double) -> RateCurve {
        RateCurve(points: [Point(milliseconds: 0, perSecond: perSecond)])
    }
}
