import Documents
import Facts
import SourceText

/// The keys beside `check:` to values, by what the check declares; everything else is an unknown key.
enum CheckParametersReader {
    /// With `isOverride`, required keys may be left out: the item that is overridden has them.
    static func read(_ check: Check, _ keys: inout MappingReader, isOverride: Bool) -> CheckParameters {
        var values: [String: CheckParameters.Value] = [:]
        for parameter in check.parameters {
            let value =
                parameter.isRequired && !isOverride
                ? keys.required(parameter.name, example: parameter.example) { read(parameter.kind, &$0) }
                : keys.optional(parameter.name) { read(parameter.kind, &$0) }
            if let value { values[parameter.name] = value }
        }
        return CheckParameters(values)
    }

    private static func read(_ kind: CheckParameter.Kind, _ value: inout ValueReader) -> CheckParameters.Value? {
        switch kind {
        case .signal: return signal(&value).map { .signals([$0]) }
        case .signals:
            guard let signals = value.oneOrMore({ signal(&$0) }) else { return nil }
            return .signals(signals)
        case .bound: return bound(&value).map { .bound($0) }
        case .share: return value.ratio().map { .share($0.value) }
        case .duration: return value.duration().map { .milliseconds($0.value) }
        case .flag: return value.bool().map { .flag($0.value) }
        case .logFields:
            guard let fields = value.oneOrMore({ logFields(&$0) }) else { return nil }
            return .logFields(fields)
        case .text: return value.string().map { .texts([$0.value]) }
        case .texts: return value.oneOrMore { $0.string() }.map { .texts($0.map(\.value)) }
        case .word(let words): return value.oneOf(words).map { .texts([$0.value]) }
        }
    }

    private static func signal(_ value: inout ValueReader) -> Signal? {
        value.parsed(
            expected: "a signal, such as \(Signal.fixed.prefix(5).map { "`\($0.name)`" }.joined(separator: ", "))"
        ) {
            Signal(name: ByteString($0))
        }?.value
    }

    /// `model`, or `status or error_type` where either of them will do.
    private static func logFields(_ value: inout ValueReader) -> [LogField]? {
        let names = LogField.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return value.parsed(expected: "a log field (\(names)), or two with `or` between them") { bytes in
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            let fields = words.enumerated().compactMap { index, word in
                index.isMultiple(of: 2) ? LogField(rawValue: String(word)) : nil
            }
            let isJoined = words.enumerated().allSatisfy { $0.isMultiple(of: 2) || $1 == "or" }
            return isJoined && !fields.isEmpty && words.count == fields.count * 2 - 1 ? fields : nil
        }?.value
    }

    private static func bound(_ value: inout ValueReader) -> Bound? {
        let read = value.mapping { keys -> Bound? in
            var bounds: [Bound] = []
            for side in Bound.Side.allCases {
                let amount = keys.optional(side.rawValue) { value in
                    value.parsed(
                        expected: "an amount, such as `2%`, `8s`, `0.2`, `claude.sla.ttft_p95 or 3s` or "
                            + "`110% of claude.budget.hourly_forecast_usd`"
                    ) { Amount(String(decoding: $0, as: UTF8.self)) }
                }
                if let amount { bounds.append(Bound(side, amount.value)) }
            }
            return bounds.first
        }
        guard let read else { return nil }
        if read == nil, value.node.entries.isEmpty { value.wrongType(expected: "`at_most` or `at_least`") }
        return read
    }
}
