extension PipelineSettings {
    /// A pipeline of a kind as its maker ships it; what a service declares is applied on top.
    ///
    /// Sources: opentelemetry-specification `specification/sdk-configuration` (periodic reader 60 s; batch processors 5 s, queue
    /// 2,048, batch 512; exporter timeout 10 s); opentelemetry-python's OTLP exporters (six attempts, the waits 1, 2, 4 ... s,
    /// none that would end after the timeout); opentelemetry-collector `exporterhelper` (queue of 1,000 requests in memory,
    /// given up after 300 s) and `batchprocessor` (200 ms); Datadog's DogStatsD pages (datagrams of 1,432 bytes, the agent
    /// flushes every 10 s) and datadogpy (client flush 0.3 s); the production guide for `async` (flushed every 10 s at most).
    package static func preset(_ kind: Kind, scrapeIntervalMilliseconds: Int64) -> PipelineSettings {
        let scrape = Scrape(intervalMilliseconds: max(scrapeIntervalMilliseconds, 1))
        let openTelemetry = Exporter(
            timeoutMilliseconds: 10_000, retryLimit: 5, retryElapsedMilliseconds: 10_000)
        switch kind {
        case .pull:
            return PipelineSettings(
                kind: kind, scrape: scrape, buffer: .none, exporter: Exporter(timeoutMilliseconds: 10_000),
                drainMilliseconds: 0)
        case .otelSDK:
            return PipelineSettings(
                kind: kind, scrape: scrape,
                buffer: Buffer(flushMilliseconds: 60_000, batch: 512, capacity: 2_048, onFull: .dropOld),
                exporter: openTelemetry, collector: Collector(), drainMilliseconds: 30_000)
        case .async:
            return PipelineSettings(
                kind: kind, scrape: scrape,
                buffer: Buffer(flushMilliseconds: 10_000, batch: 512, capacity: 2_048, onFull: .dropNew),
                exporter: openTelemetry, drainMilliseconds: 10_000)
        case .sync:
            return PipelineSettings(
                kind: kind, scrape: scrape, buffer: .none, exporter: Exporter(timeoutMilliseconds: 10_000),
                drainMilliseconds: 0)
        case .dogstatsd:
            return PipelineSettings(
                kind: kind, scrape: scrape,
                buffer: Buffer(
                    flushMilliseconds: 300, batch: itemsPerDatagram(bytes: 1_432), capacity: .max, onFull: .dropNew),
                exporter: Exporter(timeoutMilliseconds: 10_000), collector: .datadogAgent, drainMilliseconds: 300)
        }
    }

    /// A call leaves about eight lines behind (calls, attempts, tokens, cost, two histograms) of about 85 bytes each with name,
    /// value and four tags: an assumption, from the lines that datadogpy writes for such metrics.
    static let datagramBytesPerItem = 680

    static func itemsPerDatagram(bytes: Int) -> Int { max(bytes / datagramBytesPerItem, 1) }
}

extension PipelineSettings.Buffer {
    /// Where nothing waits in the process.
    static let none = Self(flushMilliseconds: 0, batch: 1, capacity: 0, onFull: .dropNew)
}

extension PipelineSettings.Collector {
    /// The agent on the host: it adds up for 10 s, and keeps what it could not send in 15 MiB of memory, here taken as 150
    /// payloads of 100 KiB, until it can.
    static let datadogAgent = Self(
        batchMilliseconds: 10_000, queueCapacity: 150, retryElapsedMilliseconds: 86_400_000)
}
