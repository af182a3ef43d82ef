/// What is to be done at a moment: a request of a user begins, or an attempt of a call. Small and trivial; all that a
/// request is about is drawn again from its key.
struct Work {
    var milliseconds: Int64
    /// The key of the user's request.
    var key: UInt64
    /// Since the request and since the call began.
    var requestAge: Int32 = 0
    var callAge: Int32 = 0
    var population: Int32
    /// Who sends it in a closed model; below zero in an open one.
    var worker: Int32 = -1
    /// Calls of the request before this one, and all its calls.
    var callIndex: UInt16 = 0
    var callCount: UInt16 = 1
    /// Attempts of the call before this one, and those of them with the same model.
    var attempt: UInt8 = 0
    var tries: UInt8 = 0
    var isFallback = false
    var isRequest = false

    /// Ages stop at twelve days, far below where their sums would overflow.
    static func age(_ milliseconds: Int64) -> Int32 { Int32(clamping: min(milliseconds, 1 << 30)) }

    func aged(by milliseconds: Int64) -> Work {
        var work = self
        work.milliseconds += milliseconds
        work.requestAge = Self.age(Int64(requestAge) + milliseconds)
        work.callAge = Self.age(Int64(callAge) + milliseconds)
        return work
    }
}
