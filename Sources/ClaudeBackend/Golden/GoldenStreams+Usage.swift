extension GoldenStreams {
    /// G0 to G3: where the numbers of tokens stand.
    static let usage: [GoldenStream] = [
        stream(
            "G0", "an answer without streaming",
            shows: "there is no first token to measure; a sample of it would be made up",
            context: context { $0.isStreaming = false },
            expected: record(cost: 4_624_800) {
                $0.firstTokenMilliseconds = nil
                $0.firstTextMilliseconds = nil
            }),
        stream(
            "G1", "`message_delta` carries only `output_tokens`",
            shows: "input and cache of the start are kept, the placeholder of the output is replaced",
            context: context { $0.usage.inDelta = .outputOnly }, expected: record(cost: 4_624_800)),
        stream(
            "G2", "`message_delta` repeats input and cache",
            shows: "counts are cumulative: adding them to the start's doubles the input",
            expected: record(cost: 4_624_800)),
        stream(
            "G3", "`message_delta` has null for input and cache",
            shows: "null means nothing new; taking it for zero loses the input",
            context: context { $0.usage.inDelta = .nullInput }, expected: record(cost: 4_624_800)),
    ]
}
