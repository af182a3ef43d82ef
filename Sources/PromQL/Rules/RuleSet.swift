package import SourceText

/// A rule by its place: the group in its set, and the rule in its group. The order of ids is that of evaluation.
package struct RuleID: Hashable, Comparable, Sendable {
    package let group: Int32
    package let rule: Int32

    package init(group: Int, rule: Int) {
        self.group = Int32(group)
        self.rule = Int32(rule)
    }

    package static func < (left: RuleID, right: RuleID) -> Bool {
        (left.group, left.rule) < (right.group, right.rule)
    }
}

/// All rules of one server, with what the server adds to them. Plain values: no file, no place.
package struct RuleSet: Sendable {
    /// In the order in which groups that are due at one moment are evaluated.
    package var groups: [RuleGroup]
    /// What `$externalLabels` holds; each name once.
    package var externalLabels: [RuleLabel]
    /// What `$externalURL` holds.
    package var externalURL: ByteString?

    package init(groups: [RuleGroup], externalLabels: [RuleLabel] = [], externalURL: ByteString? = nil) {
        self.groups = groups
        self.externalLabels = externalLabels
        self.externalURL = externalURL
    }

    package subscript(id: RuleID) -> Rule { groups[Int(id.group)].rules[Int(id.rule)] }

    /// The group of a rule.
    package func group(of id: RuleID) -> RuleGroup { groups[Int(id.group)] }

    /// All rules in the order of evaluation.
    package var ids: [RuleID] {
        groups.indices.flatMap { group in
            groups[group].rules.indices.map { RuleID(group: group, rule: $0) }
        }
    }
}

/// Rules that are evaluated one after another at the same moments.
package struct RuleGroup: Sendable {
    package var name: ByteString
    /// Nil for the server's own interval.
    package var intervalMilliseconds: Int64?
    /// How far back the group asks and writes (Prometheus 2.53); not negative.
    package var queryOffsetMilliseconds: Int64
    /// The most series or alerts one rule may have; 0 for no limit.
    package var limit: Int
    package var rules: [Rule]

    package init(
        name: ByteString, intervalMilliseconds: Int64? = nil, queryOffsetMilliseconds: Int64 = 0, limit: Int = 0,
        rules: [Rule]
    ) {
        self.name = name
        self.intervalMilliseconds = intervalMilliseconds
        self.queryOffsetMilliseconds = queryOffsetMilliseconds
        self.limit = limit
        self.rules = rules
    }
}

/// A recording rule or an alert.
package struct Rule: Sendable {
    package enum Kind: Sendable {
        case recording
        case alerting(Alerting)
    }

    /// What an alert has and a recording rule has not.
    package struct Alerting: Sendable {
        /// How long the condition must hold before the alert fires: `for`.
        package var holdMilliseconds: Int64
        /// How long the alert fires on after the condition has ended: `keep_firing_for`.
        package var keepFiringMilliseconds: Int64
        /// Each name once, ascending.
        package var annotations: [RuleText]

        package init(
            holdMilliseconds: Int64 = 0, keepFiringMilliseconds: Int64 = 0, annotations: [RuleText] = []
        ) {
            self.holdMilliseconds = holdMilliseconds
            self.keepFiringMilliseconds = keepFiringMilliseconds
            self.annotations = annotations
        }
    }

    package var kind: Kind
    /// The recorded metric, or the alert.
    package var name: ByteString
    package var expression: Expression
    /// Each name once, ascending; those of the group are among them.
    package var labels: [RuleText]

    package init(kind: Kind, name: ByteString, expression: Expression, labels: [RuleText] = []) {
        self.kind = kind
        self.name = name
        self.expression = expression
        self.labels = labels
    }

    package var alerting: Alerting? {
        if case .alerting(let alerting) = kind { return alerting }
        return nil
    }
}

/// A label with a fixed value.
package struct RuleLabel: Hashable, Sendable {
    package var name: ByteString
    package var value: ByteString

    package init(name: ByteString, value: ByteString) {
        self.name = name
        self.value = value
    }
}

/// A label or annotation of a rule. Of a recording rule it is taken as it stands, of an alert it is a template.
package struct RuleText: Sendable {
    package var name: ByteString
    package var text: ByteString
    /// Nil where the text stands for itself: without actions, or in a recording rule.
    package var template: Template?

    package init(name: ByteString, text: ByteString, template: Template? = nil) {
        self.name = name
        self.text = text
        self.template = template
    }
}
