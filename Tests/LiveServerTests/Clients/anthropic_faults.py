"""The official SDK against a served Claude: what it makes of every fault, and how often it tries.

Usage: anthropic_faults.py BASE_URL. Prints a line for each case and exits 1 if one is not as the reference has it.
Classes and counts follow claude-api.md sections 2.3, 3.2 and 4: anthropic-sdk-python `_exceptions.py` from 2.5 on and
before, `_base_client.py` for what is tried again.
"""
import asyncio
import json
import sys
import threading
import urllib.request

import anthropic

BASE = sys.argv[1]
VERSION = tuple(int(part) for part in anthropic.__version__.split(".")[:2])
IS_NEW = VERSION >= (2, 5)
MODEL = "claude-haiku-4-5"
HELLO = dict(model=MODEL, max_tokens=256, messages=[{"role": "user", "content": "Where is my order?"}])
TRANSPORT = "httpx2" if VERSION >= (1, 0) else "httpx"

# fault, class from 2.5 on, class before, status, attempts. The newest SDK has classes for some codes of 429, which are
# RateLimitErrors all the same.
REFUSALS = [
    ("bad-request", "BadRequestError", "BadRequestError", 400, 1),
    ("authentication", "AuthenticationError", "AuthenticationError", 401, 1),
    ("billing", "PaymentRequiredError", "APIStatusError", 402, 1),
    ("permission", "PermissionDeniedError", "PermissionDeniedError", 403, 1),
    ("not-found", "NotFoundError", "NotFoundError", 404, 1),
    ("request-timeout", "RequestTimeoutError", "APIStatusError", 408, 3),
    ("conflict", "ConflictError", "ConflictError", 409, 3),
    ("precondition", "PreconditionFailedError", "APIStatusError", 412, 1),
    ("too-large", "ContentTooLargeError", "RequestTooLargeError", 413, 1),
    ("unprocessable", "UnprocessableEntityError", "UnprocessableEntityError", 422, 1),
    ("rate-limit; retry-after=0", "RateLimitError", "RateLimitError", 429, 3),
    ("spend-cap", "EnforcedSpendLimitReachedError", "RateLimitError", 429, 3),
    ("acceleration; retry-after=0", "RampLimitExceededError", "RateLimitError", 429, 3),
    ("server-error", "InternalServerError", "InternalServerError", 500, 3),
    ("not-implemented", "HTTPNotImplementedError", "InternalServerError", 501, 3),
    ("proxy-error", "InternalServerError", "InternalServerError", 502, 3),
    ("unavailable", "ServiceUnavailableError", "InternalServerError", 503, 3),
    ("gateway-timeout", "GatewayTimeoutError", "InternalServerError", 504, 3),
    ("overloaded", "OverloadedError", "OverloadedError", 529, 3),
    ("reset-before-headers", "APIConnectionError", "APIConnectionError", None, 3),
    ("stall-before-headers", "APITimeoutError", "APITimeoutError", None, 3),
]
# What breaks after the headers: without a stream the body is read within the attempt, and tried again.
PLAIN = [
    ("reset-after-headers", "APIConnectionError", 3),
    ("stall-after-headers", "APITimeoutError", 3),
    ("close-midstream", "APIConnectionError", 3),
    ("reset-midstream", "APIConnectionError", 3),
    ("stall-midstream", "APITimeoutError", 3),
    ("wrong-content-length", "APIConnectionError", 3),
    ("malformed-json", "JSONDecodeError", 1),
    ("cut-stream", "JSONDecodeError", 1),
    ("empty-body", "JSONDecodeError", 1),
    ("slow-drip; bytes=64; every=1", "end_turn", 1),
    ("refusal", "refusal", 1),
    ("pause-turn", "pause_turn", 1),
    ("max-tokens", "max_tokens", 1),
    ("context-window", "model_context_window_exceeded", 1),
]
# With a stream the attempt is over when the headers are there: nothing is tried again, and what breaks is no class of the SDK.
STREAMED = [
    ("reset-after-headers", "ReadError|RemoteProtocolError", 1),
    ("stall-after-headers", "ReadTimeout", 1),
    ("overloaded-midstream", "APIStatusError", 1),
    ("cut-stream", None, 1),
    ("close-midstream", "RemoteProtocolError", 1),
    ("truncated-chunk", "RemoteProtocolError", 1),
    ("reset-midstream", "ReadError|RemoteProtocolError", 1),
    ("stall-midstream", "ReadTimeout", 1),
    ("wrong-content-length; by=100", "RemoteProtocolError", 1),
    ("malformed-json", "JSONDecodeError", 1),
    ("slow-drip; bytes=64; every=1", "end_turn", 1),
    ("unknown-event", "end_turn", 1),
    ("refusal", "refusal", 1),
    ("pause-turn", "pause_turn", 1),
    ("max-tokens", "max_tokens", 1),
    ("context-window", "model_context_window_exceeded", 1),
]

failures = []
seen = {}
lock = threading.Lock()


def expect(name, what, found, wanted):
    """A wanted name may list alternatives: which of two transport errors it is depends on what the kernel tells first."""
    fits = found in wanted.split("|") if isinstance(wanted, str) else found == wanted
    with lock:
        print(f"{'ok' if fits else 'FAILED'} {name}: {what} {found}" + ("" if fits else f", not {wanted}"))
        if not fits:
            failures.append(name)


def options(tag, fault, timeout):
    headers = {"x-preflight-tag": tag, "x-preflight-output-tokens": "40"}
    if fault:
        headers["x-preflight-fault"] = fault
    return dict(extra_headers=headers, timeout=timeout)


def post(path):
    with urllib.request.urlopen(urllib.request.Request(BASE + path, method="POST")) as response:
        response.read()


def outcome(error, message):
    return type(error).__name__ if error is not None else message.stop_reason


def timeout_of(fault):
    # Long enough for a busy machine to take the request before the client gives up.
    return 2.5 if fault and fault.startswith("stall") else 20


def call(client, tag, fault, streamed):
    try:
        if streamed:
            with client.messages.stream(**HELLO, **options(tag, fault, timeout_of(fault))) as stream:
                for _ in stream.text_stream:
                    pass
                return None, stream.get_final_message()
        return None, client.messages.create(**HELLO, **options(tag, fault, timeout_of(fault)))
    except Exception as error:
        return error, None


async def call_async(client, tag, fault, streamed):
    try:
        if streamed:
            async with client.messages.stream(**HELLO, **options(tag, fault, timeout_of(fault))) as stream:
                async for _ in stream.text_stream:
                    pass
                return None, await stream.get_final_message()
        return None, await client.messages.create(**HELLO, **options(tag, fault, timeout_of(fault)))
    except Exception as error:
        return error, None


def judge(tag, fault, streamed, error, message):
    seen[tag] = (error, message)
    for name, new, old, status, attempts in REFUSALS:
        if name == fault:
            expect(tag, "raises", outcome(error, message), new if IS_NEW else old)
            if status == 429:
                expect(tag, "is caught as a rate limit", isinstance(error, anthropic.RateLimitError), True)
            if status is not None:
                expect(tag, "has the status", getattr(error, "status_code", None), status)
            return attempts
    for name, wanted, attempts in STREAMED if streamed else PLAIN:
        if name == fault:
            expect(tag, "comes to", outcome(error, message), wanted)
            if name == "overloaded-midstream":
                expect(tag, "has the status", error.status_code, 200)
                expect(tag, "is of the type", getattr(error, "type", "overloaded_error"), "overloaded_error")
            return attempts
    expect(tag, "comes to", outcome(error, message), "end_turn")
    return 1


def faults(streamed):
    return [None] + [row[0] for row in REFUSALS] + [row[0] for row in (STREAMED if streamed else PLAIN)]


def run_sync(client, wanted):
    threads = []
    for streamed in (False, True):
        for fault in faults(streamed):
            tag = f"sync {'stream' if streamed else 'plain'} {fault or 'healthy'}"

            def work(tag=tag, fault=fault, streamed=streamed):
                attempts = judge(tag, fault, streamed, *call(client, tag, fault, streamed))
                with lock:
                    wanted[tag] = attempts

            threads.append(threading.Thread(target=work))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def run_async(wanted):
    async with anthropic.AsyncAnthropic(base_url=BASE, api_key="sk-invented") as client:

        async def work(tag, fault, streamed):
            wanted[tag] = judge(tag, fault, streamed, *await call_async(client, tag, fault, streamed))

        await asyncio.gather(
            *(
                work(f"async {'stream' if streamed else 'plain'} {fault or 'healthy'}", fault, streamed)
                for streamed in (False, True)
                for fault in faults(streamed)
            )
        )


def main():
    print(f"anthropic {anthropic.__version__} over {TRANSPORT}")
    post("/preflight/reset")
    wanted = {}
    with anthropic.Anthropic(base_url=BASE, api_key="sk-invented") as client:
        run_sync(client, wanted)
    asyncio.run(run_async(wanted))
    with urllib.request.urlopen(BASE + "/preflight/journal") as response:
        entries = json.load(response)["entries"]
    for tag, attempts in sorted(wanted.items()):
        expect(tag, "tries", sum(1 for entry in entries if entry["tag"] == tag), attempts)
    for tag in ("sync plain healthy", "sync stream healthy"):
        usage = seen[tag][1].usage
        expect(tag, "counts output", usage.output_tokens, 40)
    print(f"{len(wanted)} cases, {len(failures)} failed")
    sys.exit(1 if failures else 0)


main()
