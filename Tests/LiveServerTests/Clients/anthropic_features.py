"""The official SDK uses what the API has: tools, structured output, thinking, caching, counting, models, batches, errors.

Usage: anthropic_features.py BASE_URL. Prints a line for each case and exits 1 if one fails.
"""
import json
import sys
import time
import urllib.error
import urllib.request

import anthropic

BASE = sys.argv[1]
HAIKU, SONNET, OPUS = "claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-5-5"
SCHEMA = {
    "type": "object",
    "properties": {
        "order": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$"},
        "items": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 3},
        "express": {"type": "boolean"},
    },
    "required": ["order", "items", "express"],
    "additionalProperties": False,
}
# Of answers, unlike of tools, the API takes no schema with bounds.
OUTPUT_SCHEMA = {**SCHEMA, "properties": {**SCHEMA["properties"], "items": {"type": "array", "items": {"type": "integer"}}}}
TOOL = {"name": "find_order", "description": "Finds an order", "input_schema": SCHEMA}
failures = []


def check(name, fits, found=""):
    print(f"{'ok' if fits else 'FAILED'} {name}: {found}")
    if not fits:
        failures.append(name)


def fits_output_schema(value):
    return (
        set(value) == {"order", "items", "express"} and len(value["order"]) == 6 and value["order"][:2].isupper()
        and all(isinstance(item, int) for item in value["items"]) and isinstance(value["express"], bool))


def fits_schema(value):
    return fits_output_schema(value) and 1 <= len(value["items"]) <= 3 and all(item >= 1 for item in value["items"])


def ask(text, **extra):
    return dict(max_tokens=512, messages=[{"role": "user", "content": text}], **extra)


def text(client):
    message = client.messages.create(model=HAIKU, **ask("Hello"))
    check("plain names the dated model", message.model == "claude-haiku-4-5-20251001", message.model)
    check("plain has text", message.content[0].type == "text" and message.content[0].text, message.stop_reason)
    raw = client.messages.with_raw_response.create(model=HAIKU, **ask("Hello"))
    check("the request id is a header", raw.headers["request-id"].startswith("req_"), raw.headers["request-id"])
    check("limits are headers", int(raw.headers["anthropic-ratelimit-requests-limit"]) == 1000)


def streams(client):
    events = []
    with client.messages.stream(model=HAIKU, **ask("Hello")) as stream:
        for event in stream:
            events.append(event.type)
        final = stream.get_final_message()
    check("a stream begins with message_start", events[0] == "message_start", events[:3])
    check("a stream ends with message_stop", events[-1] == "message_stop", events[-2:])
    check("a stream has usage", final.usage.output_tokens > 0 and final.stop_reason == "end_turn", final.usage.output_tokens)


def tools(client):
    for streamed in (False, True):
        call = ask("Where is order AB1234?", model=SONNET, tools=[TOOL], tool_choice={"type": "any"})
        if streamed:
            with client.messages.stream(**call) as stream:
                message = stream.get_final_message()
        else:
            message = client.messages.create(**call)
        use = [block for block in message.content if block.type == "tool_use"]
        name = f"a tool is called {'streamed' if streamed else 'plain'}"
        check(name, message.stop_reason == "tool_use" and len(use) >= 1, message.stop_reason)
        check(name + " with arguments that fit", all(fits_schema(block.input) for block in use), use[0].input)
    answer = client.messages.create(
        model=SONNET, max_tokens=256, tools=[TOOL],
        messages=[
            {"role": "user", "content": "Where is order AB1234?"},
            {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in message.content]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": block.id, "content": "on its way"} for block in use]},
        ])
    check("the result of a tool is answered", answer.stop_reason == "end_turn", answer.stop_reason)


def structured(client):
    message = client.messages.create(
        model=SONNET, extra_body={"output_config": {"format": {"type": "json_schema", "schema": OUTPUT_SCHEMA}}},
        **ask("Read the order"))
    value = json.loads(message.content[0].text)
    check("structured output fits its schema", fits_output_schema(value), value)
    try:
        client.messages.create(
            model=SONNET, extra_body={"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}},
            **ask("Read the order"))
        check("a schema with bounds is refused", False)
    except anthropic.BadRequestError as error:
        check("a schema with bounds is refused", "not supported" in str(error), error.status_code)


def thinking(client):
    with client.messages.stream(
        model=HAIKU, max_tokens=4096, thinking={"type": "enabled", "budget_tokens": 2048},
        messages=[{"role": "user", "content": "Think"}]) as stream:
        message = stream.get_final_message()
    block = message.content[0]
    check("thinking comes first, signed", block.type == "thinking" and block.signature, block.type)
    details = getattr(message.usage, "output_tokens_details", None)
    counted = details["thinking_tokens"] if isinstance(details, dict) else getattr(details, "thinking_tokens", None)
    check("thinking is counted", counted is None or 0 < counted <= message.usage.output_tokens, counted)


def caching(client):
    system = [{"type": "text", "text": "rules " * 6000, "cache_control": {"type": "ephemeral"}}]
    first = client.messages.create(model=SONNET, system=system, **ask("one")).usage
    second = client.messages.create(model=SONNET, system=system, **ask("another question")).usage
    check("the first request writes", first.cache_creation_input_tokens > 1024 and first.cache_read_input_tokens == 0, first.cache_creation_input_tokens)
    check(
        "the second reads what the first wrote", second.cache_read_input_tokens == first.cache_creation_input_tokens,
        second.cache_read_input_tokens)
    counted = client.messages.count_tokens(
        model=SONNET, system=system, messages=[{"role": "user", "content": "another question"}])
    whole = second.input_tokens + second.cache_read_input_tokens + second.cache_creation_input_tokens
    check("count_tokens says what usage says", counted.input_tokens == whole, f"{counted.input_tokens} and {whole}")


def models(client):
    ids = [model.id for model in client.models.list(limit=5)]
    check("all pages of models", SONNET in ids and OPUS in ids and len(ids) == len(set(ids)), len(ids))
    check("a model by its alias", client.models.retrieve(HAIKU).id == "claude-haiku-4-5-20251001")
    try:
        client.models.retrieve("claude-nothing")
        check("an unknown model is not found", False)
    except anthropic.NotFoundError as error:
        check("an unknown model is not found", error.status_code == 404, error.body)


def batches(client):
    def entry(name, **params):
        return {"custom_id": name, "params": dict(model=HAIKU, **{**ask("Hello"), **params})}

    batch = client.messages.batches.create(requests=[entry("first"), entry("second"), entry("wrong", max_tokens=-1)])
    check("a batch is in progress", batch.processing_status == "in_progress" and batch.request_counts.processing == 3)
    for _ in range(200):
        batch = client.messages.batches.retrieve(batch.id)
        if batch.processing_status == "ended":
            break
        time.sleep(0.05)
    counts = batch.request_counts
    check("a batch ends", (counts.succeeded, counts.errored) == (2, 1), counts)
    results = {result.custom_id: result.result for result in client.messages.batches.results(batch.id)}
    check("results by name", set(results) == {"first", "second", "wrong"}, sorted(results))
    check("a batch's message", results["first"].message.usage.service_tier == "batch")
    check("a batch's error", results["wrong"].error.error.type == "invalid_request_error", results["wrong"].error.error.message)
    other = client.messages.batches.create(requests=[entry(f"request-{number}") for number in range(1000)])
    client.messages.batches.cancel(other.id)
    for _ in range(200):
        other = client.messages.batches.retrieve(other.id)
        if other.processing_status == "ended":
            break
        time.sleep(0.05)
    check("a batch is canceled", other.request_counts.canceled == 1000, other.request_counts)
    check("batches are listed", {batch.id, other.id} <= {one.id for one in client.messages.batches.list(limit=1)})
    client.messages.batches.delete(batch.id)
    check("a batch is deleted", batch.id not in {one.id for one in client.messages.batches.list()})


def refusals(client):
    cases = [
        ("no model of that name", dict(model="claude-none"), anthropic.NotFoundError, "model: claude-none"),
        ("max_tokens missing", dict(max_tokens=anthropic.NOT_GIVEN), anthropic.BadRequestError, "max_tokens: Field required"),
        ("no messages", dict(messages=[]), anthropic.BadRequestError, "messages: at least one message is required"),
        ("an unknown field", dict(extra_body={"colour": "red"}), anthropic.BadRequestError, "colour: Extra inputs are not permitted"),
        ("too much output", dict(max_tokens=64001, stream=True), anthropic.BadRequestError, "max_tokens: 64001 > 64000"),
    ]
    for name, change, kind, words in cases:
        call = {**dict(model=HAIKU), **ask("Hello"), **change}
        call = {key: value for key, value in call.items() if value is not anthropic.NOT_GIVEN}
        body = {key: value for key, value in call.items() if key != "extra_body"} | call.get("extra_body", {})
        try:
            client.post("/v1/messages", body=body, cast_to=object)
            check(name, False, "was answered")
        except anthropic.APIStatusError as error:
            fits = isinstance(error, kind) and words in str(error.body)
            check(name, fits, error.body)
            check(name + " has one id", error.body["request_id"] == error.request_id, error.request_id)


def headers():
    def status(**headers):
        body = json.dumps(dict(model=HAIKU, **ask("Hello"))).encode()
        request = urllib.request.Request(BASE + "/v1/messages", data=body, headers=headers)
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return error.code

    old, new = {"anthropic-version": "2023-06-01"}, {"anthropic-version": "2026-10-21"}
    key, bearer = {"x-api-key": "sk-invented"}, {"authorization": "Bearer sk-invented"}
    for name, found, wanted in [
        ("the old version with a key", status(**old, **key), 200), ("the new version with a key", status(**new, **key), 200),
        ("the old version with a bearer", status(**old, **bearer), 200),
        ("the new version with a bearer", status(**new, **bearer), 200), ("no version", status(**key), 400),
        ("no such version", status(**{"anthropic-version": "2024-01-01"}, **key), 400), ("no credentials", status(**new), 401),
    ]:
        check(name, found == wanted, found)


def ledger_balances(client):
    """Everything that messages said of their use is in the ledger, to the last token."""
    urllib.request.urlopen(urllib.request.Request(BASE + "/preflight/reset", method="POST")).read()
    used = dict(inputTokens=0, outputTokens=0, cacheReadTokens=0)
    for number in range(40):
        usage = client.messages.create(model=HAIKU, **ask("Hello " * (number + 1))).usage
        used["inputTokens"] += usage.input_tokens
        used["outputTokens"] += usage.output_tokens
        used["cacheReadTokens"] += usage.cache_read_input_tokens
    total = json.load(urllib.request.urlopen(BASE + "/preflight/ledger"))["total"]
    check("the ledger balances", {key: total[key] for key in used} == used and total["requests"] == 40, total)


print(f"anthropic {anthropic.__version__}")
# Answers of one length: what is drawn might not fit into max_tokens.
length = {"x-preflight-output-tokens": "80"}
with anthropic.Anthropic(base_url=BASE, api_key="sk-invented", max_retries=0, default_headers=length) as client:
    for part in (text, streams, tools, structured, thinking, caching, models, batches, refusals, ledger_balances):
        try:
            part(client)
        except Exception as error:
            check(part.__name__, False, f"{type(error).__name__}: {error}")
    headers()
sys.exit(1 if failures else 0)
