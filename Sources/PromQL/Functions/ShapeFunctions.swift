extension Function {
    /// What turns one kind of result into another, or orders it.
    static let shapes: [Function] = [
        Function(
            "absent", [.vector], summary: "1 if the vector is empty, otherwise nothing.",
            example: "absent(up{job=\"assist\"})",
            implementation: .shape(.absent)),
        Function(
            "scalar", [.vector], returns: .scalar, summary: "The value of the only element, or NaN.",
            example: "scalar(sum(requests_total))",
            implementation: .shape(.scalar)),
        Function(
            "vector", [.scalar], summary: "The number as a vector of one element without labels.",
            example: "sum(errors_total) or vector(0)",
            implementation: .shape(.vector)),
        Function(
            "sort", [.vector], summary: "Elements by rising value.", example: "sort(queue_depth)",
            implementation: .shape(.sort(isDescending: false))),
        Function(
            "sort_desc", [.vector], summary: "Elements by falling value.", example: "sort_desc(queue_depth)",
            implementation: .shape(.sort(isDescending: true))),
        Function(
            "sort_by_label", [.vector, .string], repetition: .unlimited, standing: .experimental,
            availability: .onlyInPrometheus3, summary: "Elements by rising label values, in natural order.",
            example: "sort_by_label(up, \"instance\")"),
        Function(
            "sort_by_label_desc", [.vector, .string], repetition: .unlimited, standing: .experimental,
            availability: .onlyInPrometheus3, summary: "Elements by falling label values, in natural order.",
            example: "sort_by_label_desc(up, \"instance\")"),
        Function(
            "max_of", [.scalar, .scalar], returns: .scalar, standing: .experimental,
            availability: .onlyInPrometheus3, summary: "The greater of two numbers.", example: "max_of(1, time())"),
        Function(
            "min_of", [.scalar, .scalar], returns: .scalar, standing: .experimental,
            availability: .onlyInPrometheus3, summary: "The smaller of two numbers.", example: "min_of(1, time())"),
    ]
}
