/// One run as a picture: columns over time, and bands of what was wrong and who said so.
package struct Timeline: Sendable, Hashable {
    package var seed: UInt64
    /// Width of a step; every column has one value for each.
    package var stepMilliseconds: Int64
    package var columns: [Column]
    /// In the order of their beginnings.
    package var bands: [Band]

    package struct Column: Sendable, Hashable {
        package var quantity: Quantity
        /// Nil where there is nothing to divide by.
        package var values: [Double?]

        package init(_ quantity: Quantity, _ values: [Double?]) {
            self.quantity = quantity
            self.values = values
        }
    }

    package enum Quantity: String, Sendable, CaseIterable {
        /// Calls that ended, a second.
        case traffic
        /// Failed calls over calls.
        case errors
        /// p95 of the time to the first token, in milliseconds.
        case firstToken = "ttft p95"
        /// p95 of the whole call, in milliseconds.
        case latency = "latency p95"
        /// US dollars an hour.
        case cost
        case cacheHitRate = "cache hit rate"
        /// Measurements that were lost on the way, a second.
        case loss

        package var unit: String {
            switch self {
            case .traffic, .loss: "1/s"
            case .errors, .cacheHitRate: "share"
            case .firstToken, .latency: "ms"
            case .cost: "USD/h"
            }
        }
    }

    package struct Band: Sendable, Hashable {
        package var kind: Kind
        /// A fault's id or an alert's name.
        package var name: String
        package var fromMilliseconds: Int64
        /// The end of the run where it was not over.
        package var toMilliseconds: Int64

        package enum Kind: String, Sendable {
            case fault
            case pending
            case firing
        }

        package init(_ kind: Kind, _ name: String, fromMilliseconds: Int64, toMilliseconds: Int64) {
            self.kind = kind
            self.name = name
            self.fromMilliseconds = fromMilliseconds
            self.toMilliseconds = toMilliseconds
        }
    }

    package init(seed: UInt64, stepMilliseconds: Int64, columns: [Column] = [], bands: [Band] = []) {
        self.seed = seed
        self.stepMilliseconds = stepMilliseconds
        self.columns = columns
        self.bands = bands
    }
}
