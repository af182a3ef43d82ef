/// The way of measurements from the process to whoever keeps them: what arrives, when, and what is lost on the way.
///
/// Totals that live in the process (`pull`, `otel-sdk`) begin again with every process, and only its end loses anything.
/// Increments (`async`, `sync`, `dogstatsd`, delta exports) are added up by a store that outlives the process; each one that is
/// lost on the way is missing from then on, in every channel by its part of the row. Ticks are scrapes, except where
/// `otel-sdk` sends to the store without a collector: there they are arrivals.
package enum TelemetryPipeline {
    /// What the store holds of a run, and what the way there cost.
    ///
    /// Pure: the same rows, settings, faults and seed give the same samples. Of `faults` only those of the pipeline and of the
    /// process count here; the rows have felt the others already. The phase says when the first scrape comes.
    package static func deliver(
        _ rows: RecordedRows, settings: PipelineSettings, faults: [Fault], seed: UInt64,
        scrapePhaseMilliseconds: Int64, history: DeliveryHistory? = nil
    ) -> DeliveredSamples {
        let stream = RowStream(rows, history: history)
        let timeline = PipelineTimeline(faults, endMilliseconds: stream.endMilliseconds)
        let clock = ScrapeClock(
            stream, intervalMilliseconds: settings.scrape.intervalMilliseconds,
            phaseMilliseconds: scrapePhaseMilliseconds)
        let chance = PipelineChance(seed: seed)
        let attempts = ExportAttempts(settings, timeline, horizonMilliseconds: stream.endMilliseconds)
        let firstBeat = chance.firstBeat(
            after: stream.startMilliseconds, everyMilliseconds: settings.buffer.flushMilliseconds, 0)
        func events(_ client: some EventClient) -> DeliveredSamples {
            var delivery = EventDelivery(client, stream, timeline, settings, chance)
            return delivery.deliver(clock)
        }
        var samples: DeliveredSamples
        switch (settings.kind, settings.temporality) {
        case (.pull, _):
            var pulled = PulledTotals(stream, timeline, settings, chance)
            samples = pulled.deliver(clock)
        case (.otelSDK, .cumulative):
            var exports = CumulativeExports(stream, timeline, settings, chance, attempts)
            samples = exports.deliver(clock)
        case (.otelSDK, .delta):
            samples = events(BufferedExporter(settings.buffer.unbounded, attempts, firstBeat: firstBeat))
        case (.async, _): samples = events(BufferedExporter(settings.buffer, attempts, firstBeat: firstBeat))
        case (.sync, _): samples = events(BlockingCalls(attempts))
        case (.dogstatsd, _):
            let firstAgentBeat = chance.firstBeat(
                after: stream.startMilliseconds,
                everyMilliseconds: settings.collector?.batchMilliseconds ?? DatagramClient.usualAgentFlush, 1)
            samples = events(
                DatagramClient(settings, timeline, chance, firstBeat: firstBeat, firstAgentBeat: firstAgentBeat))
        }
        samples.report.isSynchronous = settings.kind == .sync
        switch settings.kind {
        case .pull, .sync: break
        case .async, .otelSDK, .dogstatsd: samples.report.flushMilliseconds = settings.buffer.flushMilliseconds
        }
        return samples
    }
}

extension PipelineSettings.Buffer {
    /// A delta export carries all increments since the last collection, in one request.
    fileprivate var unbounded: Self {
        Self(flushMilliseconds: flushMilliseconds, batch: .max, capacity: .max, onFull: .dropNew)
    }
}
