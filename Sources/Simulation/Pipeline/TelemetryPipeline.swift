/// The way of measurements from the process to whoever keeps them: what arrives, when, and what is lost on the way.
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
        var pulled = PulledTotals(stream, timeline, settings, PipelineChance(seed: seed))
        return pulled.deliver(clock)
    }
}
