import Facts
import Reports
import SourceText

/// What `list conventions` shows: for each naming scheme its names in Prometheus, and what it leaves out.
enum ConventionList {
    static func text(_ conventions: [Convention]) -> String {
        conventions.map(text).joined(separator: "\n")
    }

    private static func text(_ convention: Convention) -> String {
        var text = "\(convention.id)\n  \(convention.title)\n  source: \(convention.source)\n"
        let rows = signals(of: convention).flatMap { signal in
            convention.allSpellings(of: signal).map { (signal.name, name(of: $0)) }
        }
        let width = rows.map(\.0.utf8.count).max() ?? 0
        for (signal, name) in rows {
            text += "    \(signal)\(String(repeating: " ", count: width - signal.utf8.count))  \(name)\n"
        }
        for (sentence, subjects) in limitations(of: convention) {
            text += "  \(sentence) (\(subjects.joined(separator: ", ")))\n"
        }
        return text
    }

    static func json(_ conventions: [Convention]) -> JSONValue {
        .object([("conventions", .array(conventions.map(json)))])
    }

    private static func json(_ convention: Convention) -> JSONValue {
        let spellings = signals(of: convention).flatMap { signal in
            convention.allSpellings(of: signal).map { json($0, of: signal) }
        }
        let limitations = convention.cannotExpress.map { limitation in
            JSONValue.object([
                ("signal", .string(limitation.signal.name)), ("aspect", .string(limitation.aspect.word)),
                ("sentence", .string("\(convention.name) \(limitation.sentence)")),
            ])
        }
        return .object([
            ("id", .string(convention.id)), ("name", .string(convention.name)), ("title", .string(convention.title)),
            ("source", .string(convention.source)),
            ("input_includes_cache", convention.inputIncludesCache.map { .bool($0) } ?? .null),
            ("spellings", .array(spellings)), ("cannot_express", .array(limitations)),
        ])
    }

    private static func json(_ spelling: MetricSpelling, of signal: Signal) -> JSONValue {
        let labels = spelling.labels.sorted { $0.key.rawValue < $1.key.rawValue }
        return .object([
            ("signal", .string(signal.name)), ("family", .string(spelling.family.string)),
            ("kind", .string(spelling.kind.rawValue)), ("unit", .string(spelling.unit.rawValue)),
            ("read_as", .string(name(of: spelling))),
            ("labels", .object(labels.map { ($0.key.rawValue, .string($0.value.string)) })),
        ])
    }

    /// As a query reads it: the count of a histogram, and the matcher that singles the signal out.
    private static func name(of spelling: MetricSpelling) -> String {
        let matchers = spelling.selector.map { selected in
            selected.values.isEmpty
                ? "\(selected.label.string)!=\"\""
                : "\(selected.label.string)=\"\(selected.values.map(\.string).joined(separator: "|"))\""
        }
        return spelling.family.string + (spelling.usesHistogramCount ? "_count" : "")
            + (matchers.isEmpty ? "" : "{\(matchers.joined(separator: ","))}")
    }

    private static func signals(of convention: Convention) -> [Signal] {
        Signal.fixed.filter { !convention.allSpellings(of: $0).isEmpty }
    }

    /// One line for each sentence, with all the signals it is true of, in the order of the declaration.
    private static func limitations(of convention: Convention) -> [(sentence: String, signals: [String])] {
        var result: [(sentence: String, signals: [String])] = []
        for limitation in convention.cannotExpress {
            let index = result.firstIndex { $0.sentence.utf8.elementsEqual(limitation.sentence.utf8) }
            if let index {
                result[index].signals.append(limitation.signal.name)
            } else {
                result.append((limitation.sentence, [limitation.signal.name]))
            }
        }
        return result
    }
}
