/// Something that the service asks before it calls Claude: a vector store, a queue.
package struct DependencyModel: Sendable, Equatable {
    package var name: String
    package var latencyMilliseconds: Distribution
    /// Share of its requests that fail; the service then answers without it and calls Claude all the same.
    package var errorShare: Double

    package init(name: String, latencyMilliseconds: Distribution, errorShare: Double = 0) {
        self.name = name
        self.latencyMilliseconds = latencyMilliseconds
        self.errorShare = errorShare
    }
}
