/// How a function is computed, in the form that suits its kind: an evaluator that goes step by step and one that takes
/// whole columns call the same code.
package enum FunctionImplementation: Sendable {
    /// One number for each element of the vector; the metric name goes.
    case element(@Sendable (Double) -> Double)
    /// The same, with the scalar arguments; nil for each element where the parameters leave nothing.
    case elementWithParameters(@Sendable (_ value: Double, _ parameters: [Double]) -> Double?)
    /// A number from the calendar, of each element as seconds since the Unix epoch, or of the evaluation time.
    case calendar(@Sendable (CivilMoment) -> Double)
    /// One number, or none, for the window of each series.
    case window(WindowFunction, keepsName: Bool)
    /// New labels for each element, from the string arguments; values stay.
    case relabelling(@Sendable (_ texts: [[UInt8]], Semantics) throws(EvaluationError) -> LabelRewrite)
    /// One number for the buckets of each classic histogram, from the scalar arguments; nil for a version that ignores
    /// them.
    case histogram(@Sendable ([Bucket], _ parameters: [Double], Semantics) -> Double?)
    /// What depends on more than one element, on the time or on the argument's own form.
    case shape(ShapeFunction)
    /// Refused by name: the function's standing says why.
    case refused
}

/// A function of a window's samples.
package typealias WindowFunction =
    @Sendable (SampleWindow, WindowQuestion) throws(EvaluationError) -> Double?

/// The functions that an evaluator has to know one by one.
package enum ShapeFunction: Sendable, Equatable {
    /// The evaluation time in seconds.
    case time
    /// The time of each sample in seconds: the sample's own directly on a selector, otherwise that of the evaluation.
    case timestamp
    case constant(Double)
    /// The value of the only element, or NaN.
    case scalar
    /// A scalar as an element without labels.
    case vector
    /// 1 with the labels of the selector if there is no element.
    case absent
    /// The same of a window.
    case absentOverTime
    case sort(isDescending: Bool)
}
