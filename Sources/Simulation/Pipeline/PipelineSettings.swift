/// How measurements leave the process and reach whoever keeps them; times in milliseconds.
package struct PipelineSettings: Sendable, Equatable {
    package var kind: Kind
    package var scrape: Scrape
    package var buffer: Buffer
    package var exporter: Exporter
    /// Between process and store; nil where the process sends to the store itself.
    package var collector: Collector?
    /// What the process is given to hand over its buffer when it is told to end; zero does not drain.
    package var drainMilliseconds: Int64
    /// What an export of OpenTelemetry's carries.
    package var temporality: Temporality

    package enum Temporality: String, Sendable, CaseIterable {
        /// Totals since the process began: an export that fails is made good by the next.
        case cumulative
        /// What was counted since the last export: one that fails is lost.
        case delta
    }

    package enum Kind: String, Sendable, CaseIterable {
        /// Prometheus scrapes counters that live in the process.
        case pull
        /// One event for each call in a buffer that is flushed in a rhythm.
        case async
        /// Every call waits until its measurement is taken.
        case sync
        /// OpenTelemetry's periodic reader: cumulative totals, exported in a rhythm.
        case otelSDK = "otel-sdk"
        /// Datagrams of increments to an agent on the host.
        case dogstatsd
    }

    package struct Scrape: Sendable, Equatable {
        package var intervalMilliseconds: Int64
        package var timeoutMilliseconds: Int64
        package init(intervalMilliseconds: Int64, timeoutMilliseconds: Int64 = 10_000) {
            self.intervalMilliseconds = intervalMilliseconds
            self.timeoutMilliseconds = timeoutMilliseconds
        }
    }

    package struct Buffer: Sendable, Equatable {
        package var flushMilliseconds: Int64
        /// Items that one export carries at most; a full batch is exported before its time.
        package var batch: Int
        package var capacity: Int
        package var onFull: OnFull
        package enum OnFull: String, Sendable, CaseIterable {
            case dropNew = "drop_new"
            case dropOld = "drop_old"
            case block
        }
        package init(flushMilliseconds: Int64, batch: Int, capacity: Int, onFull: OnFull) {
            self.flushMilliseconds = flushMilliseconds
            self.batch = batch
            self.capacity = capacity
            self.onFull = onFull
        }
    }

    package struct Exporter: Sendable, Equatable {
        package var timeoutMilliseconds: Int64
        /// What a healthy sink takes to answer.
        package var requestMilliseconds: Int64
        package var retryLimit: Int
        package var retryBaseMilliseconds: Int64
        package var retryCapMilliseconds: Int64
        /// No more retries of one batch after this time; nil for no such end.
        package var retryElapsedMilliseconds: Int64?
        /// OTLP: 429, 502, 503, 504.
        package var retriedStatuses: [Int]
        package init(
            timeoutMilliseconds: Int64, requestMilliseconds: Int64 = 20, retryLimit: Int = 0,
            retryBaseMilliseconds: Int64 = 1_000, retryCapMilliseconds: Int64 = 64_000,
            retryElapsedMilliseconds: Int64? = nil, retriedStatuses: [Int] = [429, 502, 503, 504]
        ) {
            self.timeoutMilliseconds = timeoutMilliseconds
            self.requestMilliseconds = requestMilliseconds
            self.retryLimit = retryLimit
            self.retryBaseMilliseconds = retryBaseMilliseconds
            self.retryCapMilliseconds = retryCapMilliseconds
            self.retryElapsedMilliseconds = retryElapsedMilliseconds
            self.retriedStatuses = retriedStatuses
        }
    }

    package struct Collector: Sendable, Equatable {
        package var batchMilliseconds: Int64
        /// In requests.
        package var queueCapacity: Int
        package var retryElapsedMilliseconds: Int64
        package var queueIsPersistent: Bool
        /// A series of its exporter that hears nothing for so long is forgotten: `metric_expiration`.
        package var expirationMilliseconds: Int64
        package init(
            batchMilliseconds: Int64 = 200, queueCapacity: Int = 1_000, retryElapsedMilliseconds: Int64 = 300_000,
            queueIsPersistent: Bool = false, expirationMilliseconds: Int64 = 300_000
        ) {
            self.expirationMilliseconds = expirationMilliseconds
            self.batchMilliseconds = batchMilliseconds
            self.queueCapacity = queueCapacity
            self.retryElapsedMilliseconds = retryElapsedMilliseconds
            self.queueIsPersistent = queueIsPersistent
        }
    }

    package init(
        kind: Kind, scrape: Scrape, buffer: Buffer, exporter: Exporter, collector: Collector? = nil,
        drainMilliseconds: Int64, temporality: Temporality = .cumulative
    ) {
        self.kind = kind
        self.scrape = scrape
        self.buffer = buffer
        self.exporter = exporter
        self.collector = collector
        self.drainMilliseconds = drainMilliseconds
        self.temporality = temporality
    }
}
