import TimeSeries

/// The whole run of one alert whose element is one column: what `AlertStateMachine` does step by step, with a quiet
/// alert at the cost of its bitmap's words.
struct AlertColumn {
    private(set) var episodes: [AlertEpisode] = []
    /// The steps at which it is pending, and at which it fires; no step is in both.
    private(set) var pending: Bitmap
    private(set) var firing: Bitmap
    /// At the steps at which it is active, the time since which it is, in whole seconds.
    private(set) var activeSince: [Double]

    /// - Parameters:
    ///   - presence: the steps at which the condition holds.
    ///   - times: the evaluations, one for each step, in milliseconds.
    init(_ presence: Bitmap, _ times: [Int64], _ alerting: Rule.Alerting) {
        pending = Bitmap(count: presence.count)
        firing = pending
        activeSince = [Double](repeating: 0, count: presence.count)
        var begin = presence.firstSet(atOrAfter: 0)
        while let first = begin {
            let end = advance(from: first, presence, times, alerting)
            begin = presence.firstSet(atOrAfter: end)
        }
    }

    /// Carries out one episode, and returns the step at which it is over.
    private mutating func advance(
        from first: Int, _ presence: Bitmap, _ times: [Int64], _ alerting: Rule.Alerting
    ) -> Int {
        let activeAt = times[first]
        let since = Double(activeAt.floorSeconds)
        var episode = AlertEpisode(pendingFromMilliseconds: activeAt)
        var keptFiringSince: Int64?
        defer { episodes.append(episode) }
        for step in first..<presence.count {
            let time = times[step]
            let isFiring = episode.firingFromMilliseconds != nil
            if presence[step] {
                keptFiringSince = nil
            } else {
                let kept = keptFiringSince ?? time
                keptFiringSince = kept
                if !isFiring || alerting.keepFiringMilliseconds <= 0
                    || time - kept >= alerting.keepFiringMilliseconds
                {
                    episode.endedAtMilliseconds = time
                    episode.end = isFiring ? .resolved : .neverFired
                    return step
                }
            }
            activeSince[step] = since
            if isFiring || time - activeAt >= alerting.holdMilliseconds {
                if !isFiring { episode.firingFromMilliseconds = time }
                firing[step] = true
            } else {
                pending[step] = true
            }
        }
        return presence.count
    }
}

extension Int64 {
    /// Milliseconds as whole seconds, down.
    var floorSeconds: Int64 {
        let (seconds, rest) = quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }
}
