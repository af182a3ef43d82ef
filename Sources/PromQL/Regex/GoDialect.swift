/// What Go's standard library accepted when a Prometheus was built: the part of regular expressions and templates that
/// depends on the generation.
package enum GoDialect: Hashable, Sendable, CaseIterable {
    /// Prometheus 2.42, built with Go 1.19: Unicode 13.
    case prometheus2
    /// Prometheus 3, built with Go 1.23 to 1.25: Unicode 15. Regular expressions gain `(?<name>...)` and loose class
    /// names such as `\p{letter}`, templates `{{else with}}` and `range` over a number.
    case prometheus3

    var acceptsAngleNames: Bool { self == .prometheus3 }

    var acceptsLooseClassNames: Bool { self == .prometheus3 }

    /// Go 1.19.8 had the size limit of later versions, but no words for it.
    var tooLarge: RegexSyntaxError.Kind { self == .prometheus2 ? .internalError : .tooLarge }

    var acceptsElseWith: Bool { self == .prometheus3 }

    var rangesOverNumbers: Bool { self == .prometheus3 }
}

package typealias RegexDialect = GoDialect
