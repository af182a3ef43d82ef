/// What a million tokens cost, in nano-dollars: $3 is 3,000,000,000. All published prices are whole numbers of these.
package struct TokenPrices: Hashable, Sendable {
    package let input: Int64
    package let output: Int64
    /// Nil where nothing public says it, as for the two below.
    package let cacheWrite5m: Int64?
    package let cacheWrite1h: Int64?
    package let cacheRead: Int64?

    package init(input: Int64, output: Int64, cacheWrite5m: Int64?, cacheWrite1h: Int64?, cacheRead: Int64?) {
        self.input = input
        self.output = output
        self.cacheWrite5m = cacheWrite5m
        self.cacheWrite1h = cacheWrite1h
        self.cacheRead = cacheRead
    }

    /// What a request costs, in nano-dollars.
    ///
    /// Exact up to the last step, where half a nano-dollar is rounded up, once for the whole request. Without a batch
    /// every published price is a whole number of nano-dollars for one token, so nothing is rounded at all.
    /// Nil if the sum does not fit, if a count is negative, or if tokens were used that have no price.
    ///
    /// A batch costs half of everything. Source: platform.claude.com, "Pricing", Batch processing.
    package func costNanoDollars(
        uncachedInput: Int64 = 0, output: Int64 = 0, cacheRead: Int64 = 0, cacheWrite5m: Int64 = 0,
        cacheWrite1h: Int64 = 0, isBatch: Bool = false
    ) -> Int64? {
        let parts: [(tokens: Int64, price: Int64?)] = [
            (uncachedInput, input), (output, self.output), (cacheRead, self.cacheRead),
            (cacheWrite5m, self.cacheWrite5m), (cacheWrite1h, self.cacheWrite1h),
        ]
        var sum: Int128 = 0
        for (tokens, price) in parts {
            guard tokens >= 0 else { return nil }
            if tokens == 0 { continue }
            guard let price, price >= 0 else { return nil }
            let (next, overflows) = sum.addingReportingOverflow(Int128(tokens) * Int128(price))
            if overflows { return nil }
            sum = next
        }
        let divisor: Int128 = isBatch ? 2_000_000 : 1_000_000
        let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: divisor)
        return Int64(exactly: quotient + (remainder * 2 >= divisor ? 1 : 0))
    }
}
