extension CheckExample {
    /// A price table in a file, and a manifest that names it.
    init(
        _ title: String, _ expectation: Expectation, requirement: String = "", prices: String?,
        manifest: String = CheckExample.priceManifest, line: Int = #line
    ) {
        var files: [(path: String, content: String)] = [("observability.yaml", manifest)]
        if let prices { files.append(("prices.yaml", prices)) }
        self.init(title, expectation, requirement: requirement, files: files, line: line)
    }

    /// One model, with prompt caching, and a price table.
    static let priceManifest = """
        preflight: 1
        service: example
        claude:
          models: [claude-haiku-4-5]
          prompt_caching: true
          prices: {file: prices.yaml}

        """

    /// The same service, which has nothing to compute a cost from.
    static let priceManifestWithoutTable = priceManifest.replacing("  prices: {file: prices.yaml}\n", with: "")
}
