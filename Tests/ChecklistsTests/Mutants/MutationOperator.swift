/// One way to break the example, in as many places as the example offers; a new one is a value and a line in `all`.
struct MutationOperator: Sendable {
    /// What was done, for the matrix: "alert deleted".
    var name: String
    /// The items of the checklist of which at least one must notice each mutant.
    var items: Set<String>
    var mutants: @Sendable (SupportChat) -> [Mutant]

    static let all: [MutationOperator] =
        ruleMutations + routingMutations + dashboardMutations + expositionMutations + logMutations + manifestMutations
        + addedMistakes
        + priceMutations
}

/// The example with one thing broken.
struct Mutant {
    /// What was broken: "alert ClaudeRateLimited".
    var subject: String
    var files: [(path: String, content: String)]

    init(_ subject: String, _ files: [(path: String, content: String)]) {
        self.subject = subject
        self.files = files
    }
}
