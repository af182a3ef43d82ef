import Facts
import SourceText

@testable import Checklists

extension MutationOperator {
    static let routingMutations: [MutationOperator] = [
        MutationOperator(name: "route leads to a receiver that tells nobody", items: ["alerts"]) { chat in
            chat.routesOfOwnAlerts.map { route in
                Mutant(
                    "route to \(route.receiver.value.string)",
                    chat.appending(
                        "receivers", "  - name: nobody\n", after: chat.replacing(route.receiver.range, with: "nobody")))
            }
        },
        MutationOperator(name: "route muted for ever", items: ["alerts"]) { chat in
            chat.routesOfOwnAlerts.compactMap { route in
                // Behind the receiver, on a line as far in.
                let column = chat.column(of: route.receiver.range, key: "receiver: ")
                guard let column, route.muteIntervals.isEmpty else { return nil }
                let blanks = String(repeating: " ", count: column)
                let muted = "\(route.receiver.value.string)\n\(blanks)mute_time_intervals: [always]"
                return Mutant(
                    "route to \(route.receiver.value.string)",
                    chat.appending(
                        "time_intervals", "  - name: always\n    time_intervals:\n      - {}\n",
                        after: chat.replacing(route.receiver.range, with: muted)))
            }
        },
        MutationOperator(name: "alert inhibited by one that always fires", items: ["alerts"]) { chat in
            chat.service.facts.ownAlerts.map { alert in
                let name = alert.rule.name.value.string
                let rule = """
                      - source_matchers: [alertname="Watchdog"]
                        target_matchers: [alertname="\(name)"]

                    """
                let watchdog = """
                      - name: watchdog
                        rules:
                          - {alert: Watchdog, expr: vector(1), labels: {severity: none}}

                    """
                let inhibited = chat.appending("inhibit_rules", rule, after: chat.files)
                return Mutant(
                    alert.rule.subject,
                    inhibited.map { file in
                        guard file.path == chat.service.path(of: alert.rule.range) else { return file }
                        return (file.path, file.content + watchdog)
                    })
            }
        },
    ]
}

extension SupportChat {
    /// The routes at which the service's own alerts end, each once.
    fileprivate var routesOfOwnAlerts: [Route] {
        guard let asOf = Self.asOf else { return [] }
        let context = CheckContext(facts: service.facts, manifest: service.manifest, asOf: asOf)
        return service.facts.routings.flatMap { routing -> [Route] in
            let ends = service.facts.ownAlerts.flatMap {
                RouteResolution(of: AlertLabels(of: $0.rule, context), in: routing).certain
            }
            return Set(ends).sorted().map { routing.routes[$0] }
        }
    }

    /// How far in a key stands whose value begins at a place; nil if something else stands before it.
    fileprivate func column(of value: SourceRange, key: String) -> Int? {
        let before = service.sources[value.file].bytes[..<value.bytes.range.lowerBound]
        let line = String(decoding: before.suffix(while: { $0 != UInt8(ascii: "\n") }), as: UTF8.self)
        guard line.hasSuffix(key) else { return nil }
        let lead = line.dropLast(key.count)
        return lead.allSatisfy { $0 == " " || $0 == "-" } ? lead.count : nil
    }

    /// Adds lines to a list at the top of the Alertmanager configuration.
    fileprivate func appending(
        _ key: String, _ lines: String, after files: [(path: String, content: String)]
    ) -> [(path: String, content: String)] {
        guard let routing = service.facts.routings.first else { return files }
        let path = service.path(of: routing.range)
        return files.map { file in
            guard file.path == path else { return file }
            return (path, file.content.replacing("\n\(key):\n", with: "\n\(key):\n\(lines)", maxReplacements: 1))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func suffix(while belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !belongs($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
