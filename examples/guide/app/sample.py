#!/usr/bin/env python3
"""Writes telemetry/metrics.prom and telemetry/calls.jsonl as the service does, from calls that are made up here.

The metrics go through the client library that the service uses, so names, suffixes and buckets are the library's. Each
series is born when something is first counted in it, which is what the library does unless told otherwise. Before the
sample is taken every class of error is forced once on each model and feature, so that the sample shows the series that
exist after an incident; the totals are those of 8,000 calls. Prompts and answers are as long as those of chats in public
traces (AzurePublicDataset 2023: input median 1,020 tokens, output 129).

    python3 examples/guide/app/sample.py        needs prometheus-client
"""

import hashlib
import hmac
import json
import math
import pathlib
import random
from datetime import datetime, timedelta, timezone

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest

disable_created_metrics()
HERE = pathlib.Path(__file__).resolve().parent.parent
VERSION = "2026.11.1"
FEATURES = ["answer", "summarise"]
# Share of the calls, then dollars a million tokens: input, output, written to the cache, read from it.
MODELS = {
    "claude-haiku-4-5": (0.8, 1.0, 5.0, 1.25, 0.10),
    "claude-sonnet-4-6": (0.2, 3.0, 15.0, 3.75, 0.30),
}
# A shared system prompt, longer than what either model caches at all.
PREFIX_TOKENS = 6000
ERROR_TYPES = ["rate_limit_error", "overloaded_error", "api_error", "timeout", "model_context_window_exceeded",
               "invalid_tool_call", "malformed_output"]
STATUS_OF = {"rate_limit_error": "429", "overloaded_error": "529", "api_error": "500", "timeout": "504",
             "model_context_window_exceeded": "200", "invalid_tool_call": "200", "malformed_output": "200"}
RETRIED = {"rate_limit_error", "overloaded_error", "api_error", "timeout"}
CALLS = 8000
LOGGED = 120

registry = CollectorRegistry()
requests = Counter("claude_requests_count", "Requests to Claude, by outcome", ["model", "feature", "status", "version"],
                   registry=registry)
errors = Counter("claude_errors_count", "Failed requests, by class", ["model", "feature", "error_type"], registry=registry)
attempts = Counter("claude_attempts_count", "Attempts, retries included, by status code", ["model", "feature", "status"],
                   registry=registry)
ttft = Histogram("claude_latency_ttft_ms", "Time to first token in milliseconds", ["model", "feature"],
                 buckets=[100, 250, 500, 1000, 2000, 3000, 5000, 8000, 12000, 30000], registry=registry)
total = Histogram("claude_latency_total_ms", "Time to the last token in milliseconds", ["model", "feature"],
                  buckets=[500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, 30000, 60000], registry=registry)
tokens = {kind: Counter(f"claude_tokens_{kind}", f"{kind.replace('_', ' ')} tokens", ["model", "feature"], registry=registry)
          for kind in ("input", "output", "cache_read", "cache_creation")}
cost = Counter("claude_cost_usd", "Spend in US dollars", ["model", "feature"], registry=registry)
hit_rate = Gauge("claude_cache_hit_rate", "Share of input tokens read from the prompt cache, of the last five minutes",
                 ["model", "feature"], registry=registry)
checked = Counter("answers_checked", "Answers checked for a citation", ["feature"], registry=registry)
cited = Counter("answers_cited", "Answers that cite a passage they were given", ["feature"], registry=registry)
retrieval = Histogram("qdrant_query_seconds", "Vector store query latency",
                      buckets=[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registry=registry)
retrieval_errors = Counter("qdrant_errors", "Failed vector store queries", registry=registry)
whole = Histogram("answer_request_seconds", "Whole request, retrieval and waiting included", ["feature"],
                  buckets=[0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60], registry=registry)

rng = random.Random(20261120)
rows = []
clock = datetime(2026, 11, 20, 9, 0, tzinfo=timezone.utc)


def lognormal(median, p95):
    return median * math.exp(rng.gauss(0, math.log(p95 / median) / 1.645))


def keyed(text):
    """A keyed hash: without the key nobody can try prompts until one fits."""
    return hmac.new(b"of this example only", text.encode(), hashlib.sha256).hexdigest()


def identifier():
    return "req_011" + "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", k=21))


def call(model, feature, error=None):
    """One request of a user: the vector store, then Claude; counted and logged."""
    global clock
    clock += timedelta(milliseconds=round(rng.expovariate(1) * 250))
    seconds = lognormal(0.04, 0.12)
    retrieval.observe(round(seconds, 6))
    tries = 3 if error in RETRIED else 1
    row = {
        "timestamp": clock.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "error" if error else "info", "event": "llm_call", "request_id": identifier(),
        "user_id": keyed(f"user {rng.randrange(400)}")[:24], "tenant": f"tn-{rng.randrange(1, 41):03d}",
        "conversation_id": keyed(f"conversation {rng.random()}")[:16], "model": model, "feature": feature,
        "streaming": True, "status": "error" if error else "ok",
    }
    requests.labels(model, feature, row["status"], VERSION).inc()
    for _ in range(tries):
        attempts.labels(model, feature, STATUS_OF[error] if error else "200").inc()
    if error:
        errors.labels(model, feature, error).inc()
        duration = round(lognormal(4000, 9000))
        row.update(latency_ms=duration, error_type=error)
    else:
        _, input_price, output_price, write_price, read_price = MODELS[model]
        first = round(lognormal(650, 1900))
        answer = round(lognormal(129, 500))
        fresh = round(lognormal(1020, 3500))
        cached = rng.random() < 0.99
        read, written = (PREFIX_TOKENS, 0) if cached else (0, PREFIX_TOKENS)
        duration = first + round(answer * 1000 / rng.uniform(65, 95))
        dollars = (fresh * input_price + answer * output_price + written * write_price + read * read_price) / 1e6
        ttft.labels(model, feature).observe(first)
        for kind, count in zip(tokens, (fresh, answer, read, written)):
            tokens[kind].labels(model, feature).inc(count)
        cost.labels(model, feature).inc(dollars)
        checked.labels(feature).inc()
        if rng.random() < 0.97:
            cited.labels(feature).inc()
        row.update(input_tokens=fresh, output_tokens=answer, cache_read_tokens=read, cache_creation_tokens=written,
                   ttft_ms=first, latency_ms=duration, cost_usd=round(dollars, 9), stop_reason="end_turn", tool_names=[])
    row.update(thinking=False, prompt_hash=keyed(row["request_id"]), attempts=tries)
    total.labels(model, feature).observe(duration)
    whole.labels(feature).observe(round(seconds + duration / 1000, 3))
    rows.append(row)


def pick_model():
    return rng.choices(list(MODELS), [share for share, *_ in MODELS.values()])[0]


def main():
    for number in range(CALLS):
        call(pick_model(), rng.choices(FEATURES, [0.7, 0.3])[0])
        # The log keeps a few failures of the day; the metrics get theirs from the forcing below.
        if number == LOGGED // 2:
            for error in ERROR_TYPES:
                for feature in FEATURES:
                    for model in MODELS:
                        call(model, feature, error)
    retrieval_errors.inc()
    for feature in FEATURES:
        for model in MODELS:
            sums = {kind: tokens[kind].labels(model, feature)._value.get() for kind in tokens}
            hit_rate.labels(model, feature).set(
                round(sums["cache_read"] / (sums["input"] + sums["cache_read"] + sums["cache_creation"]), 4))
    (HERE / "telemetry/metrics.prom").write_bytes(generate_latest(registry))
    with open(HERE / "telemetry/calls.jsonl", "w", encoding="utf-8") as log:
        for row in rows[:LOGGED + len(ERROR_TYPES) * len(FEATURES) * len(MODELS)]:
            log.write(json.dumps(row) + "\n")
    spent = sum(row.get("cost_usd", 0) for row in rows)
    print(f"{len(rows)} requests, {spent:.2f} USD, {spent / CALLS * 1000:.2f} USD a thousand answered calls")


if __name__ == "__main__":
    main()
