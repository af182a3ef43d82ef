import SourceText

/// In which order rules are evaluated over a whole grid, and which of them must take turns step by step.
///
/// A rule whose expression reads what other rules write can be evaluated over all steps at once when those are done. It
/// cannot where rules read each other's output in a circle, or where a sample's time does not say when it was written.
struct RulePlan {
    /// Rules that are carried out together; each is in one component.
    struct Component {
        /// In the order of evaluation.
        let rules: [RuleID]
        /// Nil where every rule may be evaluated over all steps at once.
        let stepwise: StepwiseReason?
    }

    /// Writers before their readers.
    let components: [Component]
    /// For each rule those it reads that are evaluated after it, with the same query offset: at one moment it sees only
    /// what they wrote before. With a smaller offset they have long written what it asks for.
    let laterWriters: [RuleID: [RuleID]]
    let dependencies: RuleDependencies

    init(_ rules: RuleSet) {
        let dependencies = RuleDependencies(rules)
        self.dependencies = dependencies
        let ids = dependencies.ids
        var laterWriters: [RuleID: [RuleID]] = [:]
        for reader in ids.indices {
            let offset = rules.group(of: ids[reader]).queryOffsetMilliseconds
            let later = dependencies.laterWriters(of: reader).map { ids[$0] }.filter {
                rules.group(of: $0).queryOffsetMilliseconds == offset
            }
            if !later.isEmpty { laterWriters[ids[reader]] = later }
        }
        self.laterWriters = laterWriters
        if ids.contains(where: { rules[$0].expression.looksAhead }) {
            // What lies ahead must be hidden from it, so everything goes forward together.
            components = ids.isEmpty ? [] : [Component(rules: ids, stepwise: .looksAhead)]
            return
        }
        var edges = dependencies.reads
        var outOfStep: Set<Int> = []
        for reader in ids.indices {
            let offset = rules.group(of: ids[reader]).queryOffsetMilliseconds
            for writer in dependencies.reads[reader]
            where rules.group(of: ids[writer]).queryOffsetMilliseconds > offset {
                edges[writer].append(reader)
                outOfStep.insert(reader)
            }
        }
        for writers in Self.sharedOutputs(rules, ids) {
            for (one, next) in zip(writers, writers.dropFirst()) {
                edges[one].append(next)
                edges[next].append(one)
            }
        }
        components = StronglyConnected.components(of: edges).map { members in
            let isCircle = members.contains { reader in
                dependencies.reads[reader].contains { members.contains($0) }
            }
            let reason: StepwiseReason? =
                !isCircle ? nil : members.contains(where: outOfStep.contains) ? .queryOffset : .cyclic
            return Component(rules: members.sorted().map { ids[$0] }, stepwise: reason)
        }
    }

    /// Rules that write series of the same name, which may be the same series.
    private static func sharedOutputs(_ rules: RuleSet, _ ids: [RuleID]) -> [[Int]] {
        var writers: [[ByteString]: [Int]] = [:]
        for (index, id) in ids.enumerated() {
            let rule = rules[id]
            writers[rule.alerting == nil ? [rule.name] : [AlertSeries.alerts, rule.name], default: []].append(index)
        }
        return writers.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }
}

/// How the evaluations of a rule's expression were carried out.
package enum EvaluationPath: Sendable, Hashable {
    /// All steps at once.
    case columnar
    case stepwise(StepwiseReason)
}

/// Why an expression was evaluated step by step.
package enum StepwiseReason: Sendable, Hashable {
    /// It was asked for.
    case requested
    /// Its rule reads, perhaps by way of others, what the rule itself writes.
    case cyclic
    /// A negative offset or a fixed time, in this rule or another, may reach past the evaluation.
    case looksAhead
    /// It reads what a group with a greater `query_offset` writes.
    case queryOffset
    /// The columnar engine does not evaluate it.
    case declined
}

/// Tarjan's algorithm with its stack on the heap: chains of 100,000 rules are no trouble.
///
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972).
enum StronglyConnected {
    /// The components of a graph, each after all that it has edges to.
    static func components(of edges: [[Int]]) -> [[Int]] {
        var search = Search(edges)
        for node in edges.indices where search.number[node] < 0 { search.run(from: node) }
        return search.components
    }

    private struct Search {
        let edges: [[Int]]
        var number: [Int]
        var lowest: [Int]
        var isOpen: [Bool]
        var open: [Int] = []
        var count = 0
        var components: [[Int]] = []

        init(_ edges: [[Int]]) {
            self.edges = edges
            number = [Int](repeating: -1, count: edges.count)
            lowest = number
            isOpen = [Bool](repeating: false, count: edges.count)
        }

        mutating func run(from root: Int) {
            var path: [(node: Int, next: Int)] = []
            enter(root, &path)
            while let (node, next) = path.last {
                if next < edges[node].count {
                    path[path.count - 1].next += 1
                    let target = edges[node][next]
                    if number[target] < 0 {
                        enter(target, &path)
                    } else if isOpen[target] {
                        lowest[node] = min(lowest[node], number[target])
                    }
                } else {
                    path.removeLast()
                    if let parent = path.last?.node { lowest[parent] = min(lowest[parent], lowest[node]) }
                    if lowest[node] == number[node] { close(node) }
                }
            }
        }

        private mutating func enter(_ node: Int, _ path: inout [(node: Int, next: Int)]) {
            number[node] = count
            lowest[node] = count
            count += 1
            open.append(node)
            isOpen[node] = true
            path.append((node, 0))
        }

        private mutating func close(_ node: Int) {
            var members: [Int] = []
            while let member = open.popLast() {
                isOpen[member] = false
                members.append(member)
                if member == node { break }
            }
            components.append(members)
        }
    }
}
