import ClaudeAPI
import Documents
import Findings
import Simulation
import SourceText

/// `faults` and `background` in a scenario.
enum ScenarioFaultReader {
    static func faults(_ value: inout ValueReader, run: Int64?, isBackground: Bool) -> [ScenarioFault]? {
        value.list { item in
            item.mapping { fault(&$0, run: run, isBackground: isBackground) } ?? nil
        }
    }

    private static func fault(_ keys: inout MappingReader, run: Int64?, isBackground: Bool) -> ScenarioFault? {
        let id = keys.required("id", example: "burst") { $0.name() }
        let name = keys.required("fault", example: "overloaded") { $0.string() }
        guard let name else { return nil }
        guard let kind = FaultKind.named(name.value) else {
            keys.report(ScenarioFindings.unknownFaultKind(name, known: FaultKind.catalogue.map(\.name)))
            allowAll(&keys)
            return nil
        }
        let what = "the fault `\(id?.value ?? name.value)`"
        let window = ScenarioWindow.read(
            &keys, what: what, run: run, isMoment: kind.isMoment, mayLastForever: isBackground)
        let every = keys.optional("every") { $0.time(atLeast: 1_000) }
        if let every, let window, every.value < window.length, keys.contains("for") {
            keys.report(
                ScenarioFindings.overlapsItself(what, every: every.value, length: window.length, at: every.range))
        }
        var targets: [ScenarioFault.Target] = []
        var match = PopulationMatch()
        if kind.strikesPopulations {
            _ = keys.optional("match") { $0.mapping { read(&$0, into: &match, &targets) } }
        }
        var dependency: Located<String>?
        if kind.strikesDependencies {
            dependency = keys.optional("dependency") { $0.string() }
            if let dependency { targets.append(ScenarioFault.Target(kind: .dependency, name: dependency)) }
        }
        var values: [Double] = []
        for parameter in kind.parameters { values.append(Self.value(of: parameter, &keys) ?? 0) }
        guard let id, let window else { return nil }
        let fault = Fault(
            id: id.value, kind: kind, startMilliseconds: window.start, durationMilliseconds: window.length,
            rampInMilliseconds: window.rampIn, rampOutMilliseconds: window.rampOut,
            everyMilliseconds: every?.value, match: match, dependency: dependency?.value, values: values)
        return ScenarioFault(fault: fault, id: id, targets: targets)
    }

    /// Without its kind nobody can say which keys a fault may have.
    private static func allowAll(_ keys: inout MappingReader) {
        for key in keys.keys { keys.allow(key.value) }
    }

    private static func value(of parameter: FaultKind.Parameter, _ keys: inout MappingReader) -> Double? {
        let read: (inout ValueReader) -> Double? = { value in
            switch parameter.kind {
            case .share: value.ratio()?.value
            case .factor: value.number(in: 0...1_000_000)?.value
            case .duration: (value.time()?.value).map(Double.init)
            case .integer(let range):
                (value.integer(in: Int(range.lowerBound)...Int(range.upperBound))?.value).map(Double.init)
            case .flag: (value.bool()?.value).map { $0 ? 1 : 0 }
            }
        }
        guard let usual = parameter.usual else {
            return keys.required(parameter.name, example: parameter.example, read)
        }
        return keys.optional(parameter.name, read) ?? usual
    }

    private static func read(
        _ keys: inout MappingReader, into match: inout PopulationMatch, _ targets: inout [ScenarioFault.Target]
    ) {
        func names(_ key: String, _ kind: ScenarioFault.Target.Kind, _ keys: inout MappingReader) -> [String] {
            let names = keys.optional(key) { value in
                value.oneOrMore { kind == .model ? $0.model() : $0.string() }
            }
            for name in names ?? [] { targets.append(ScenarioFault.Target(kind: kind, name: name)) }
            return (names ?? []).map(\.value)
        }
        match.populations = names("population", .population, &keys)
        match.models = names("model", .model, &keys)
        match.features = names("feature", .feature, &keys)
        match.tenants = names("tenant", .tenant, &keys)
        match.streaming = keys.optional("streaming") { $0.bool() }?.value
    }
}

extension FaultKind.Parameter {
    /// A value to paste.
    var example: String {
        switch kind {
        case .share: "25%"
        case .factor: "4"
        case .duration: "30s"
        case .integer(let range): "\(range.upperBound)"
        case .flag: "true"
        }
    }
}

extension ScenarioFindings {
    static func unknownTarget(_ target: ScenarioFault.Target, known: [String]) -> Finding {
        unknown(
            unknownTarget, target.kind.rawValue, target.name, known: known,
            why: "The fault would strike nobody, and every alert would look fine.")
    }
}
