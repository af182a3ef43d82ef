package import PromQL
package import SourceText

/// What computes a number of this service: a rule, or a shown query of a panel.
///
/// A query that reads nothing but recorded series computes nothing itself and is none: the rule behind it is.
package struct Formula: Sendable {
    /// How findings identify it: "recording rule a:b", "panel Chat / Errors".
    package let subject: String
    /// How sentences name it.
    package let subjectInBackticks: String
    package let text: EmbeddedText
    package let expression: Expression
    /// Nil where it is not followed, and where nothing of it is about tokens or a cache: nobody asks for those, and
    /// reading ten thousand rules once more for nobody costs.
    package let meaning: QueryMeaning?

    /// The whole expression in its file.
    package var range: SourceRange { text.sourceRange(of: expression[expression.root].range) }

    /// Of every own rule and shown query, in reading order, rules first.
    static func all(
        rules: [RuleFact], panels: [OwnPanel], reader: ConditionReader
    ) -> [Formula] {
        func computes(_ selectors: [SelectorFact]) -> Bool {
            !selectors.allSatisfy { selector in
                selector.name.map { !reader.recordings[$0.value].isEmpty } ?? false
            }
        }
        var result: [Formula] = []
        var aboutTokens: [ByteString: Bool] = [:]
        for rule in rules where computes(rule.selectors) {
            let isAsked = rule.selectors.contains { reader.isAboutTokens($0, &aboutTokens) }
            let kind = rule.kind == .alert ? "alert" : "recording rule"
            result.append(
                Formula(
                    subject: rule.subject, subjectInBackticks: "\(kind) `\(rule.name.value.string)`", text: rule.text,
                    expression: rule.expression, meaning: isAsked ? reader.meaning(of: rule.expression) : nil))
        }
        for panel in panels {
            for own in panel.shownQueries where computes(own.query.selectors) {
                result.append(
                    Formula(
                        subject: panel.subject, subjectInBackticks: panel.subjectInBackticks, text: own.query.text,
                        expression: own.query.expression, meaning: own.meaning))
            }
        }
        return result
    }
}

extension ConditionReader {
    /// True if a selector reads tokens, a hit rate, or something called a cache; recorded series may lead to either.
    fileprivate func isAboutTokens(_ selector: SelectorFact, _ known: inout [ByteString: Bool]) -> Bool {
        guard let name = selector.name?.value else { return false }
        let byName: Bool
        if let before = known[name] {
            byName = before
        } else {
            byName = isAboutTokens(name)
            known[name] = byName
        }
        return byName
            || selector.matchers.contains { $0.label.contains(word: "cache") || $0.value.contains(word: "cache") }
    }

    private func isAboutTokens(_ name: ByteString) -> Bool {
        let isToken = signals.signals(ofSeries: name).contains { signal in
            switch signal {
            case .tokens, .cacheHitRate: true
            default: false
            }
        }
        return isToken || !recordings[name].isEmpty || name.contains(word: "cache")
    }
}
