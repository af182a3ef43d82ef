#if Live
import Foundation
import TestKit
import Testing

/// `preflight serve` as a process: what it prints, whom it answers, and how it stops.
@Suite("The built server")
struct ServeProcessTests {
    private let process: ProcessTests

    init() throws { process = try ProcessTests() }

    /// Starts a server, runs `body` with its port in `$port` and its number in `$server`, stops it with `signal` and
    /// prints its status.
    private func serve(_ options: String = "", signal: String = "INT", _ body: String) throws -> Referee.Output {
        try process.shell(
            """
            "\(ProcessTests.program.path)" serve --port 0 --as-of 2026-11-23 \(options) >out 2>err &
            server=$!
            for _ in $(seq 500); do grep -q listening out 2>/dev/null && break; sleep 0.02; done
            port=$(sed -n 's/^listening on http:\\/\\/127.0.0.1://p' out)
            ask() {
                exec 3<>"/dev/tcp/127.0.0.1/$port"
                printf '%s /v1/messages HTTP/1.1\\r\\nhost: a\\r\\nx-api-key: sk-canary\\r\\nanthropic-version: 2023-06-01\\r\\nconnection: close\\r\\n%scontent-length: %d\\r\\n\\r\\n%s' POST "$2" "${#1}" "$1" >&3
                timeout 20 cat <&3 | tr -d '\\r'
            }
            hello='{"model":"claude-haiku-4-5","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}'
            \(body)
            kill -\(signal) $server 2>/dev/null
            wait $server
            echo "status $?"
            cat out
            """)
    }

    @Test("says where it listens, answers, and at the end tells what it served", arguments: ["INT", "TERM"])
    func lifetime(signal: String) throws {
        let output = try serve("--time-scale 20", signal: signal, #"ask "$hello" | head -n 1"#)
        let lines = output.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("HTTP/1.1 200 OK") == true, "\(output.standardOutput)\(output.standardError)")
        #expect(lines.dropFirst().first == "status 0")
        #expect(lines.contains { $0.hasPrefix("listening on http://127.0.0.1:") })
        let ledger = try #require(lines.last)
        #expect(
            ledger.hasPrefix("{\"served\":[{\"model\":\"claude-haiku-4-5\",\"ending\":\"completed\",\"requests\":1,"))
        #expect(!output.standardOutput.contains("canary") && !output.standardError.contains("canary"))
    }

    @Test("finishes what it is sending before it goes")
    func drain() throws {
        let output = try serve(
            "--time-scale 2",
            #"ask "$hello" $'x-preflight-output-tokens: 90\r\n' >answer & client=$!; sleep 0.2; kill -INT $server; wait $client; tail -n 1 answer"#
        )
        #expect(output.standardOutput.contains("\"stop_reason\":\"end_turn\""), "\(output.standardOutput)")
    }

    @Test("goes at once when it is told twice")
    func impatience() throws {
        let begun = ContinuousClock.now
        let output = try serve(
            "--drain 60 --fault stall-before-headers",
            #"ask "$hello" >answer & sleep 0.2; kill -INT $server; sleep 0.2"#)
        #expect(output.standardOutput.contains("status 130"), "\(output.standardOutput)")
        #expect(ContinuousClock.now - begun < .seconds(20))
    }

    @Test("goes wrong as its options say")
    func fault() throws {
        let overloaded = try serve("--fault 'overloaded; share=1'", #"ask "$hello" | head -n 1"#)
        #expect(overloaded.standardOutput.hasPrefix("HTTP/1.1 529 Overloaded"))
        let golden = try serve("--scenario golden --time-scale 100", #"ask "$hello" | head -n 1"#)
        #expect(golden.standardOutput.hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test("plays a scenario that ships, without a manifest and with one")
    func scenario() throws {
        let example = "\(Referee.repository.path)/examples/support-chat"
        for manifest in ["", example, example + "/observability.yaml"] {
            let output = try serve("\(manifest) --scenario overloaded-529 --instant", #"ask "$hello" | head -n 1"#)
            #expect(output.standardOutput.contains("HTTP/1.1 "), "\(output.standardOutput)\(output.standardError)")
            #expect(output.standardOutput.contains("status 0"))
        }
    }

    @Test("tells when a scenario's first fault begins, and takes its limits unless it is told others")
    func scenarioTold() throws {
        let limits = #"ask "$hello" | grep -c '^anthropic-ratelimit-requests-limit'; cat err"#
        let own = try serve("--scenario brownout-ttft --time-scale 60 --instant", limits)
        #expect(own.standardOutput.hasPrefix("1\n"), "\(own.standardOutput)")
        #expect(own.standardOutput.contains("the fault `brownout` begins in 30s"), "\(own.standardOutput)")
        let none = try serve("--scenario brownout-ttft --limits none --instant", limits)
        #expect(none.standardOutput.hasPrefix("0\n"), "\(none.standardOutput)")
    }

    @Test("says which port is taken")
    func portTaken() throws {
        let output = try serve("", #"preflight serve --port $port; echo "second $?""#)
        #expect(output.standardOutput.contains("second 2"), "\(output.standardOutput)")
        #expect(output.standardError.contains("another process does"), "\(output.standardError)")
    }

    @Test(
        "is misuse where its options are none",
        arguments: [
            ("--port 70000", "--port takes a number from 0 to 65535"),
            ("--time-scale 0", "--time-scale takes a number from 0.001 to 100000"),
            ("--limits gold", "no tier is called `gold`; there are start, build, scale and none"),
            ("--fault overlaoded", "did you mean `overloaded`?"),
            ("--fault 'overloaded; share=2'", "`share` is a number from 0 to 1"),
            ("--scenario overload-529", "did you mean `overloaded-529`?"),
            ("--scenario missing.yaml", "the scenario `missing.yaml`"),
            ("nowhere.yaml --scenario overloaded-529", "the manifest `nowhere.yaml`"),
            ("nowhere.yaml", "a manifest only says what --scenario leaves open"),
            ("--bind 203.0.113.7", "no interface of this machine has that address"),
            ("--drain -1", "--drain"),
        ])
    func misuse(options: String, words: String) throws {
        let output = try process.shell("preflight serve --port 0 \(options)")
        #expect(output.status == 2, "\(output.standardError)")
        #expect(output.standardError.contains(words), "\(output.standardError)")
    }
}
#endif
