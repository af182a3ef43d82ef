import Foundation
import TestKit
import Testing

/// Python's `prometheus_client`, which prints and reads both text formats and is not ours.
enum PythonClient {
    /// One sample as the client reads it.
    struct Sample: Codable, Equatable {
        var type: String
        var name: String
        /// Ascending by the bytes of the name; labels with an empty value left out.
        var labels: [[String]]
        /// The bits of the double in hexadecimal, `nan` for every NaN.
        var value: String
        var milliseconds: Double?
        var hasExemplar: Bool
    }

    struct Reading: Codable {
        var text: String
        var isOpenMetrics: Bool
        /// Nil if the client refuses the text; then `refusal` says why.
        var samples: [Sample]?
        var refusal: String?
    }

    /// Has the client read texts. Nil if it is not installed, which is a failure in CI.
    static func read(_ texts: [(text: String, isOpenMetrics: Bool)]) throws -> [Reading]? {
        let documents = texts.map { Reading(text: $0.text, isOpenMetrics: $0.isOpenMetrics) }
        return try run(mode: "read", input: JSONEncoder().encode(documents))
    }

    /// Has the client fill registries from seeds, print them in both formats and read its own text.
    static func printed(seeds: [Int]) throws -> [Reading]? {
        try run(mode: "print", input: JSONEncoder().encode(seeds))
    }

    /// The first Python that has the client: the one `make test` installs, or one on the search path.
    private static let python = Referee.python(with: "prometheus_client")

    private static func run(mode: String, input: Data) throws -> [Reading]? {
        guard let python else {
            #expect(
                !Referee.isRequired, "python's prometheus_client is required in CI: run `make test`, which installs it")
            return nil
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("client-\(UUID().uuidString).json")
        try input.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try Referee.run(python, ["-c", script, mode, file.path])
        try #require(output.status == 0, "\(output.standardError)")
        return try JSONDecoder().decode([Reading].self, from: Data(output.standardOutput.utf8))
    }

    /// Exemplars carry no quotes: the client cannot read those that it prints itself.
    private static let script = #"""
        import json, random, struct, sys, time
        time.time = lambda: 1700000000.25
        from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Summary
        from prometheus_client.exposition import generate_latest as print_text
        from prometheus_client.openmetrics.exposition import generate_latest as print_openmetrics
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
        from prometheus_client.parser import text_string_to_metric_families as read_text

        def milliseconds(time):
            if time is None:
                return None
            return time.sec * 1000 + time.nsec / 1e6 if hasattr(time, "nsec") else round(time * 1000)

        def sample(family, s):
            value = float(s.value)
            bits = "nan" if value != value else struct.pack(">d", value).hex()
            labels = sorted(([k, v] for k, v in s.labels.items() if v != ""), key=lambda pair: pair[0].encode())
            return {"type": family.type, "name": s.name, "labels": labels, "value": bits,
                    "milliseconds": milliseconds(s.timestamp), "hasExemplar": s.exemplar is not None}

        def read(text, openmetrics):
            result = {"text": text, "isOpenMetrics": openmetrics}
            try:
                families = list((read_openmetrics if openmetrics else read_text)(text))
                result["samples"] = [sample(f, s) for f in families for s in f.samples]
            except Exception as error:
                result["refusal"] = repr(error)
            return result

        def fill(seed):
            rng = random.Random(seed)
            registry = CollectorRegistry()
            words = ["", "x", "claude-haiku-4-5", 'q"uote', "back\\slash", "two\nlines", "\u540d\u524d", "e\u0301", "{},=#"]
            number = lambda: rng.choice([0, 1, 0.1, 1e-9, 123456.75, 1e21, float(rng.getrandbits(60)), rng.random()])
            labelled = lambda metric: [metric.labels(rng.choice(words) + str(i), rng.choice(words)) for i in range(3)]
            for i in range(1 + rng.randrange(4)):
                help = "Help " + rng.choice(words)
                kind = rng.randrange(6)
                name = f"metric_{i}"
                dotted = rng.random() < 0.2
                if dotted:
                    name = f"metric.{i}"
                if kind == 0:
                    for child in labelled(Counter(name, help, ["a", "b"], registry=registry)):
                        child.inc(abs(number()), {"trace_id": rng.choice(words[:3])} if rng.random() < 0.5 else None)
                elif kind == 1:
                    for child in labelled(Gauge(name, help, ["a", "b"], registry=registry)):
                        child.set(rng.choice([number(), -number(), float("nan"), float("inf"), float("-inf")]))
                elif kind == 2:
                    buckets = sorted({rng.choice([0.1, 0.25, 1, 2.5, 10, 30, 1e6]) for _ in range(3)})
                    for child in labelled(Histogram(name, help, ["a", "b"], buckets=buckets, registry=registry)):
                        for _ in range(3):
                            child.observe(abs(number()), {"t": "x"} if rng.random() < 0.3 else None)
                elif kind == 3:
                    for child in labelled(Summary(name, help, ["a", "b"], registry=registry)):
                        child.observe(number())
                elif kind == 4:
                    Info(name, help, registry=registry).info({"version": rng.choice(words), "b": "c"})
                else:
                    Enum(name, help, ["a"], states=["on", "off"], registry=registry).labels("x").state("off")
            return registry

        mode, path = sys.argv[1:3]
        with open(path, encoding="utf-8") as file:
            input = json.load(file)
        output = []
        if mode == "read":
            output = [read(document["text"], document["isOpenMetrics"]) for document in input]
        else:
            for seed in input:
                registry = fill(seed)
                for escaping in ["underscores", "allow-utf-8"]:
                    output.append(read(print_text(registry, escaping=escaping).decode(), False))
                    output.append(read(print_openmetrics(registry, escaping=escaping).decode(), True))
        sys.stdout.write(json.dumps(output))
        """#
}
