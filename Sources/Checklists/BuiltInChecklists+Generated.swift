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
                    ratio: [errors, requests]
                    threshold: {at_most: 2%}
                    window: {at_most: 5m}
                    for: {at_most: 30m}
                  - id: alert-ttft-p99
                    check: alert-present
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
                    signal: cost
                    threshold: {at_most: 110% of claude.budget.hourly_forecast_usd}
                    per: 1h
                    for: {at_most: 1h}
                  - id: alert-daily-spend
                    check: alert-present
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
                  - check: alert-routed
                  - check: alert-inert
                  - check: paging-selects-nothing
              - id: api-health
                title: Requests, errors and latency that a person can see, with what changed beside them
                layer: api
                why: >-
                  An alert says that something is wrong; which class of error, which quantile, since which deploy is read off a
                  dashboard. A panel that is empty, divides wrongly or leaves the failures out answers with "all is well".
                evidenced:
                  - id: requests and errors on a dashboard
                    check: signal-on-dashboard
                    signals: [requests, errors]
                  - id: errors by class on a dashboard
                    check: signal-on-dashboard
                    signals: errors
                    split_by: class
                  - id: latency on a dashboard
                    check: signal-on-dashboard
                    signals: latency
                    quantiles: [p50, p95, p99]
                  - id: time to first token on a dashboard
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
                  - incident: ratelimit-rpm
                    detected_within: 10m
                  - incident: brownout-ttft
                    detected_within: 15m
                  - incident: stall-before-first-token
                    detected_within: 15m
                  - incident: cache-collapse
                    detected_within: 1h
                  - incident: agent-loop-cost-runaway
                    detected_within: 2h
                  - incident: key-revoked-401
                    detected_within: 10m
                  - incident: traffic-drop-to-zero
                    detected_within: 15m
                  - control: healthy-day
                    pages_at_most: 0
                  - control: healthy-night
                    pages_at_most: 0
                  - control: deploy
                    pages_at_most: 0
                  - control: single-blip
                    pages_at_most: 0
                  - control: healthy-night
                    pages_at_most: 0
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
                  - id: cache hit rate on a dashboard
                    check: signal-on-dashboard
                    signals: cache_hit_rate
                  - check: cache-hit-rate-formula
                  - check: input-tokens-mixed
                rehearsed:
                  - incident: cache-collapse
                    detected_within: 30m
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
                  - id: thinking activation on a dashboard
                    check: signal-on-dashboard
                    signals: thinking_activation
                  - check: thinking-tokens-added-twice
                rehearsed:
                  - incident: thinking-blowup
                    detected_within: 1h
                drilled:
                  - reconcile: tokens.thinking
                    tolerance: 0

            """#
        )
    ]
}
