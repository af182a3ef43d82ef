import TestKit
import TimeSeries

/// Makes stores with everything that a scrape brings: several clocks, late starts, gaps, resets, stale markers, NaN and
/// infinities, series that take turns, and names that differ where labels do not.
struct RandomStore {
    static let lengthMilliseconds: Int64 = 20 * 60_000

    private var random: SeededGenerator
    private(set) var store = SeriesStore()
    private var clocks: [ClockID] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        clocks = [
            store.addClock(ticks(every: 15_000, from: 0, jitter: 0)),
            store.addClock(ticks(every: 10_000, from: 3_000, jitter: 4_000)),
            store.addClock(ticks(every: 60_000, from: 20_000, jitter: 0)),
        ]
        fill()
    }

    private mutating func ticks(every interval: Int64, from start: Int64, jitter: Int64) -> [Int64] {
        var result: [Int64] = []
        var time = start
        while time <= Self.lengthMilliseconds {
            result.append(jitter > 0 ? time + Int64(random.below(Int(jitter))) : time)
            time += interval
        }
        return result
    }

    private mutating func fill() {
        for job in ["a", "b"] {
            for instance in ["1", "2", "3"] {
                let target = ["job": job, "instance": instance]
                add("up", target) { random, _ in random.chance(1, in: 8) ? 0 : 1 }
                for code in ["200", "500"] {
                    add("requests_total", target.merging(["code": code]) { $1 }) { random, last in
                        random.chance(1, in: 25) ? 0 : (last ?? 0) + Double(random.below(20))
                    }
                }
                add("bytes_total", target) { random, last in
                    random.chance(1, in: 12) ? 0.1 : (last ?? 0.5) + Double(random.below(1_000)) / 7
                }
                add("queue", target, mayBeOdd: true) { random, _ in Double(random.below(2_000)) / 13 - 40 }
                add("level", target) { random, _ in Double(random.below(5)) }
                var count = 0.0
                for bound in ["0.1", "0.5", "1", "1.0", "2.5", "+Inf"] {
                    if bound == "1.0" && !random.chance(1, in: 4) { continue }
                    count += Double(random.below(5))
                    let rise = count
                    add("latency_bucket", target.merging(["le": bound]) { $1 }) { random, last in
                        (last ?? 0) + rise + Double(random.below(3))
                    }
                }
                // The version changes: two series that take turns, with an overlap now and then.
                for version in ["1", "2"] {
                    add("build_info", target.merging(["version": version]) { $1 }) { _, _ in 1 }
                }
            }
            // Alike but for the name.
            add("twin_left", ["job": job], mayBeOdd: true) { random, _ in Double(random.below(30)) / 3 }
            add("twin_right", ["job": job]) { random, _ in Double(random.below(30)) / 3 }
            add("limit", ["job": job]) { _, last in last ?? 12 }
        }
        add("phase", [:]) { random, _ in Double(random.below(200)) / 100 - 1 }
        add("__type__less", ["__type__": "gauge", "__unit__": "s", "job": "a"]) { random, _ in Double(random.below(9)) }
    }

    private mutating func add(
        _ name: String, _ labels: [String: String], mayBeOdd: Bool = false,
        _ value: (inout SeededGenerator, Double?) -> Double
    ) {
        var pairs = [LabelPair(name: .metricName, value: store.labels.intern(name))]
        for (label, text) in labels.sorted(by: { $0.key < $1.key }) {
            pairs.append(LabelPair(name: store.labels.intern(label), value: store.labels.intern(text)))
        }
        var samples: [(milliseconds: Int64, state: SampleState)] = []
        let clock = random.pick(clocks)
        let ticks = store.ticks(of: clock)
        // Half of all series are there all the time, which is the case that is treated specially.
        let isWhole = random.chance(1, in: 2)
        var isPresent = isWhole || random.chance(2, in: 3)
        var last: Double?
        for tick in ticks {
            if !isWhole && random.chance(1, in: 14) {
                isPresent.toggle()
                if !isPresent && random.chance(2, in: 3) {
                    samples.append((tick, .stale))
                    continue
                }
            }
            guard isPresent else { continue }
            var next = value(&random, last)
            last = next
            if mayBeOdd && random.chance(1, in: 15) { next = random.pick([.nan, .infinity, -.infinity, -0.0, 0]) }
            samples.append((tick, .value(next)))
        }
        let set = store.labels.set(pairs)
        if random.chance(1, in: 5) {
            store.add(set, samples: samples)
            return
        }
        var values = [Double](repeating: 0, count: ticks.count)
        var presence = Bitmap(count: ticks.count)
        var stale = Bitmap(count: ticks.count)
        var next = 0
        for (index, tick) in ticks.enumerated() where next < samples.count && samples[next].milliseconds == tick {
            if case .value(let value) = samples[next].state {
                values[index] = value
                presence[index] = true
            } else {
                stale[index] = true
            }
            next += 1
        }
        store.add(set, clock, values, presence: presence, stale: stale)
    }
}
