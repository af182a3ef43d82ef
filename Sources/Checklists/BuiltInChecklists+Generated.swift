// swift-format-ignore-file
// Generated from checklists/ by `make record`: edit those files instead.

/// The files of `checklists/` as they were when this was built.
package enum BuiltInChecklists {
    /// Paths from the top of the repository and contents, in bytewise order of paths.
    package static let files: [(path: String, text: String)] = [
        (
            "checklists/claude-production.yaml",
            #"""
            # What a Claude-powered service must show before customers see it. Users write their own in the same form.
            checklist: claude-production
            version: 1
            items:
              - id: alerts
                title: Alerts for error rate, latency, cost, rate limits and cache, each able to fire and sent to somebody
                layer: api
                why: >-
                  What no alert watches is found by customers. An alert that exists is worth nothing if it reads a metric nothing
                  emits, asks for a value its histogram cannot reach, or is sent to nobody. It stays green through the incident it
                  was written for.
                evidenced:
                  - check: artefact-refused
                  - id: alert-error-rate
                    check: alert-present
                    pages: true
                    ratio: [errors, requests]
                    threshold: {at_most: 2%}
                    window: {at_most: 5m}
                    for: {at_most: 30m}
                  - id: alert-ttft-p99
                    check: alert-present
                    pages: true
                    signal: ttft
                    quantile: 0.99
                    threshold: {at_most: 8s}
                    window: {at_most: 10m}
                    for: {at_most: 30m}
                  - id: alert-ttft-sla
                    check: alert-present
                    signal: ttft
                    quantile: 0.95
                    threshold: {at_most: claude.sla.ttft_p95 or 3s}
                    window: {at_most: 30m}
                    for: {at_most: 1h}
                  - id: alert-hourly-cost
                    check: alert-present
                    pages: true
                    signal: cost
                    threshold: {at_most: 110% of claude.budget.hourly_forecast_usd}
                    per: 1h
                    for: {at_most: 1h}
                  - id: alert-daily-spend
                    check: alert-present
                    pages: true
                    signal: cost
                    threshold: {at_most: 10% of claude.budget.monthly_usd}
                    per: 24h
                    window: {at_least: 6h}
                    for: {at_most: 1h}
                  - id: alert-cache-hit-rate
                    check: alert-present
                    signal: cache_hit_rate
                    threshold: {at_least: 20%}
                    for: {at_most: 1h}
                  - id: alert-rate-limited
                    check: alert-present
                    signal: errors
                    class: "429"
                    threshold: {at_most: 0}
                    window: {at_most: 1m}
                    for: {at_most: 0s}
                  - check: reads-metric-nothing-emits
                  - check: reads-label-nothing-emits
                  - check: threshold-above-top-bucket
                  - check: window-shorter-than-scrapes
                  - check: counter-compared-raw
                  - check: ratio-empty-when-healthy
                  - check: rate-of-sum
                  - check: quantile-without-le
                  - check: quantiles-averaged
                  - check: share-above-one
                  - check: interval-beyond-lookback
                  - check: label-aggregated-away
                  - check: humanize-percentage-twice
                  - check: runbook-missing
                  - check: runbook-shared-by-classes
                  - check: low-traffic-ratio
                  - check: first-event-invisible
                  - check: hold-outlasts-window
                  - check: absent-without-hold
                  - check: alert-reads-successes-only
                  - check: alert-duplicated
                  - check: no-dead-mans-switch
                  - check: alert-routed
                  - check: alert-inert
                  - check: paging-selects-nothing
                rehearsed:
                  # What the guide's alerts are for, and how long each may take: two windows, the hold and the grouping.
                  - incident: overloaded-529
                    by: page
                    detected_within: 15m
                  - incident: brownout-ttft
                    by: page
                    detected_within: 20m
                  - incident: ratelimit-itpm
                    detected_within: 10m
                  - incident: cache-collapse
                    detected_within: 1h
                  - incident: agent-loop-cost-runaway
                    by: page
                    detected_within: 2h
                  - incident: stall-midstream
                    by: page
                    detected_within: 30m
                    advisory: true
                  - control: healthy-day
                    pages_at_most: 0
                  - control: quiet-night
                    pages_at_most: 0
                  - control: deploy
                    pages_at_most: 0
                  # A launch that nobody told the forecast of costs more than forecast, and the page that says so is right.
                  - control: launch-spike
                    pages_at_most: 0
                    advisory: true
              - id: api-health
                title: Requests, errors and latency that a person can see, with what changed beside them
                layer: api
                why: >-
                  An alert says that something is wrong; which class of error, which quantile, since which deploy is read off a
                  dashboard. A panel that is empty, divides wrongly or leaves the failures out answers with "all is well".
                evidenced:
                  - id: requests-errors-latency-recorded
                    check: signal-not-emitted
                    signals: [requests, errors, latency, ttft]
                  - check: ttft-not-apart-from-total
                  - check: error-classes-not-kept-apart
                    classes: ['429', '500', '529', timeout, context_window, invalid_tool_call, malformed_output]
                  - check: attempts-invisible
                  - id: ttft-buckets
                    check: buckets-cannot-show
                    signal: ttft
                    quantity: {at_most: claude.sla.ttft_p95 or 3s}
                  - id: latency-buckets
                    check: buckets-cannot-show
                    signal: latency
                    quantity: {at_most: claude.sla.total_p95}
                  - check: default-buckets
                  - check: first-token-after-end
                  - check: summary-cannot-be-aggregated
                  - check: counter-as-gauge
                  - id: errors-by-model
                    check: tag-missing
                    signals: [requests, errors]
                    role: model
                  - check: sample-too-old
                  - check: model-retired
                  - id: requests-and-errors-on-dashboard
                    check: signal-on-dashboard
                    signals: [requests, errors]
                  - id: errors-by-class-on-dashboard
                    check: signal-on-dashboard
                    signals: errors
                    split_by: class
                  - id: latency-on-dashboard
                    check: signal-on-dashboard
                    signals: latency
                    quantiles: [p50, p95, p99]
                  - id: ttft-on-dashboard
                    check: signal-on-dashboard
                    signals: ttft
                    quantiles: [p50, p95, p99]
                  - check: panel-reads-metric-nothing-emits
                  - check: panel-reads-label-nothing-emits
                  - check: panel-averages-quantiles
                  - check: panel-rates-a-sum
                  - check: panel-filters-out-failures
                  - check: panel-window-shorter-than-scrapes
                  - check: panel-quantile-without-le
                  - check: panel-unit-mismatch
                  - check: panel-inert
                  - check: dashboard-marks-no-change
                rehearsed:
                  - incident: overloaded-529
                    detected_within: 10m
                  - incident: overloaded-midstream
                    detected_within: 10m
                  - incident: api-500-elevated
                    detected_within: 15m
                  - incident: ratelimit-itpm
                    detected_within: 10m
                  - incident: retry-after-long
                    detected_within: 15m
                    advisory: true
                  - incident: brownout-ttft
                    detected_within: 15m
                  - incident: stall-midstream
                    detected_within: 15m
                    advisory: true
                drilled:
                  - reconcile: requests
                    tolerance: 0
                  - reconcile: errors
                    tolerance: 0
                  - reconcile: cost
                    tolerance: 1%
                  - reconcile: ttft
                    tolerance: 5%
              - id: cache-tracking
                title: A cache hit rate that divides by all input, recorded and on a dashboard
                layer: tokens
                why: >-
                  Caching that breaks changes no answer and no error rate, only the bill and the rate limits. Five formulas are
                  called hit rate; four of them stay high, or vanish, when caching stops.
                evidenced:
                  - id: cache-hit-rate-recorded
                    check: signal-not-emitted
                    signals: cache_hit_rate
                  - id: cache-hit-rate-on-dashboard
                    check: signal-on-dashboard
                    signals: cache_hit_rate
                  - check: cache-hit-rate-formula
                  - check: input-tokens-mixed
                rehearsed:
                  - incident: cache-collapse
                    detected_within: 1h
                drilled:
                  - reconcile: tokens.cache_read
                    tolerance: 0
                  - reconcile: tokens.cache_creation
                    tolerance: 0
              - id: thinking-tracking
                title: How often the model thinks, and thinking tokens counted once
                layer: tokens
                why: >-
                  Thinking is billed as output and seen by nobody. Without its activation rate a change of prompt that doubles
                  it shows up as cost weeks later; added on top of output it is counted twice.
                evidenced:
                  - id: thinking-activation-recorded
                    check: signal-not-emitted
                    signals: thinking_activation
                  - id: thinking-activation-on-dashboard
                    check: signal-on-dashboard
                    signals: thinking_activation
                  - check: thinking-tokens-added-twice
                rehearsed:
                  - incident: thinking-blowup
                    detected_within: 2h
                drilled:
                  - reconcile: tokens.thinking
                    tolerance: 0
              - id: token-cost-tags
                title: Tokens and cost of every request, by what they were spent on
                layer: tokens
                why: >-
                  A bill that doubles is taken apart by model, feature and tenant, or not at all. What is counted twice, or under a
                  label without end, costs more than it tells.
                evidenced:
                  - id: tokens-and-cost-recorded
                    check: signal-not-emitted
                    signals: [tokens.input, tokens.output, tokens.cache_creation, tokens.cache_read, cost]
                  - id: tokens-and-cost-by-model
                    check: tag-missing
                    signals: [tokens.input, tokens.output, tokens.cache_creation, tokens.cache_read, cost]
                    role: model
                  - id: tokens-and-cost-by-feature
                    check: tag-missing
                    signals: [tokens.input, tokens.output, tokens.cache_creation, tokens.cache_read, cost]
                    role: feature
                  - id: cost-by-model-on-dashboard
                    check: signal-on-dashboard
                    signals: cost
                    split_by: model
                  - id: cost-by-feature-on-dashboard
                    check: signal-on-dashboard
                    signals: cost
                    split_by: feature
                  - id: tokens-by-model-on-dashboard
                    check: signal-on-dashboard
                    signals: [tokens.input, tokens.output]
                    split_by: model
                  - id: tokens-by-feature-on-dashboard
                    check: signal-on-dashboard
                    signals: [tokens.input, tokens.output]
                    split_by: feature
                  - id: daily-cost-visible
                    check: cost-roll-up-missing
                    window: 24h
                  - id: monthly-cost-visible
                    check: cost-roll-up-missing
                    window: 28d
                  - check: unbounded-label
                  - check: tenant-label-too-wide
                    series: {at_most: 50000}
                  - check: two-instrumentations
                  - check: price-row-missing
                  - check: price-differs-from-published
                  - check: price-fallback-row
                  - check: cache-prices-missing
                  - check: price-table-undated
                  - check: model-undeclared
                  - check: cost-differs-from-tokens
                  - check: cost-sentinel
                  - check: usage-half-read
                  - check: tokens-impossible
                  - check: input-convention-mixed
                  - check: hour-writes-unpriced
                  - id: cost-by-model-in-logs
                    check: spend-unattributed
                    role: model
                  - id: cost-by-feature-in-logs
                    check: spend-unattributed
                    role: feature
                  - id: cost-by-tenant-in-logs
                    check: spend-unattributed
                    role: tenant
                  - check: model-mix-off-routing
                rehearsed:
                  - incident: agent-loop-cost-runaway
                    detected_within: 2h
              - id: private-logs
                title: No prompt, no person and no secret in what is kept
                layer: api
                why: >-
                  Telemetry is read by everybody on call and kept for months. What a customer wrote belongs there only under an
                  agreement that somebody owns and that ends.
                evidenced:
                  - check: personal-data-in-label
                  - check: prompt-capture-left-on
                  - check: log-selects-nothing
                  - check: log-unstructured
                  - id: log-fields
                    check: log-field-missing
                    fields: [timestamp, request_id, user_id, conversation_id, model, feature, input_tokens, output_tokens,
                      cache_read_tokens, cache_creation_tokens, ttft_ms, latency_ms, cost_usd, status or error_type, stop_reason,
                      tool_names, thinking, prompt_hash]
                  - id: log-fields-of-failures
                    check: log-field-missing
                    on: errors
                    fields: [request_id, user_id, error_type, model, feature]
                  - check: log-holds-prompt-text
                  - check: log-holds-secret
                  - check: log-holds-personal-data
                  - check: unkeyed-hash
                  - check: content-agreement-incomplete
                  - check: prompt-hash-is-text
                  - check: error-text-holds-content
                  - check: debug-rows-in-production
                  - check: request-logged-twice
                  - check: user-text-in-field-name
                  - id: log-too-old
                    check: sample-too-old
                    kind: logs
              - id: quality
                title: A measure of quality whose "correct" is written down, and that is measured
                layer: quality
                why: >-
                  A service can answer fast, cheaply and wrongly. A change of model or prompt that makes answers worse moves no
                  latency and no error rate.
                evidenced:
                  - check: quality-metric-undefined
                  - check: quality-metric-not-emitted
                drilled:
                  - reconcile: quality
                    tolerance: 0
              - id: dependency-health
                title: Dependencies that can be told from Claude, and the time before Claude is called
                layer: dependencies
                why: >-
                  Vector stores, queues and tools fail more often than Claude and look the same to the user. Without a signal of
                  their own the search begins at the wrong end.
                evidenced:
                  - check: dependency-without-own-signal
                  - check: dependency-unwatched
                  - check: time-before-claude-invisible
                rehearsed:
                  - incident: dependency-slow
                    detected_within: 15m
              - id: telemetry-pipeline
                title: Telemetry that neither slows calls down, nor fails them, nor is lost
                layer: dependencies
                why: >-
                  The numbers of an incident are those that were in a buffer when it began. A sink that is down may cost numbers;
                  it may never cost an answer.
                evidenced:
                  - check: telemetry-blocks-calls
                  - check: flush-too-rare
                    interval: 10s
                  - check: telemetry-buffer-unbounded
                  - check: telemetry-not-drained
                  - check: telemetry-fails-calls
                rehearsed:
                  # The guide's rule: asynchronous, flushed within 10 s, nothing added to the call.
                  - incident: sink-down
                    added_latency_at_most: 0s
                    flushed_within: 10s
                  - id: sink-down-loss
                    incident: sink-down
                    loss_at_most: 5%
                    advisory: true
                drilled:
                  - reconcile: requests
                    tolerance: 0

            """#
        )
    ]
}
