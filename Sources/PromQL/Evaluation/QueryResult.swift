package import TimeSeries

/// What an expression yields at one moment. Label sets are those of the store that was evaluated.
package enum QueryResult: Sendable, Equatable {
    case scalar(Double)
    /// In the order Prometheus returns: of `sort` and `topk` that of values, otherwise none to rely on.
    case vector([VectorElement])
    case matrix([MatrixSeries])
    case string([UInt8])
}

/// One element of an instant vector.
package struct VectorElement: Sendable, Equatable {
    package var labels: LabelSetID
    package var value: Double

    package init(labels: LabelSetID, value: Double) {
        self.labels = labels
        self.value = value
    }
}

/// One series of a range vector.
package struct MatrixSeries: Sendable, Equatable {
    package var labels: LabelSetID
    /// Ascending.
    package var milliseconds: [Int64]
    /// One for each time.
    package var values: [Double]

    package init(labels: LabelSetID, milliseconds: [Int64], values: [Double]) {
        self.labels = labels
        self.milliseconds = milliseconds
        self.values = values
    }
}
