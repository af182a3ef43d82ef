extension Function {
    /// What changes labels and leaves values alone.
    static let labels: [Function] = [
        Function(
            "label_replace", [.vector, .string, .string, .string, .string],
            summary: "Sets a label from another one's value by an anchored regular expression with captures.",
            example: "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
            implementation: .relabelling(LabelRewrite.replace)),
        Function(
            "label_join", [.vector, .string, .string, .string], repetition: .unlimited,
            summary: "Sets a label to the values of others, joined by a separator.",
            example: "label_join(up, \"place\", \"/\", \"region\", \"zone\")",
            implementation: .relabelling(LabelRewrite.join)),
        Function(
            "info", [.vector, .vector], repetition: .upTo(1), standing: .experimental,
            availability: .onlyInPrometheus3,
            summary: "Adds the labels of the matching info series.", example: "info(rate(requests_total[5m]))"),
    ]
}
