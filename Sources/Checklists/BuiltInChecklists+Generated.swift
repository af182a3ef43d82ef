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
                drilled:
                  - reconcile: requests
                    tolerance: 0
                  - reconcile: errors
                    tolerance: 0
                  - reconcile: cost
                    tolerance: 1%

            """#
        )
    ]
}
