import Facts
import Findings
import SourceText

extension MutationOperator {
    private static let emitting: Set<String> = [
        "alerts", "api-health", "token-cost-tags", "cache-tracking", "thinking-tracking", "quality",
        "dependency-health",
    ]

    static let expositionMutations: [MutationOperator] = [
        MutationOperator(name: "family no longer emitted", items: emitting) { chat in
            chat.sampledSignals.map { family in
                Mutant(
                    family.name.string, chat.mapping(chat.path(of: family)) { $0.mentions(family) ? nil : String($0) })
            }
        },
        MutationOperator(name: "family renamed in the process", items: emitting) { chat in
            chat.sampledSignals.map { family in
                let name = family.name.string
                return Mutant(
                    name,
                    chat.mapping(chat.path(of: family)) {
                        $0.mentions(family) ? String($0).replacing(name, with: "renamed_\(name)") : String($0)
                    })
            }
        },
        MutationOperator(name: "label no longer emitted", items: emitting) { chat in
            chat.sampledSignals.flatMap { family in
                family.labels.keys.sorted().filter { $0 != "le" }.map { label in
                    // Without the label some series become one; a process would expose each once.
                    var seen: Set<String> = []
                    let files = chat.mapping(chat.path(of: family)) { line in
                        guard line.mentions(family) else { return String(line) }
                        let changed = line.droppingLabel(label.string)
                        let series = changed.hasPrefix("#") ? changed : String(changed.prefix { $0 != " " })
                        return seen.insert(series).inserted ? changed : nil
                    }
                    return Mutant("\(family.name.string){\(label.string)}", files)
                }
            }
        },
        MutationOperator(name: "histogram ends at its first bound", items: emitting) { chat in
            chat.sampledSignals.filter { $0.finiteBounds.count > 1 }.map { family in
                let first = family.finiteBounds[0]
                return Mutant(
                    family.name.string,
                    chat.mapping(chat.path(of: family)) { line in
                        guard line.mentions(family), let bound = line.bucketBound, bound.isFinite else {
                            return String(line)
                        }
                        return bound > first ? nil : String(line)
                    })
            }
        },
    ]
}

extension SupportChat {
    /// The sampled families that spell a signal of the service, in bytewise order.
    fileprivate var sampledSignals: [EmittedFamily] {
        service.facts.emitted.families.values
            .filter { $0.provenance >= .sampled && service.facts.signals.knows(family: $0.name) }
            .sorted { $0.name < $1.name }
    }

    fileprivate func path(of family: EmittedFamily) -> String { service.path(of: family.range) }
}

extension Substring {
    /// True for the lines that declare the family or are samples of it.
    fileprivate func mentions(_ family: EmittedFamily) -> Bool {
        let name = family.name.string
        if hasPrefix("# ") { return split(separator: " ").dropFirst(2).first.map { $0 == name } ?? false }
        let series = prefix { $0 != "{" && $0 != " " }
        return series == name || ["_bucket", "_sum", "_count"].contains { series == name + $0 }
    }

    fileprivate func droppingLabel(_ label: String) -> String {
        guard let range = range(of: "\(label)=\""), let open = firstIndex(of: "{"),
            let close = self[range.upperBound...].firstIndex(of: "\"")
        else { return String(self) }
        guard range.lowerBound > open else { return String(self) }
        var rest = self[index(after: close)...]
        var head = self[..<range.lowerBound]
        if rest.hasPrefix(",") { rest = rest.dropFirst() } else if head.hasSuffix(",") { head = head.dropLast() }
        return String(head + rest)
    }

    fileprivate var bucketBound: Double? {
        guard let range = range(of: "le=\"") else { return nil }
        let text = self[range.upperBound...].prefix { $0 != "\"" }
        return text == "+Inf" ? .infinity : Double(text)
    }

    private func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
