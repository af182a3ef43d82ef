import Facts
import Manifests
import SourceText

/// What an item asks of the service's alerts, with its amounts worked out for one service.
struct AlertDemand {
    enum Subject {
        /// A share: errors over requests.
        case ratio(Signal, Signal)
        case signal(Signal, ErrorClass?)
    }

    var subject: Subject
    var quantile: Double?
    var threshold: Quantity
    /// True if the alert is wanted for what falls below.
    var isBelow: Bool
    /// The length of time that the amount is for: 25 USD in an hour. Nil where a threshold needs none.
    var perMilliseconds: Int64?
    /// Windows outside of these are too lax; never demanded shorter than four scrapes.
    var longestWindowMilliseconds: Int64?
    var shortestWindowMilliseconds: Int64?
    /// The longest `for`.
    var longestHoldMilliseconds: Int64?
    /// The series that holds the forecast, where the manifest names one instead of a number; the threshold is then a
    /// share of it.
    var forecastSeries: ByteString?

    /// Why there is no demand.
    enum Obstacle: Error {
        case notDeclared(String)
        case notApplicable(String)
        case incomplete
    }

    init(_ context: CheckContext) throws(Obstacle) {
        let parameters = context.parameters
        let ratio = parameters.signals("ratio")
        let errorClass = parameters.text("class").flatMap(ErrorClass.init(rawValue:))
        if ratio.count == 2 {
            subject = .ratio(ratio[0], ratio[1])
        } else if let signal = parameters.signal("signal") {
            subject = .signal(signal, errorClass)
        } else {
            throw .incomplete
        }
        guard let bound = parameters.bound("threshold") else { throw .incomplete }
        try Self.requireUse(of: subject, by: context.manifest)
        isBelow = bound.side == .atLeast
        quantile = parameters.share("quantile")
        perMilliseconds = parameters.milliseconds("per")
        if let quantity = bound.amount.resolved(for: context.manifest) {
            threshold = quantity
        } else if case .series(let name)? = context.manifest.claude.budget.hourlyForecast?.value,
            bound.amount.key == .hourlyForecastUSD
        {
            forecastSeries = name
            threshold = Quantity(bound.amount.factor, .ratio)
        } else {
            throw .notDeclared(bound.amount.key?.rawValue ?? "the threshold")
        }
        longestHoldMilliseconds = parameters.bound("for").flatMap { Self.milliseconds($0, context) }
        let scrapes = context.facts.service.scrapeIntervalMilliseconds.map {
            $0.value.multipliedReportingOverflow(by: 4).partialValue
        }
        if let window = parameters.bound("window"), let length = Self.milliseconds(window, context) {
            switch window.side {
            case .atMost: longestWindowMilliseconds = max(length, scrapes ?? 0)
            case .atLeast: shortestWindowMilliseconds = length
            }
        }
        if longestWindowMilliseconds == nil {
            longestWindowMilliseconds = perMilliseconds.map { max($0, scrapes ?? 0) }
        }
    }

    private static func milliseconds(_ bound: Bound, _ context: CheckContext) -> Int64? {
        guard let seconds = bound.amount.resolved(for: context.manifest)?.value, seconds >= 0, seconds < 1e12 else {
            return nil
        }
        return Int64(seconds * 1000)
    }

    /// Signals of features that the service does not use ask for nothing.
    private static func requireUse(of subject: Subject, by manifest: Manifest) throws(Obstacle) {
        guard case .signal(let signal, _) = subject else { return }
        switch signal {
        case .timeToFirstToken where manifest.claude.streaming?.value == false:
            throw .notApplicable("the service does not stream, so there is no time to first token")
        case .cacheHitRate, .tokens(.cacheRead), .tokens(.cacheCreation):
            switch manifest.claude.promptCaching?.value {
            case true?: return
            case false?: throw .notApplicable("the service does not use prompt caching")
            case nil: throw .notDeclared("claude.prompt_caching")
            }
        default: return
        }
    }

    /// The signal whose absence from a rule rules it out.
    var mainSignal: Signal {
        switch subject {
        case .ratio(let numerator, _): numerator
        case .signal(let signal, _): signal
        }
    }

    /// Whole events are counted: the first that comes is wanted.
    var countsEvents: Bool {
        if case .signal(_, .some) = subject { return perMilliseconds == nil }
        return false
    }

    // MARK: Words

    /// "an error rate above 2% over 5m": what the service is to be told of.
    var sentence: String {
        let window = (perMilliseconds ?? longestWindowMilliseconds).map(NumberWords.duration) ?? ""
        let over = window.isEmpty ? "" : " over \(window)"
        let direction = isBelow ? "below" : "above"
        let limit = NumberWords.text(threshold)
        switch subject {
        case .ratio(.errors, .requests): return "an error rate \(direction) \(limit)\(over)"
        case .ratio(let numerator, let denominator):
            return "\(numerator.name) over \(denominator.name) \(direction) \(limit)\(over)"
        case .signal(_, let errorClass?) where threshold.value == 0:
            return "any \(errorClass.rawValue) within \(window)"
        case .signal(let signal, let errorClass?):
            return "\(signal.name) of class \(errorClass.rawValue) \(direction) \(limit)\(over)"
        case .signal(.cost, nil):
            let amount = forecastSeries.map { "\(limit) of `\($0.string)`" } ?? limit
            return "a spend of more than \(amount) in \(window)"
        case .signal(.cacheHitRate, nil): return "a cache hit rate \(direction) \(limit)"
        case .signal(let signal, nil):
            let words = Self.words(for: signal)
            guard let quantile else { return "\(words) \(direction) \(limit)\(over)" }
            return "a p\(NumberWords.text(quantile * 100)) \(words) \(direction) \(limit)\(over)"
        }
    }

    private static func words(for signal: Signal) -> String {
        switch signal {
        case .timeToFirstToken: "time to first token"
        case .latency: "latency"
        default: signal.name
        }
    }

    /// What tells demands apart in fingerprints: no number, so that a changed budget is the same finding.
    var identity: String {
        switch subject {
        case .ratio(let numerator, let denominator): "\(numerator.name)/\(denominator.name)"
        case .signal(let signal, let errorClass):
            ([signal.name]
                + [errorClass?.rawValue, quantile.map { "p\(NumberWords.text($0 * 100))" }].compactMap(\.self)
                + [perMilliseconds.map(NumberWords.duration)].compactMap(\.self)).joined(separator: " ")
        }
    }
}
