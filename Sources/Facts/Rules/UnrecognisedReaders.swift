import SourceText

extension ConditionReader {
    /// For each signal the first alert, by index, that reads it through any number of recording rules and says
    /// something about it that was not understood.
    func unrecognisedReaders(_ alerts: [(rule: RuleFact, recognition: Recognition)]) -> [Signal: Int] {
        var readers: [Signal: Int] = [:]
        var known: [ByteString: Set<Signal>] = [:]
        for (index, alert) in alerts.enumerated() {
            guard case .unrecognised = alert.recognition else { continue }
            for name in alert.rule.selectors.compactMap({ $0.name?.value }) {
                for signal in signals(behind: name, &known) where readers[signal] == nil { readers[signal] = index }
            }
        }
        return readers
    }

    /// Each name is opened once, which also ends cycles.
    private func signals(behind name: ByteString, _ known: inout [ByteString: Set<Signal>]) -> Set<Signal> {
        if let before = known[name] { return before }
        var found: Set<Signal> = []
        var visited: Set<ByteString> = []
        var pending = [name]
        while let next = pending.popLast() {
            guard visited.insert(next).inserted else { continue }
            found.formUnion(signals.signals(ofSeries: next))
            for producer in recordings[next] { pending += producer.selectors.compactMap { $0.name?.value } }
        }
        known[name] = found
        return found
    }
}
