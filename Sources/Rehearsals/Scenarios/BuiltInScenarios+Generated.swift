// swift-format-ignore-file
// Generated from scenarios/ by `make record`: edit those files instead.

/// The files of `scenarios/` as they were when this was built.
package enum BuiltInScenarios {
    /// Paths from the top of the repository and contents, in bytewise order of paths.
    package static let files: [(path: String, text: String)] = [
        (
            "scenarios/agent-loop-cost-runaway.yaml",
            #"""
            # An agent that does not find its way out, found on the bill.
            scenario: agent-loop-cost-runaway
            version: 1
            kind: incident
            title: Requests of users make six times as many calls, each with a longer history
            story: >-
              A tool fails in a way that the agent does not understand, so it tries again and again with everything it said before.
              Every call succeeds quickly; tokens and cost run away.
            signals: [tokens.input, tokens.output, cost]
            duration: 3h
            start: {day: wednesday, time: "12:30"}
            # Room in the limits, so that nothing but tokens and cost stops it.
            backend: {headroom: 15}
            faults:
              # Six calls whose input grows by a fifth each time come to ten times the input.
              - {id: loop, fault: agent-loop, at: 30m, for: 125m, ramp_in: 10m, calls: 6, input: 1.2}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: loop, within: 2h}}
              - {alert: '*', silent: {outside: incidents}}

            """#
        ),
        (
            "scenarios/api-500-elevated.yaml",
            #"""
            # Not an outage: an hour of errors that no status page shows.
            scenario: api-500-elevated
            version: 1
            kind: incident
            title: One call in twenty fails with 500 for an hour
            story: >-
              Claude answers 500 to more than a third of the attempts. Retries hide most of it: one call in twenty still fails, for an
              hour, and the others take longer.
            signals: [errors, attempts]
            shared_signals_with:
              overloaded-529: refused attempts either way; a fifth as many calls fail, for twice as long, and with another class of error
              sink-down: as overloaded-529, of which that incident is the half that telemetry lost
            duration: 120m
            start: {day: wednesday, time: "13:00"}
            faults:
              # Of attempts: two retries turn 37 % of them into 5 % of the calls.
              - {id: errors, fault: server-error, at: 30m, for: 60m, ramp_in: 5m, ramp_out: 5m, probability: 37%}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: errors, within: 15m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: errors, within: 30m}}

            """#
        ),
        (
            "scenarios/brownout-ttft.yaml",
            #"""
            # Nothing fails, everything is late: the brownout that error rates sleep through.
            scenario: brownout-ttft
            version: 1
            kind: incident
            title: The first token takes four times as long
            story: >-
              Every call succeeds, and users look at an empty screen for four times as long before the first word comes. Error rates
              do not move.
            signals: [ttft, latency]
            needs: streaming
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            faults:
              - {id: brownout, fault: slow-first-token, at: 30m, for: 35m, ramp_in: 3m, ramp_out: 3m, factor: 4}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: brownout, within: 15m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: brownout, within: 30m}}

            """#
        ),
        (
            "scenarios/cache-collapse.yaml",
            #"""
            # Somebody put the date in front of the system prompt.
            scenario: cache-collapse
            version: 1
            kind: incident
            title: The cached prefix changes from call to call
            story: >-
              A change of the prompt puts something that varies in front of the cached prefix. No answer changes and nothing fails;
              every call now writes the cache and none reads it, at twelve times the price of a read.
            signals: [cache_hit_rate, tokens.cache_read, tokens.cache_creation, cost]
            needs: caching
            duration: 120m
            start: {day: wednesday, time: "13:00"}
            # Cache writes count against the limit and reads do not: there is room for them, so that nothing but the bill tells.
            backend: {headroom: 10}
            faults:
              - {id: collapse, fault: cache-collapse, at: 30m, for: 45m}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: collapse, within: 30m}}
              - {alert: '*', silent: {outside: incidents}}

            """#
        ),
        (
            "scenarios/dependency-slow.yaml",
            #"""
            # The vector store is slow: users wait, and Claude looks well.
            scenario: dependency-slow
            version: 1
            kind: incident
            title: What the service asks before Claude takes eight times as long
            story: >-
              A dependency, a vector store say, answers eight times as slowly. Claude is as fast as ever; whoever looks at
              Claude's numbers searches at the wrong end.
            signals: ['dependency.*.latency']
            needs: dependencies
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            faults:
              - {id: slow, fault: dependency-slow, at: 30m, for: 35m, ramp_in: 3m, ramp_out: 3m, factor: 8}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: slow, within: 15m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: slow, within: 30m}}

            """#
        ),
        (
            "scenarios/deploy.yaml",
            #"""
            # New versions start: counters begin at zero, and nothing is wrong.
            scenario: deploy
            version: 1
            kind: control
            title: Two deploys within an hour
            story: >-
              A new version starts, and half an hour later the fix for it. Counters begin at zero twice, and the version label
              changes; users notice nothing.
            duration: 90m
            start: {day: wednesday, time: "10:00"}
            faults:
              - {id: release, fault: deploy, at: 30m}
              - {id: hotfix, fault: deploy, at: 60m}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {metric: pages, op: '<=', value: 0}

            """#
        ),
        (
            "scenarios/healthy-day.yaml",
            #"""
            # A day on which nobody should be woken.
            scenario: healthy-day
            version: 1
            kind: control
            title: A healthy day, from midnight to midnight
            story: >-
              Traffic rises and falls as it does every day. Now and then Claude answers 500 or 529, the SDK retries, and it is over;
              three times a day it is a little worse for a minute or three.
            duration: 1d
            start: {day: wednesday, time: "00:00"}
            background:
              - {id: odd-500, fault: server-error, probability: 0.15%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
              - {id: odd-reset, fault: connection-reset, probability: 0.02%}
              # One minute of retries, three times a day: less than one call in five hundred fails.
              - {id: blip, fault: overloaded, at: 9h40m, for: 1m, every: 7h, probability: 8%}
              - {id: slow-minutes, fault: slow-first-token, at: 11h15m, for: 3m, every: 6h, ramp_in: 1m, ramp_out: 1m, factor: 1.4}
            expect:
              - {metric: pages, op: '<=', value: 0}

            """#
        ),
        (
            "scenarios/launch-spike.yaml",
            #"""
            # Three times as many users within ten minutes, and room for them.
            scenario: launch-spike
            version: 1
            kind: control
            title: A launch triples the traffic within ten minutes
            story: >-
              The announcement goes out and three times as many users come, within the limits. Every sum rises and no ratio does.
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            traffic:
              spike: {factor: 3, at: 25m, for: 50m, ramp_in: 10m, ramp_out: 15m}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {metric: pages, op: '<=', value: 0}

            """#
        ),
        (
            "scenarios/overloaded-529.yaml",
            #"""
            # Half of a fleet is gone: the incident that every Claude service meets first.
            scenario: overloaded-529
            version: 1
            kind: incident
            title: Claude answers 529 for half an hour
            story: >-
              Claude is overloaded and refuses most attempts before it begins to answer. SDKs send each call three times, so about a
              quarter of the calls fail while the number of attempts doubles.
            signals: [errors, attempts]
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            faults:
              # Of attempts: two retries turn 63 % of them into 25 % of the calls.
              - {id: overload, fault: overloaded, at: 30m, for: 30m, ramp_in: 2m, ramp_out: 3m, probability: 63%}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: overload, within: 10m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: overload, within: 30m}}

            """#
        ),
        (
            "scenarios/overloaded-midstream.yaml",
            #"""
            # Streams begin with 200 and end in an error event: the overload that no count of HTTP statuses shows.
            scenario: overloaded-midstream
            version: 1
            kind: incident
            title: Streams break off with an overload error after a 200
            story: >-
              Claude accepts calls, begins to stream, and sends `overloaded_error` inside 15 % of the streams. No SDK retries a stream
              that has begun, so each of them is a failure for its user, and a success for whoever counts statuses.
            signals: [errors]
            needs: streaming
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            faults:
              - {id: midstream, fault: overloaded-midstream, at: 30m, for: 30m, ramp_in: 2m, ramp_out: 3m, probability: 15%}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: midstream, within: 10m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: midstream, within: 30m}}

            """#
        ),
        (
            "scenarios/quiet-night.yaml",
            #"""
            # Few users, so that one failure is a large share of very little.
            scenario: quiet-night
            version: 1
            kind: control
            title: A quiet night
            story: >-
              Hardly anybody is there. One failed call in a quiet quarter of an hour is a large share of it, and no reason to wake
              anybody.
            duration: 5h
            start: {day: sunday, time: "01:00"}
            background:
              - {id: odd-500, fault: server-error, probability: 0.2%}
              - {id: odd-529, fault: overloaded, probability: 0.2%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.05%}
            expect:
              - {metric: pages, op: '<=', value: 0}

            """#
        ),
        (
            "scenarios/ratelimit-itpm.yaml",
            #"""
            # Input tokens a minute run out: another team shares the organisation's limit, or a workspace was given less.
            scenario: ratelimit-itpm
            version: 1
            kind: incident
            title: The limit of input tokens a minute is too small for the traffic
            story: >-
              What the service may send in a minute falls to a little over half of what its users ask for. Claude answers 429 with a
              `retry-after` of seconds; calls wait for it, and those that wait twice in vain fail.
            # The waits are short: on average a call takes a tenth longer, which no latency alert should mind.
            signals: [errors, attempts]
            shared_signals_with:
              overloaded-529: refused attempts either way; here they are 429, and it is the service that asks for too much
              api-500-elevated: refused attempts either way; here they are 429, and it is the service that asks for too much
              sink-down: as overloaded-529, of which that incident is the half that telemetry lost
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            # Limits hold one and a half times the peak, so that a cut to 0.4 of them leaves 60 % of it.
            backend: {headroom: 1.5}
            faults:
              - {id: limit, fault: rate-limit, at: 30m, for: 30m, ramp_in: 1m, input: 0.4}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: limit, within: 10m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: limit, within: 30m}}

            """#
        ),
        (
            "scenarios/retry-after-long.yaml",
            #"""
            # A long retry-after is heeded by SDKs since 2026: calls hang for minutes instead of failing.
            scenario: retry-after-long
            version: 1
            kind: incident
            title: Refused calls are told to come back in a minute and a half
            story: >-
              A quarter of the traffic is over the limit, and each refusal asks for 90 s of patience. The SDK heeds it, twice: calls
              hang for up to three minutes, all come back in one instant, and a deadline of the service's own is not kept.
            signals: [errors, attempts, ttft, latency]
            duration: 100m
            start: {day: wednesday, time: "13:30"}
            backend: {headroom: 1.5}
            faults:
              - {id: limit, fault: rate-limit, at: 30m, for: 30m, ramp_in: 1m, input: 0.5}
              - {id: patience, fault: retry-after, at: 30m, for: 30m, after: 90s}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: limit, within: 15m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: limit, within: 30m}}

            """#
        ),
        (
            "scenarios/sink-down.yaml",
            #"""
            # Telemetry is gone in the very minutes in which it is needed.
            scenario: sink-down
            version: 1
            kind: incident
            title: Whoever keeps the metrics is down while Claude is overloaded
            story: >-
              The overload takes the telemetry's sink with it: for eight minutes nothing is scraped, and exports hang. The alert has to
              come all the same, from what arrives afterwards or from `up`; and no call may wait for the sink.
            signals: [errors, attempts]
            shared_signals_with:
              overloaded-529: the same overload; here its first eight minutes are not seen
              api-500-elevated: refused attempts either way, and here the first eight minutes are not seen
            duration: 110m
            start: {day: wednesday, time: "13:30"}
            faults:
              - {id: overload, fault: overloaded, at: 30m, for: 40m, ramp_in: 2m, ramp_out: 3m, probability: 63%}
              # The way of the telemetry decides which of the two it meets: a scrape that fails, or a sink that never answers.
              - {id: scrapes-fail, fault: scrape-gap, at: 30m, for: 8m}
              - {id: sink-hangs, fault: sink-black-hole, at: 30m, for: 8m}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: overload, within: 20m}}
              - {alert: '*', silent: {outside: incidents}}
              - {metric: added_latency_ms, op: '<=', value: 1}

            """#
        ),
        (
            "scenarios/stall-midstream.yaml",
            #"""
            # Streams that fall silent: failures that no counter knows until the client's timeout ends them.
            scenario: stall-midstream
            version: 1
            kind: incident
            title: Streams begin and then fall silent
            story: >-
              One stream in ten stops in the middle of its answer and sends nothing more. The client waits for its read timeout, ten
              minutes in an SDK that nobody configured, before anything is counted at all.
            signals: [errors, latency]
            needs: streaming
            duration: 120m
            start: {day: wednesday, time: "13:00"}
            faults:
              - {id: stall, fault: stall-midstream, at: 30m, for: 30m, ramp_in: 1m, probability: 10%}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: stall, within: 15m}}
              - {alert: '*', silent: {outside: incidents}}
              - {alert: '*', resolves: {after: stall, within: 45m}}

            """#
        ),
        (
            "scenarios/thinking-blowup.yaml",
            #"""
            # A new prompt makes the model think, and thinking is billed as output.
            scenario: thinking-blowup
            version: 1
            kind: incident
            title: Claude thinks three times as much, and where it did not before
            story: >-
              After a change of the prompt Claude thinks in many more calls and three times as long. Answers look the same, arrive
              later, and cost several times as much.
            signals: [thinking_activation, tokens.thinking, tokens.output, cost, latency]
            needs: thinking
            duration: 2h
            start: {day: wednesday, time: "13:00"}
            backend: {headroom: 15}
            faults:
              - {id: blowup, fault: thinking-blowup, at: 30m, for: 75m, ramp_in: 5m, factor: 3, forced: 40%}
            background:
              # What any healthy day has: retried by the SDK, and gone before anybody notices.
              - {id: odd-500, fault: server-error, probability: 0.1%}
              - {id: odd-529, fault: overloaded, probability: 0.1%}
              - {id: odd-stream, fault: overloaded-midstream, probability: 0.02%}
            expect:
              - {alert: '*', fires: {during: blowup, within: 1h}}
              - {alert: '*', silent: {outside: incidents}}

            """#
        ),
    ]
}
