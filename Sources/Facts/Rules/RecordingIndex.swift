import PromQL
package import SourceText

/// Recording rules by the name they produce, so that readers of a recorded series can be followed to its source.
package struct RecordingIndex: Sendable {
    private var byName: [ByteString: Producers] = [:]

    package init(_ rules: [RuleFact]) {
        for rule in rules where rule.kind == .recording { byName[rule.name.value, default: Producers()].add(rule) }
    }

    package var names: Set<ByteString> { Set(byName.keys) }

    /// All rules that produce the name; several where each sets other labels.
    package subscript(name: ByteString) -> [RuleFact] { byName[name]?.rules ?? [] }

    /// The rules that can produce what a selector of this name selects: no static label contradicts a matcher.
    ///
    /// One recorded name is often shared by thousands of rules, told apart by a static label, and each has its own
    /// alert; looking at all of them for each alert would grow with the square of their number.
    package func rules(producing name: ByteString, for selector: SelectorFact) -> [RuleFact] {
        byName[name]?.candidates(for: selector).filter { $0.canProduce(selector) } ?? []
    }

    /// The longest evaluation interval among the rules of a name that declare one, in milliseconds.
    package func slowestIntervalMilliseconds(of name: ByteString) -> Int64? {
        byName[name]?.slowestIntervalMilliseconds
    }

    /// The rules of one name, and where the static labels that tell them apart lead.
    private struct Producers {
        struct Label: Hashable {
            let name: ByteString
            let value: ByteString
        }

        private(set) var rules: [RuleFact] = []
        private(set) var slowestIntervalMilliseconds: Int64?
        private var positions: [Label: [Int]] = [:]
        /// How many of the rules set a label; only one that all set can narrow a search.
        private var setterCounts: [ByteString: Int] = [:]

        mutating func add(_ rule: RuleFact) {
            for (index, label) in rule.labels.enumerated() {
                let name = label.name.value
                if rule.labels[..<index].contains(where: { $0.name.value == name }) { continue }
                positions[Label(name: name, value: ByteString(label.value.bytes)), default: []].append(rules.count)
                setterCounts[name, default: 0] += 1
            }
            if let interval = rule.intervalMilliseconds {
                slowestIntervalMilliseconds = max(interval, slowestIntervalMilliseconds ?? interval)
            }
            rules.append(rule)
        }

        /// All rules that the selector can mean, and perhaps more.
        func candidates(for selector: SelectorFact) -> [RuleFact] {
            for matcher in selector.matchers
            where matcher.comparison == .equal && setterCounts[matcher.label] == rules.count {
                return (positions[Label(name: matcher.label, value: matcher.value)] ?? []).map { rules[$0] }
            }
            return rules
        }
    }
}

extension RuleFact {
    /// True unless a static label of the rule contradicts the selector.
    fileprivate func canProduce(_ selector: SelectorFact) -> Bool {
        labels.allSatisfy { label in
            selector.matchers.allSatisfy { $0.label != label.name.value || $0.accepts(ByteString(label.value.bytes)) }
        }
    }
}
