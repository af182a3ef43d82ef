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
                title: Alerts that load, read what is emitted, and can cross their threshold
                layer: api
                why: >-
                  An alert that exists is worth nothing if it reads a metric nothing emits or asks for a value its histogram
                  cannot reach. It stays green through the incident it was written for.
                evidenced:
                  - check: artefact-refused
                  - check: reads-metric-nothing-emits
                  - check: reads-label-nothing-emits
                  - check: threshold-above-top-bucket
                  - check: window-shorter-than-scrapes
                  - check: counter-compared-raw
                  - check: ratio-empty-when-healthy

            """#
        )
    ]
}
