import Facts
import PromQL
import SourceText

extension MutationOperator {
    /// The items that alerts and what they read belong to.
    private static let alerting: Set<String> = ["alerts", "cache-tracking", "dependency-health", "api-health"]

    static let ruleMutations: [MutationOperator] = [
        MutationOperator(name: "alert deleted", items: alerting) { chat in
            chat.service.facts.ownAlerts.map { alert in
                Mutant(alert.rule.subject, chat.deletingLines(of: alert.rule.range))
            }
        },
        MutationOperator(name: "metric misspelt in a rule", items: alerting) { chat in
            chat.eachSelector { rule, selector in
                guard let name = selector.name else { return nil }
                return Mutant(
                    "\(rule.subject), \(name.value.string)",
                    chat.replacing(rule.place(of: name.range), with: name.value.string + "s"))
            }
        },
        MutationOperator(name: "label renamed in a rule", items: alerting) { chat in
            chat.eachMatcher { rule, matcher in
                Mutant(
                    "\(rule.subject), \(matcher.label.string)",
                    chat.replacing(rule.place(of: matcher.labelRange), with: matcher.label.string + "_name"))
            }
        },
        MutationOperator(name: "threshold a thousand times laxer", items: alerting) { chat in
            chat.eachThreshold { rule, threshold, comparison in
                let isUpper = comparison == .greater || comparison == .greaterOrEqual
                let lax = isUpper ? threshold.value * 1000 + 1000 : threshold.value / 1000 - 1
                return Mutant(rule.subject, chat.replacing(rule.place(of: threshold.range), with: "\(lax)"))
            }
        },
        MutationOperator(name: "comparison turned round", items: alerting) { chat in
            chat.eachComparison { rule, place, comparison in
                let turned = comparison == .greater ? "<" : ">"
                return Mutant(rule.subject, chat.replacing(place, with: turned))
            }
        },
        MutationOperator(name: "window shorter than two scrapes", items: alerting) { chat in
            chat.service.facts.ownRules.flatMap { rule in
                rule.expression.ids.compactMap { id -> Mutant? in
                    guard case .matrixSelector = rule.expression[id].kind else { return nil }
                    let text = rule.expression.text(of: id)
                    guard let open = text.lastIndex(of: UInt8(ascii: "[")) else { return nil }
                    let range = ByteRange(start: open, length: text.endIndex - open)
                    return Mutant(rule.subject, chat.replacing(rule.place(of: range), with: "[10s]"))
                }
            }
        },
        MutationOperator(name: "page without its severity", items: alerting) { chat in
            chat.eachLabel(named: "severity", of: "page")
        },
        MutationOperator(name: "runbook link lost", items: alerting) { chat in
            chat.eachLabel(named: "runbook_url")
        },
    ]
}

extension SupportChat {
    fileprivate func eachSelector(_ mutate: (RuleFact, SelectorFact) -> Mutant?) -> [Mutant] {
        service.facts.ownRules.flatMap { rule in rule.selectors.compactMap { mutate(rule, $0) } }
    }

    fileprivate func eachMatcher(_ mutate: (RuleFact, SelectorFact.Matcher) -> Mutant?) -> [Mutant] {
        service.facts.ownRules.flatMap { rule in
            rule.selectors.flatMap(\.matchers).compactMap { mutate(rule, $0) }
        }
    }

    /// The last comparison of each alert with a number: what the alert fires for.
    fileprivate func eachThreshold(
        _ mutate: (RuleFact, (value: Double, range: ByteRange), BinaryOperator) -> Mutant?
    ) -> [Mutant] {
        comparisons().compactMap { one in
            let expression = one.rule.expression
            guard case .number(let number) = expression[one.operation.right].kind else { return nil }
            return mutate(one.rule, (number.value, expression[one.operation.right].range), one.operation.operator)
        }
    }

    fileprivate func eachComparison(_ mutate: (RuleFact, SourceRange, BinaryOperator) -> Mutant?) -> [Mutant] {
        comparisons().compactMap { one in
            mutate(one.rule, one.rule.place(of: one.operation.operatorRange), one.operation.operator)
        }
    }

    private func comparisons() -> [(rule: RuleFact, operation: BinaryOperation)] {
        service.facts.ownAlerts.compactMap { alert in
            for id in alert.rule.expression.ids {
                guard case .binary(let operation) = alert.rule.expression[id].kind else { continue }
                if [.greater, .less, .greaterOrEqual, .lessOrEqual].contains(operation.operator) {
                    return (alert.rule, operation)
                }
            }
            return nil
        }
    }

    /// Labels and annotations of a name, each renamed to something nobody reads.
    fileprivate func eachLabel(named name: String, of value: String? = nil) -> [Mutant] {
        service.facts.ownAlerts.flatMap { alert in
            (alert.rule.labels + alert.rule.annotations).filter { label in
                label.name.value.string == name && value.map { $0 == label.value.string } ?? true
            }.map { label in
                Mutant(alert.rule.subject, replacing(label.name.range, with: "note"))
            }
        }
    }
}
