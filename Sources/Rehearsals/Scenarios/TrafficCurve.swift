import Simulation
import TimeSeries

/// Rates over the time of a run, made of a base and of what multiplies it.
struct TrafficCurve {
    private static let minute: Int64 = 60_000
    private static let dayMinutes = 1_440.0

    /// How far apart the points of a day's curve are: straight lines between them are within 0.1 % of the peak.
    private static let dayStep = 10 * minute

    /// Spikes upon spikes stop here: a hundred times what any run could play.
    private static let mostPerSecond = 1e9

    var durationMilliseconds: Int64

    /// A day between a trough and a peak: a cosine, highest at the peak hour.
    func day(peak: Double, trough: Double, peakHour: Double, startMinute: Int64) -> RateCurve {
        var points: [RateCurve.Point] = []
        var time: Int64 = 0
        while true {
            let minute = Double(startMinute) + Double(time) / Double(Self.minute)
            let phase = (minute - peakHour * 60) / Self.dayMinutes * 2 * Double.pi
            let height = (1 + PortableMath.cos(phase)) / 2
            points.append(RateCurve.Point(milliseconds: time, perSecond: trough + (peak - trough) * height))
            if time >= durationMilliseconds { return RateCurve(points: points) }
            time = min(durationMilliseconds, time + Self.dayStep)
        }
    }

    /// k6's ramping arrival rate: each stage leads in a straight line to its target.
    func stages(from rate: Double, _ stages: [ScenarioTraffic.Stage]) -> RateCurve {
        var points = [RateCurve.Point(milliseconds: 0, perSecond: rate)]
        var time: Int64 = 0
        for stage in stages where time < durationMilliseconds {
            time += stage.durationMilliseconds
            points.append(RateCurve.Point(milliseconds: time, perSecond: stage.target))
        }
        return RateCurve(points: points)
    }

    /// A curve with spikes on it: exact at every corner, and at every minute of a ramp.
    func multiplying(_ base: RateCurve, by spikes: [ScenarioTraffic.Spike]) -> RateCurve {
        guard !spikes.isEmpty else { return base }
        var times = Set(base.points.map(\.milliseconds))
        times.insert(0)
        for spike in spikes {
            let end = spike.startMilliseconds + spike.durationMilliseconds
            times.formUnion([spike.startMilliseconds - 1, end + 1])
            times.formUnion(
                stride(
                    from: spike.startMilliseconds, through: spike.startMilliseconds + spike.rampInMilliseconds,
                    by: Int(Self.minute)))
            times.formUnion(stride(from: end - spike.rampOutMilliseconds, through: end, by: Int(Self.minute)))
            times.formUnion([spike.startMilliseconds + spike.rampInMilliseconds, end])
        }
        let points = times.filter { $0 >= 0 && $0 <= durationMilliseconds }.sorted().map { time in
            let rate = spikes.reduce(Self.rate(base, at: time)) { rate, spike in
                min(rate * spike.factor(atMilliseconds: time), Self.mostPerSecond)
            }
            return RateCurve.Point(milliseconds: time, perSecond: rate)
        }
        return RateCurve(points: points)
    }

    /// The rate of a curve at a moment.
    static func rate(_ curve: RateCurve, at time: Int64) -> Double {
        var next = 0
        var end = curve.points.count
        while next < end {
            let middle = next + (end - next) / 2
            if curve.points[middle].milliseconds > time { end = middle } else { next = middle + 1 }
        }
        guard next < curve.points.count else { return curve.points.last?.perSecond ?? 0 }
        guard next > 0 else { return curve.points[0].perSecond }
        let (before, after) = (curve.points[next - 1], curve.points[next])
        let share = Double(time - before.milliseconds) / Double(after.milliseconds - before.milliseconds)
        return before.perSecond + (after.perSecond - before.perSecond) * share
    }

    /// The greatest rate within the run.
    func peak(_ curve: RateCurve) -> Double {
        let inside = curve.points.filter { $0.milliseconds <= durationMilliseconds }.map(\.perSecond)
        return max(inside.max() ?? 0, Self.rate(curve, at: durationMilliseconds))
    }
}

/// What distributions come to, for sizing.
enum DistributionMean {
    static func of(_ distribution: Distribution) -> Double {
        switch distribution {
        case .constant(let value): value
        case .percentiles(let p50, let p95):
            p50 * PortableMath.exp(sigma(p50: p50, p95: p95) * sigma(p50: p50, p95: p95) / 2)
        case .gamma(let mean, _), .exponential(let mean): mean
        case .uniform(let low, let high): (low + high) / 2
        }
    }

    /// Of the logarithm of a lognormal: the 95th percentile lies 1.6449 of it above the median.
    static func sigma(p50: Double, p95: Double) -> Double {
        p50 > 0 && p95 > p50 ? PortableMath.log(p95 / p50) / 1.6448536269514722 : 0
    }
}
