"""litellm and langchain-anthropic against a served Claude: a plain, a streamed and a tool call each.

Usage: libraries.py BASE_URL. Prints a line for each case and exits 1 if one fails.
"""
import os
import sys
import json
import urllib.request

BASE = sys.argv[1]
MODEL = "claude-haiku-4-5"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LANGSMITH_TRACING"] = "false"

import litellm
from langchain_anthropic import ChatAnthropic
from langchain_core.tools import tool

litellm.telemetry = False
litellm.suppress_debug_info = True
SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "minLength": 2},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        "days": {"type": "integer", "minimum": 1, "maximum": 7},
    },
    "required": ["city", "unit"],
    "additionalProperties": False,
}
failures = []


def check(name, fits, found):
    print(f"{'ok' if fits else 'FAILED'} {name}: {found}")
    if not fits:
        failures.append(name)


def litellm_calls():
    shared = dict(
        model="anthropic/" + MODEL, api_base=BASE, api_key="sk-invented", max_tokens=200,
        extra_headers={"x-preflight-output-tokens": "30"}, messages=[{"role": "user", "content": "What is the weather?"}])
    answer = litellm.completion(**shared)
    check("litellm plain", bool(answer.choices[0].message.content), answer.choices[0].finish_reason)
    check("litellm plain counts output", answer.usage.completion_tokens == 30, answer.usage.completion_tokens)
    pieces = [chunk.choices[0].delta.content or "" for chunk in litellm.completion(stream=True, **shared)]
    check("litellm streamed", len(pieces) > 2 and len("".join(pieces)) > 20, f"{len(pieces)} pieces")
    function = {"type": "function", "function": {"name": "weather", "description": "The weather", "parameters": SCHEMA}}
    answer = litellm.completion(tools=[function], tool_choice="required", **shared)
    call = answer.choices[0].message.tool_calls[0].function
    arguments = json.loads(call.arguments)
    fits = call.name == "weather" and arguments["unit"] in ("celsius", "fahrenheit") and len(arguments["city"]) >= 2
    check("litellm tool", fits and answer.choices[0].finish_reason == "tool_calls", call.arguments)


@tool
def weather(city: str, days: int) -> str:
    """The weather in a city over some days."""
    return "sunny"


def langchain_calls():
    chat = ChatAnthropic(
        model=MODEL, base_url=BASE, api_key="sk-invented", max_tokens=200, max_retries=0,
        default_headers={"x-preflight-output-tokens": "30"})
    answer = chat.invoke("What is the weather?")
    check("langchain plain", bool(answer.content), answer.response_metadata["stop_reason"])
    check("langchain plain counts output", answer.usage_metadata["output_tokens"] == 30, answer.usage_metadata)
    pieces = list(chat.stream("What is the weather?"))
    whole = pieces[0]
    for piece in pieces[1:]:
        whole += piece
    check("langchain streamed", len(pieces) > 2, f"{len(pieces)} pieces")
    check("langchain streamed counts output", whole.usage_metadata["output_tokens"] == 30, whole.usage_metadata)
    answer = chat.bind_tools([weather], tool_choice="any").invoke("What is the weather in Rome?")
    call = answer.tool_calls[0]
    fits = call["name"] == "weather" and isinstance(call["args"]["city"], str) and isinstance(call["args"]["days"], int)
    check("langchain tool", fits, call["args"])


litellm_calls()
langchain_calls()
sys.exit(1 if failures else 0)
