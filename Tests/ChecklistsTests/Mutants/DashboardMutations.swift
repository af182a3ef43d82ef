import Facts
import Findings
import SourceText

@testable import Checklists

extension MutationOperator {
    private static let shown: Set<String> = [
        "api-health", "token-cost-tags", "cache-tracking", "thinking-tracking", "quality", "dependency-health",
    ]

    static let dashboardMutations: [MutationOperator] = [
        MutationOperator(name: "signal no longer on any dashboard", items: shown) { chat in
            // One panel of several may go; what counts is whether a person can still see the signal.
            chat.signalsOnDashboards.map { signal in
                let panels = chat.service.facts.ownPanels.filter { $0.shows(signal) }.map(\.panel.range)
                return Mutant(signal.name, chat.replacing(panels, with: "{\"id\": 9001, \"type\": \"text\"}"))
            }
        },
        MutationOperator(name: "metric misspelt in a panel", items: shown) { chat in
            chat.eachQuery { query in
                query.selectors.compactMap { selector in
                    selector.name.map { name in
                        chat.replacing(query.place(of: name.range), with: name.value.string + "s")
                    }
                }
            }
        },
        MutationOperator(name: "label renamed in a panel", items: shown) { chat in
            chat.eachQuery { query in
                query.selectors.flatMap(\.matchers).map { matcher in
                    chat.replacing(query.place(of: matcher.labelRange), with: matcher.label.string + "_name")
                }
            }
        },
    ]
}

extension SupportChat {
    /// The signals that some panel shows and that the checklist wants to see, by name.
    fileprivate var signalsOnDashboards: [Signal] {
        let all = service.facts.ownPanels.flatMap(\.shownQueries).flatMap(\.readings).compactMap(\.selection.signal)
        return Set(all).filter { wanted.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private var wanted: Set<String> {
        let requirements = ((try? Self.checklist())?.items ?? []).flatMap(\.requirements)
        return Set(
            requirements.flatMap { requirement -> [String] in
                guard case .check(let check, let parameters) = requirement.demand,
                    check.kind.name == Check.signalOnDashboard.kind.name
                else { return [] }
                return parameters.signals("signals").map(\.name)
            })
    }

    /// The queries of the service's own panels, without those that stand beside them.
    fileprivate func eachQuery(
        _ mutate: (PanelQuery) -> [[(path: String, content: String)]]
    ) -> [Mutant] {
        service.facts.ownPanels.flatMap { own in
            own.queries.map(\.query).flatMap(mutate).enumerated().map { index, files in
                Mutant("panel \(own.panel.title.value.string), \(index + 1)", files)
            }
        }
    }
}

extension OwnPanel {
    fileprivate func shows(_ signal: Signal) -> Bool {
        shownQueries.flatMap(\.readings).contains { $0.selection.signal == signal }
    }
}
