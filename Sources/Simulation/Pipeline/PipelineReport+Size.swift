extension PipelineReport {
    /// What one measurement takes in a buffer, in bytes: the order of magnitude, not a size to plan with.
    ///
    /// An assumption: an event of one call carries about 20 attributes of some 45 bytes (a dotted key of 25, a value of 15,
    /// framing), three ids and two times, which is a kilobyte as OTLP; objects of a managed language take two to five times that.
    package static let bytesPerItem: Int64 = 1_024
}
