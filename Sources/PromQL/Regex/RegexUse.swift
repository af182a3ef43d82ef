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
