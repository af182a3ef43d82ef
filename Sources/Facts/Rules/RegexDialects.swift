import PromQL

extension Semantics {
    /// The regular expressions of the same server version.
    var regexDialect: RegexDialect { allowsQuotedNames ? .prometheus3 : .prometheus2 }
}
