extension Semantics {
    /// The regular expressions and templates of the same server version.
    package var goDialect: GoDialect { allowsQuotedNames ? .prometheus3 : .prometheus2 }
}
