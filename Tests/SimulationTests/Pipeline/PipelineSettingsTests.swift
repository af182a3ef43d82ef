import Simulation
import Testing

struct PipelineSettingsTests {
    @Test func `presets are what the makers ship`() {
        let sdk = PipelineSettings.preset(.otelSDK, scrapeIntervalMilliseconds: 15_000)
        #expect(sdk.buffer.flushMilliseconds == 60_000 && sdk.buffer.capacity == 2_048 && sdk.buffer.batch == 512)
        #expect(sdk.exporter.timeoutMilliseconds == 10_000 && sdk.exporter.retryLimit == 5)
        #expect(sdk.collector == PipelineSettings.Collector())
        #expect(sdk.collector?.queueCapacity == 1_000 && sdk.collector?.retryElapsedMilliseconds == 300_000)
        let datagrams = PipelineSettings.preset(.dogstatsd, scrapeIntervalMilliseconds: 15_000)
        #expect(datagrams.buffer.flushMilliseconds == 300 && datagrams.collector?.batchMilliseconds == 10_000)
        for kind in PipelineSettings.Kind.allCases {
            let preset = PipelineSettings.preset(kind, scrapeIntervalMilliseconds: 30_000)
            #expect(preset.kind == kind && preset.scrape.intervalMilliseconds == 30_000)
        }
    }

    @Test func `a manifest's knobs are turned, and those that turn nothing are named`() {
        let (settings, unknown) = PipelineSettings.preset(.async, scrapeIntervalMilliseconds: 15_000).applying([
            ("flush_interval", "5s"), ("batch", "100"), ("capacity", "4096"), ("on_full", "block"), ("timeout", "2s"),
            ("retry", "3"), ("drain_on_shutdown", "false"), ("on_error", "ignore"), ("temporality", "delta"),
            ("sampling", "0.1"), ("colour", "red"),
        ])
        #expect(unknown == ["sampling", "colour"])
        #expect(
            settings.buffer
                == PipelineSettings.Buffer(flushMilliseconds: 5_000, batch: 100, capacity: 4_096, onFull: .block))
        #expect(settings.exporter.timeoutMilliseconds == 2_000 && settings.exporter.retryElapsedMilliseconds == 2_000)
        #expect(settings.exporter.retryLimit == 3 && settings.drainMilliseconds == 0 && settings.temporality == .delta)
    }

    @Test(arguments: [
        ("flush_interval", "0"), ("flush_interval", "fast"), ("flush_interval", "300y"), ("batch", "-1"),
        ("batch", "0"),
        ("batch", "1e3"), ("capacity", "99999999999999999999"), ("on_full", "Block"), ("retry", "often"),
        ("timeout", ""),
        ("drain_on_shutdown", "perhaps"), ("temporality", "both"), ("transport", "pigeon"),
    ])
    func `a value that cannot be read changes nothing`(key: String, value: String) {
        let preset = PipelineSettings.preset(.async, scrapeIntervalMilliseconds: 15_000)
        let (settings, unknown) = preset.applying([(key, value)])
        #expect(settings == preset && unknown == [key])
    }

    @Test func `words for whether and how long are understood`() {
        func turned(_ key: String, _ value: String, _ kind: PipelineSettings.Kind = .async) -> PipelineSettings {
            PipelineSettings.preset(kind, scrapeIntervalMilliseconds: 15_000).applying([(key, value)]).settings
        }
        #expect(turned("retry", "no").exporter.retryLimit == 0)
        #expect(turned("retry", "true").exporter.retryLimit == 5)
        #expect(turned("retry", "0").exporter.retryLimit == 0)
        #expect(turned("drain_on_shutdown", "yes").drainMilliseconds == 10_000)
        #expect(turned("drain_on_shutdown", "3s").drainMilliseconds == 3_000)
        #expect(turned("capacity", "unbounded").buffer.capacity == .max)
        #expect(turned("export_interval", "10s", .otelSDK).buffer.flushMilliseconds == 10_000)
        #expect(
            turned("transport", "uds", .dogstatsd).buffer.batch > turned("transport", "udp", .dogstatsd).buffer.batch)
    }
}
