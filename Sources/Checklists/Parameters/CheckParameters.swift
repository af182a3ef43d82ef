package import Facts

/// What an item asks of its check: the values written beside `check:`, as the check declared them.
package struct CheckParameters: Sendable {
    package enum Value: Hashable, Sendable {
        case signals([Signal])
        case bound(Bound)
        case share(Double)
        case milliseconds(Int64)
        case flag(Bool)
        case texts([String])
        case logFields([[LogField]])
    }

    package private(set) var values: [String: Value]

    package init(_ values: [String: Value] = [:]) { self.values = values }

    /// The same with some values replaced: how an item of a user's checklist overrides one of ours.
    package func replacing(_ others: CheckParameters) -> CheckParameters {
        CheckParameters(values.merging(others.values) { _, own in own })
    }

    package func signals(_ name: String) -> [Signal] {
        if case .signals(let signals)? = values[name] { signals } else { [] }
    }

    package func signal(_ name: String) -> Signal? { signals(name).first }

    package func bound(_ name: String) -> Bound? {
        if case .bound(let bound)? = values[name] { bound } else { nil }
    }

    package func share(_ name: String) -> Double? {
        if case .share(let share)? = values[name] { share } else { nil }
    }

    package func milliseconds(_ name: String) -> Int64? {
        if case .milliseconds(let length)? = values[name] { length } else { nil }
    }

    package func flag(_ name: String) -> Bool {
        if case .flag(let flag)? = values[name] { flag } else { false }
    }

    /// Each is one field, or several of which one is enough.
    package func logFields(_ name: String) -> [[LogField]] {
        if case .logFields(let fields)? = values[name] { fields } else { [] }
    }

    package func texts(_ name: String) -> [String] {
        if case .texts(let texts)? = values[name] { texts } else { [] }
    }

    package func text(_ name: String) -> String? { texts(name).first }
}
