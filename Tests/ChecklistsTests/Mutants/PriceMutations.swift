import Facts
import SourceText

extension MutationOperator {
    private static let table = "app/prices.yaml"

    /// What may be wrong with a price table, and with the models it prices.
    static let priceMutations: [MutationOperator] = [
        prices("price row removed") { chat in
            chat.priceRows.map { Mutant($0.model.value.string, chat.deletingLines(of: $0.model.range)) }
        },
        prices("price tripled") { chat in
            chat.eachPrice { row, kind, price in
                let tripled = Double(price.value) * 3 / 1e9
                return Mutant(
                    "\(row.model.value.string), \(kind.rawValue)", chat.replacing(price.range, with: "\(tripled)"))
            }
        },
        prices("price table without a date") { chat in
            [
                Mutant(
                    table,
                    chat.files.map { file in
                        (
                            file.path,
                            file.content.replacing("as_of: 2026-11-20\n", with: "")
                                .replacing(", as_of: 2026-11-20", with: "")
                        )
                    })
            ]
        },
        prices("price table a year old") { chat in
            [Mutant(table, chat.mapping(table) { String($0).replacing("as_of: 2026", with: "as_of: 2025") })]
        },
        prices("row for whatever has none") { chat in
            ["default", "claude-", "\"*\""].map { name in
                Mutant(
                    name,
                    chat.files.map { file in
                        guard file.path == table else { return file }
                        return (
                            file.path,
                            file.content
                                + "  \(name): {input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.30}\n"
                        )
                    })
            }
        },
        prices("cache prices removed") { chat in
            chat.priceRows.flatMap { row in
                [", cache_read: ", ", cache_write_1h: ", ", cache_write_5m: "].map { key in
                    Mutant(
                        "\(row.model.value.string)\(key.dropLast(2).dropFirst())",
                        chat.mapping(table) { line in
                            guard line.contains("\(row.model.value.string):"), let start = line.firstRange(of: key)
                            else { return String(line) }
                            let rest = line[start.upperBound...].drop { $0 != "," && $0 != "}" }
                            // An hour's writes may have a price alone; without both, writes have none.
                            let end = key == ", cache_write_5m: " ? rest.drop { $0 != "}" } : rest
                            return String(line[..<start.lowerBound] + end)
                        })
                }
            }
        },
        prices("thinking priced apart from output, at twice the price") { chat in
            [
                Mutant(
                    table,
                    chat.mapping(table) { String($0).replacing("output: 15,", with: "output: 15, thinking: 30,") })
            ]
        },
        retired("retired model", "claude-sonnet-4-20250514"),
        retired("model that retires next week", "claude-sonnet-4-5"),
    ]

    private static func prices(
        _ name: String, _ mutants: @escaping @Sendable (SupportChat) -> [Mutant]
    ) -> MutationOperator {
        MutationOperator(name: name, items: ["token-cost-tags"]) { chat in
            let mutants = mutants(chat)
            precondition(!mutants.isEmpty, "the example has a price table to break")
            return mutants
        }
    }

    /// The service may fall back to a model that is gone, and prices it as it was: nothing else is wrong.
    private static func retired(_ name: String, _ model: String) -> MutationOperator {
        MutationOperator(name: name, items: ["api-health"]) { chat in
            [
                Mutant(
                    model,
                    chat.files.map { file in
                        let rows =
                            "  \(model): {input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.30}\n"
                        return switch file.path {
                        case table: (file.path, file.content + rows)
                        case "observability.yaml":
                            (file.path, file.content.replacing("models: [", with: "models: [\(model), "))
                        default: file
                        }
                    })
            ]
        }
    }
}

extension SupportChat {
    fileprivate var priceRows: [PriceRowFact] { service.facts.prices.flatMap(\.rows) }

    fileprivate func eachPrice(_ mutate: (PriceRowFact, PriceKind, Located<Int64>) -> Mutant) -> [Mutant] {
        priceRows.flatMap { row in
            PriceKind.allCases.compactMap { kind in
                row.nanoDollarsPerMillion[kind].map { mutate(row, kind, $0) }
            }
        }
    }
}
