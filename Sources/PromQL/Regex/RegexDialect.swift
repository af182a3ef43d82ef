/// What Go's `regexp` accepted when a Prometheus was built. Prometheus itself adds only the wrapping.
package enum RegexDialect: Hashable, Sendable, CaseIterable {
    /// Prometheus 2.42, built with Go 1.19: Unicode 13.
    case prometheus2
    /// Prometheus 3: adds `(?<name>...)` (Go 1.22), Unicode 15 and loose class names such as `\p{letter}` (Go 1.25).
    case prometheus3

    var acceptsAngleNames: Bool { self == .prometheus3 }

    var acceptsLooseClassNames: Bool { self == .prometheus3 }

    /// Go 1.19.8 had the size limit of later versions, but no words for it.
    var tooLarge: RegexSyntaxError.Kind { self == .prometheus2 ? .internalError : .tooLarge }
}

/// Where an expression stands, which decides how Prometheus wraps it and what its errors quote.
package enum RegexUse: Hashable, Sendable, CaseIterable {
    /// `=~` and `!~`. 2.42 compiles `^(?:re)$` and then parses `re` again; 3.x parses `re` with `.` matching a newline,
    /// then anchors it (`prometheus/prometheus:model/labels/regexp.go`).
    case matcher
    /// `label_replace`: 2.42 compiles `^(?:re)$`, 3.x `^(?s:re)$` (`prometheus/prometheus:promql/functions.go`).
    case labelReplace
    /// The template functions `match` and `reReplaceAll`: as written, not anchored.
    case search
}
