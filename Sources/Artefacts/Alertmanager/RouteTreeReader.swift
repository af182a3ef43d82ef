import Documents
import Facts
import Findings
import PromQL
import SourceText
import TimeSeries

/// The tree under `route`, flattened, every receiver inherited. The recursion is as deep as the document, which is
/// bounded.
struct RouteTreeReader {
    typealias Node = Documents.Node

    private(set) var routes: [Route] = []
    private(set) var findings: [Finding] = []
    private let receivers: Set<ByteString>
    private let intervals: Set<ByteString>

    init(receivers: Set<ByteString>, intervals: [ByteString], whole: SourceRange) {
        self.receivers = receivers
        self.intervals = Set(intervals)
    }

    /// Reads the root, which takes everything, unless it is a custom resource's: that one takes its namespace.
    mutating func readRoot(_ node: Node, namespace: ByteString?) {
        guard let receiver = node["receiver"], receiver.isScalar, !receiver.bytes.isEmpty else {
            refuse("the root route names no receiver", "add `receiver:` to it", at: node.range)
            return
        }
        let matchers = Self.matcherKeys.read(node)
        if namespace == nil, matchers.map({ !$0.isEmpty }) ?? true {
            refuse(
                "the root route has matchers, and it must take every alert", "move them to a route below",
                at: node.range)
        }
        read(node, inherited: Located(ByteString(receiver.bytes), at: receiver.range), Grouping())
        if let namespace, !routes.isEmpty,
            let own = RouteMatcher(label: "namespace", .equal, value: namespace, range: node.range)
        {
            routes[0].matchers.append(own)
        }
    }

    private static let matcherKeys = MatcherKeys(matchers: ["matchers"], equals: "match", patterns: "match_re")

    /// Appends a route and all below it; the index of the route.
    @discardableResult
    private mutating func read(_ node: Node, inherited: Located<ByteString>, _ parent: Grouping) -> Int {
        let grouping = grouping(of: node, parent)
        var receiver = inherited
        if let own = node["receiver"], own.isScalar, !own.bytes.isEmpty {
            receiver = Located(ByteString(own.bytes), at: own.range)
            if !receivers.contains(receiver.value) {
                refuse(
                    "the route sends to `\(receiver.value.string)`, which is no receiver",
                    "add it under `receivers`, or name one of them", at: own.range)
            }
        }
        let matchers = Self.matcherKeys.read(node)
        if matchers == nil {
            findings.append(AlertmanagerFinding.matcher(at: (node["matchers"] ?? node).range, subject: "a route"))
        }
        let index = routes.count
        routes.append(
            Route(
                receiver: receiver, matchers: matchers ?? [], continues: node["continue"]?.bool(.goYAML2) ?? false,
                muteIntervals: names(of: ["mute_time_intervals", "muteTimeIntervals"], in: node),
                activeIntervals: names(of: ["active_time_intervals", "activeTimeIntervals"], in: node),
                grouping: grouping, range: node.range))
        var children: [Int] = []
        if let list = node["routes"], list.kind == .sequence {
            for child in list.elements where child.kind == .mapping {
                children.append(read(child, inherited: receiver, grouping))
            }
        }
        routes[index].children = children
        return index
    }

    /// What the route says of its groups, over what it inherits; an empty list says nothing.
    private mutating func grouping(of node: Node, _ parent: Grouping) -> Grouping {
        var grouping = parent
        if let own = groupLabels(of: node) { grouping.labels = own }
        if let wait = duration("group_wait", "groupWait", in: node) { grouping.waitMilliseconds = wait }
        if let interval = duration("group_interval", "groupInterval", mayBeZero: false, in: node) {
            grouping.intervalMilliseconds = interval
        }
        if let pause = duration("repeat_interval", "repeatInterval", mayBeZero: false, in: node) {
            grouping.repeatMilliseconds = pause
        }
        return grouping
    }

    private mutating func groupLabels(of node: Node) -> Grouping.Labels? {
        guard let list = node["group_by"] ?? node["groupBy"], !list.isNull else { return nil }
        guard list.kind == .sequence else {
            refuse("`group_by` is no list", "write `group_by: [alertname]`", at: list.range)
            return nil
        }
        let labels = list.elements.map { ByteString($0.bytes) }
        if Set(labels).count < labels.count {
            refuse("`group_by` names a label twice", "name it once", at: list.range)
        }
        guard labels.contains("...") else { return labels.isEmpty ? nil : .named(labels) }
        if labels.count > 1 {
            refuse(
                "`group_by` has `...`, which stands for all labels, and others", "leave one of them out", at: list.range
            )
        }
        return .all
    }

    private mutating func duration(
        _ key: StaticString, _ camel: StaticString, mayBeZero: Bool = true, in node: Node
    ) -> Int64? {
        guard let value = node[key] ?? node[camel], !value.isNull else { return nil }
        guard value.isScalar, let length = PrometheusDuration.parse(Array(value.bytes)) else {
            refuse(
                "`\(key)` is no duration", "write whole numbers with units in falling order, such as `5m` or `1h30m`",
                at: value.range)
            return nil
        }
        if length == 0, !mayBeZero {
            refuse("`\(key)` is zero", "write how long it is, such as `5m`", at: value.range)
            return nil
        }
        return length
    }

    private mutating func names(of keys: [String], in node: Node) -> [Located<ByteString>] {
        var result: [Located<ByteString>] = []
        for key in keys {
            guard let list = node[bytes: key.utf8], list.kind == .sequence else { continue }
            for name in list.elements where name.isScalar {
                if !intervals.contains(ByteString(name.bytes)) {
                    refuse(
                        "the route names the time interval `\(name.string())`, which is not defined",
                        "define it under `time_intervals`", at: name.range)
                }
                result.append(Located(ByteString(name.bytes), at: name.range))
            }
        }
        return result
    }

    private mutating func refuse(_ message: String, _ fix: String, at range: SourceRange) {
        findings.append(AlertmanagerFinding.refused(message, fix: fix, at: range, subject: ""))
    }
}

/// The three ways in which a route or an inhibition says whom it means.
struct MatcherKeys {
    /// The list of today; the second spelling is the custom resource's.
    var matchers: [String]
    /// `match`: a mapping of names to values.
    var equals: String
    /// `match_re`: a mapping of names to patterns.
    var patterns: String

    /// All of them; nil if one cannot be read.
    func read(_ node: Documents.Node) -> [RouteMatcher]? {
        var result: [RouteMatcher] = []
        for (key, comparison) in [(equals, MatchOperator.equal), (patterns, .matches)] {
            guard let mapping = node[bytes: key.utf8], mapping.kind == .mapping else { continue }
            for entry in mapping.mergedEntries() {
                guard
                    let matcher = RouteMatcher(
                        label: ByteString(entry.key.bytes), comparison, value: ByteString(entry.value.bytes),
                        range: entry.value.range)
                else { return nil }
                result.append(matcher)
            }
        }
        for key in matchers {
            guard let list = node[bytes: key.utf8] else { continue }
            let elements = list.kind == .sequence ? Array(list.elements) : list.isNull ? [] : [list]
            for element in elements {
                guard
                    let found = element.kind == .mapping
                        ? structured(element) : MatcherSyntax.matchers(in: element.text)
                else { return nil }
                result += found
            }
        }
        return result
    }

    /// `{name: severity, value: page, matchType: "="}` of the custom resource; `regex: true` is its older spelling.
    private func structured(_ node: Documents.Node) -> [RouteMatcher]? {
        guard let name = node["name"], name.isScalar else { return nil }
        let comparison: MatchOperator
        switch node["matchType"]?.string() {
        case "=": comparison = .equal
        case "!=": comparison = .notEqual
        case "=~": comparison = .matches
        case "!~": comparison = .matchesNot
        case nil: comparison = node["regex"]?.bool() == true ? .matches : .equal
        default: return nil
        }
        let value = ByteString(node["value"]?.bytes ?? [])
        return RouteMatcher(label: ByteString(name.bytes), comparison, value: value, range: node.range).map { [$0] }
    }
}
