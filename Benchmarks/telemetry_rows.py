#!/usr/bin/env python3
"""Writes telemetry rows of services that call a model, with personal data and keys planted, and where they are.

    python Benchmarks/telemetry_rows.py --bytes 4000000 --seed 1 --half held-out --hit-rate 0.5 \\
        --rows rows.jsonl --labels labels.jsonl
    python Benchmarks/telemetry_rows.py --bytes 2000000 --seed 1 --half held-out --clean-class timestamps \\
        --rows rows.jsonl --labels labels.jsonl

Everything planted is invented. The rows come from two halves, `telemetry_tune.py` and `telemetry_held_out.py`, which
share no template and no list of value shapes: rules may be tuned on the first and are judged on the second. Neither was
written with the rules of any detector at hand. A seed gives the same bytes with every version of Python.

Labels are JSON lines, one for each planted value, in file order:

    line, column_start, column_end   bytes from 1; the end is the column after the last byte of the value, as it stands
                                     in the file: escapes such as \\u0040 or \\n count with all their bytes
    type                             one of TYPES
    validated                        the type has a checksum or a shape that decides (VALIDATED, and the keys of VENDORS)
    reserved                         the value is set aside for documentation, tests or private networks: to report it
                                     is as right as not to, and it counts neither way
    shape, place                     which pattern it was made by, and whether it stands in text or in a field

`score(labels, hits)` compares hits with them. A hit of the same type matches if they overlap by half of what they cover
together (for keys, tokens and credentials, at all); a hit that matches no label is false, a label without a hit is
missed.

What tests of a detector should ask on the held-out half, seeds of their own choice:

    --bytes 8000000 --hit-rate 0.5      precision >= 0.99 for every type; recall >= 0.98 for VALIDATED, 1.0 for VENDORS
    --bytes 4000000 --clean-class EACH  of CLEAN_CLASSES: at most 0.5 hits a megabyte of types in TYPES

From another Python program: `import telemetry_rows`, `telemetry_rows.generate(...)`, `telemetry_rows.score(...)`.
"""

import argparse
import base64
import collections
import functools
import importlib
import json
import pathlib
import re
import sys
import zlib

# Types whose values carry a checksum, or a shape that leaves no doubt.
VALIDATED = ("email", "card", "iban", "us_ssn", "ipv4", "ipv6", "mac", "jwt", "pem")
# Keys by the vendor that issues them; each has a published prefix, and most a fixed length.
VENDORS = ("anthropic", "openai", "aws", "github", "gitlab", "google", "slack", "stripe", "huggingface", "npm", "pypi",
           "sendgrid", "grafana", "langfuse", "digitalocean")
# Types for which the surroundings decide.
CONTEXTUAL = ("phone", "aws_secret", "url_credentials")
TYPES = VALIDATED + VENDORS + CONTEXTUAL
# What looks like one of them and is none.
CLEAN_CLASSES = ("numeric-ids", "luhn-ids", "timestamps", "counters", "hex-hashes", "base64", "uuids", "versions",
                 "trace-ids", "model-ids", "request-ids", "packages", "decorators", "user-at-host", "image-names",
                 "prices", "coordinates", "order-numbers", "handles", "symbols", "masked", "prose")
HALVES = {"tune": "telemetry_tune", "held-out": "telemetry_held_out"}

# Who points at the start of a key, or at the password in a URL, has found it.
MATCHED_BY_ANY_OVERLAP = VENDORS + ("pem", "jwt", "aws_secret", "url_credentials")

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ALPHABETS = {
    "d": "0123456789",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "b62": BASE62,
    "b64": BASE62 + "+/",
    "url": BASE62 + "-_",
    "b32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "up": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "UP": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "low": "abcdefghijklmnopqrstuvwxyz",
    "alpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
}
MASK = (1 << 64) - 1

# Account parts of the IBAN registry (SWIFT, ISO 13616): n digits, a capitals, c capitals or digits.
IBAN_STRUCTURES = {
    "AE": "19n", "AT": "16n", "BE": "12n", "BG": "4a6n8c", "BR": "23n1a1c", "CH": "5n12c", "CY": "8n16c", "CZ": "20n",
    "DE": "18n", "DK": "14n", "EE": "16n", "ES": "20n", "FI": "14n", "FR": "10n11c2n", "GB": "4a14n", "GR": "7n16c",
    "HR": "17n", "HU": "24n", "IE": "4a14n", "IL": "19n", "IT": "1a10n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c",
    "MT": "4a5n18c", "NL": "4a10n", "NO": "11n", "PL": "24n", "PT": "21n", "RO": "4a16c", "SA": "2n18c", "SE": "20n",
    "SI": "15n", "SK": "20n", "TR": "6n16c",
}


class Random:
    """SplitMix64 (Steele, Lea and Flood, 2014): the standard library promises no sequence across its versions."""

    __slots__ = ("state",)

    def __init__(self, seed):
        self.state = seed & MASK

    def bits(self):
        self.state = mixed = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def below(self, limit):
        return self.bits() % limit

    def between(self, low, high):
        return low + self.bits() % (high - low + 1)

    def pick(self, choices):
        return choices[self.bits() % len(choices)]

    def chance(self, share):
        return self.bits() >> 32 < int(share * 4294967296)

    def chars(self, alphabet, count):
        size, out = len(alphabet), []
        while len(out) < count:
            drawn = self.bits()
            for _ in range(min(10, count - len(out))):
                drawn, index = divmod(drawn, size)
                out.append(alphabet[index])
        return "".join(out)


# Values ---------------------------------------------------------------------------------------------------------------

def luhn_digit(digits):
    """The digit that completes a number (ISO/IEC 7812-1)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(random, prefixes, grouping):
    lengths = [int(length) for length in re.findall(r"\d+", grouping)]
    separators = re.findall(r"\D", grouping) + [""]
    prefix = random.pick(prefixes)
    digits = prefix + random.chars("0123456789", sum(lengths) - len(prefix) - 1)
    digits += luhn_digit(digits)
    parts, start = [], 0
    for length, separator in zip(lengths, separators):
        parts.append(digits[start:start + length] + separator)
        start += length
    return "".join(parts)


def iban(random, countries, form):
    country = random.pick(countries)
    alphabets = {"n": "0123456789", "a": ALPHABETS["up"], "c": ALPHABETS["UP"]}
    account = "".join(random.chars(alphabets[kind], int(count))
                      for count, kind in re.findall(r"(\d+)(\w)", IBAN_STRUCTURES[country]))
    number = int("".join(str(int(letter, 36)) for letter in account + country + "00"))
    whole = f"{country}{98 - number % 97:02d}{account}"
    if form == "lower":
        return whole.lower()
    separator = {"compact": "", "spaced": " ", "dashed": "-"}[form]
    return separator.join(whole[start:start + 4] for start in range(0, len(whole), 4))


def social_security_number(random, separator):
    """Ranges that the Social Security Administration has issued from; never the numbers of advertisements."""
    area = random.between(1, 898)
    area = 899 if area == 666 else area
    return separator.join((f"{area:03d}", f"{random.between(1, 99):02d}", f"{random.between(1, 9999):04d}"))


def public_ipv4(random):
    while True:
        first, second, third, fourth = (random.between(1, 223), random.below(256), random.below(256),
                                        random.between(1, 254))
        special = (first in (10, 127) or first == 100 and 64 <= second < 128 or first == 169 and second == 254
                   or first == 172 and 16 <= second < 32 or first == 192 and second in (0, 88, 168)
                   or first == 198 and second in (18, 19, 51) or first == 203 and second == 0)
        if not special:
            return f"{first}.{second}.{third}.{fourth}"


def public_ipv6(random, form):
    """In 2000::/3 and outside 2001:db8::/32, which is for documentation."""
    prefix = random.pick(("2a01", "2a02", "2600", "2804", "2409", "2c0f"))
    groups = [prefix] + [f"{random.between(1, 0xffff):x}" for _ in range(7)]
    if form == "full":
        return ":".join(group.zfill(4) for group in groups)
    if form == "upper":
        return ":".join(groups).upper()
    if form == "plain":
        return ":".join(groups)
    if form == "middle":
        return ":".join(groups[:3]) + "::" + ":".join(groups[6:])
    return ":".join(groups[:4]) + "::" + f"{random.between(1, 0xfff):x}"


def mac(random, separator, form):
    # The second-lowest bit of the first octet is clear: an address that a manufacturer gave.
    octets = [f"{random.below(64) * 4:02x}"] + [f"{random.below(256):02x}" for _ in range(5)]
    if separator == ".":
        joined = "".join(octets)
        text = ".".join(joined[start:start + 4] for start in (0, 4, 8))
    else:
        text = separator.join(octets)
    return text.upper() if form == "upper" else text


def unpadded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(random, algorithm, claims, half):
    """A token whose first two parts decode to JSON (RFC 7519); the signature is random."""
    header = {"alg": algorithm, "typ": "JWT"}
    if random.chance(0.5):
        header["kid"] = random.chars(ALPHABETS["hex"], 16)
    issued = random.between(1_760_000_000, 1_790_000_000)
    payload = {"iat": issued, "exp": issued + 3600}
    for claim in claims.split(","):
        payload[claim] = {
            "sub": lambda: random.chars(BASE62, 12), "iss": lambda: f"https://login.{random.pick(half.DOMAINS)}/",
            "jti": lambda: random.chars(ALPHABETS["hex"], 24), "role": lambda: random.pick(("admin", "member", "viewer")),
            "scope": lambda: "openid profile offline_access", "tenant": lambda: random.below(100_000),
            "aud": lambda: ["chat-api", "billing"], "name": lambda: f"{random.pick(half.FIRST)} {random.pick(half.LAST)}",
        }[claim]()
    size = {"HS256": 43, "HS512": 86, "ES256": 86, "EdDSA": 86, "RS256": 342, "PS256": 342}[algorithm]
    dump = functools.partial(json.dumps, separators=(",", ":"))
    parts = (unpadded(dump(header).encode()), unpadded(dump(payload).encode()), random.chars(ALPHABETS["url"], size))
    return ".".join(parts)


def pem(random, title, lines, form):
    body = [random.chars(ALPHABETS["b64"], 64) for _ in range(lines)] + [random.chars(ALPHABETS["b64"], 42) + "=="]
    if form == "cut":
        return "\n".join([f"-----BEGIN {title}-----"] + body[:-1])
    separator = {"lines": "\n", "windows": "\r\n", "flat": " "}[form]
    return separator.join([f"-----BEGIN {title}-----"] + body + [f"-----END {title}-----"])


def with_checksum(random, count):
    """Characters and their CRC-32 in base 62, as tokens of GitHub and npm end."""
    body = random.chars(BASE62, count)
    number, tail = zlib.crc32(body.encode()), ""
    while len(tail) < 6:
        number, index = divmod(number, 62)
        tail = BASE62[index] + tail
    return body + tail


def luhn_number(random, count, prefix):
    digits = prefix + random.chars("0123456789", count - len(prefix) - 1)
    return digits + luhn_digit(digits)


def moment(random):
    """A second of November 2026, as its six numbers."""
    drawn = random.bits()
    drawn, second = divmod(drawn, 60)
    drawn, minute = divmod(drawn, 60)
    drawn, hour = divmod(drawn, 24)
    drawn, day = divmod(drawn, 30)
    return day + 1, hour, minute, second, drawn % 1_000_000_000


def iso(random, fraction, suffix):
    day, hour, minute, second, rest = moment(random)
    text = f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"
    return text + (f".{rest:09d}"[:fraction + 1] if fraction else "") + suffix


def numbered(argument, default):
    return [int(part) for part in (argument or default).split("-")]


# Slots: what `<name:argument>` in a template stands for ---------------------------------------------------------------

def slot(name, argument, half):
    """A function from a generator of random numbers to text."""
    if name in ALPHABETS:
        alphabet, count = ALPHABETS[name], int(argument)
        return lambda random: random.chars(alphabet, count)
    if name == "id":  # digits without a leading zero
        count = int(argument)
        return lambda random: str(1 + random.below(9)) + random.chars("0123456789", count - 1)
    if name == "int":
        low, high = numbered(argument, "0-9999")
        return lambda random: str(random.between(low, high))
    if name == "int0":  # of fixed width
        count = int(argument)
        return lambda random: f"{random.below(10 ** count):0{count}d}"
    if name == "float":
        decimals = int(argument or 3)
        return lambda random: f"{random.below(5000)}.{random.below(10 ** decimals):0{decimals}d}"
    if name == "ratio":
        return lambda random: f"0.{random.below(10 ** 16):016d}"
    if name == "pick":
        choices = argument.split("|")
        return lambda random: random.pick(choices)
    if name == "list":
        choices = half.LISTS[argument]
        return lambda random: random.pick(choices)
    if name == "blob":  # slices of one random text: long, cheap and not repeated exactly
        low, high = numbered(argument, "100-300")
        return lambda random: half.pool[(start := random.below(30_000)):start + random.between(low, high)]
    if name == "epoch":
        scale = {"s": 1, "ms": 1000, "us": 10 ** 6, "ns": 10 ** 9}[argument]
        return lambda random: str(random.between(1_763_000_000 * scale, 1_796_000_000 * scale))
    if name == "iso":
        fraction, suffix = {"s": (0, "Z"), "ms": (3, "Z"), "us": (6, "Z"), "ns": (9, "Z"), "offset": (3, "+01:00"),
                            "python": (6, "+00:00")}[argument]
        return lambda random: iso(random, fraction, suffix)
    if name == "clock":
        return lambda random: iso(random, 3, "")[11:]
    if name == "date":
        return lambda random: iso(random, 0, "")[:10]
    if name == "uuid":
        return lambda random: "-".join((f"{random.below(1 << 32):08x}", f"{random.below(1 << 16):04x}",
                                        f"4{random.below(1 << 12):03x}", f"a{random.below(1 << 12):03x}",
                                        f"{random.below(1 << 48):012x}"))
    if name == "luhn":
        count, prefixes = argument.split("|")
        return lambda random: luhn_number(random, int(count), random.pick(prefixes.split(",")))
    if name == "first":
        return lambda random: random.pick(half.FIRST)
    if name == "last":
        return lambda random: random.pick(half.LAST)
    if name == "fn":  # the same as they stand in addresses
        return lambda random: random.pick(half.FIRST).lower()
    if name == "ln":
        return lambda random: random.pick(half.LAST).lower()
    if name == "tag":
        return lambda random: f"<{argument}>"
    if name == "domain":
        return lambda random: random.pick(half.DOMAINS)
    # Planted values.
    parts = (argument or "").split("|")
    if name == "card":
        return lambda random: card(random, parts[0].split(","), parts[1])
    if name == "iban":
        return lambda random: iban(random, parts[0].split(","), parts[1])
    if name == "ssn":
        return lambda random: social_security_number(random, parts[0])
    if name == "ipv4":
        return public_ipv4
    if name == "ipv6":
        return lambda random: public_ipv6(random, parts[0])
    if name == "mac":
        return lambda random: mac(random, parts[0], parts[1])
    if name == "jwt":
        return lambda random: jwt(random, parts[0], parts[1], half)
    if name == "pem":
        return lambda random: pem(random, parts[0], int(parts[1]), parts[2])
    if name == "crc":
        return lambda random: with_checksum(random, int(parts[0]))
    raise ValueError(f"no slot is called {name}")


SLOT = re.compile(r"<(#?[A-Za-z][A-Za-z0-9]*)(?::([^<>\"]*?))?>")
# The same after `marked` and any number of JSON encodings.
MARKED_SLOT = re.compile(r"<(#?[A-Za-z][A-Za-z0-9]*)(?::([^<>\"]*?))?(\\*)\">")
NUMBER = re.compile(r"\\*\"(<#[^<>\"]*\">)\\*\"")
EXTRA = re.compile(r"(\\*)\"<extra\\*\">\\*\": ?0")

# Escapes that encoders of other languages write and Python's does not: they stand in templates as control characters.
FOREIGN_ESCAPES = (("u0001", "u0040"), ("u0002", "u003c"), ("u0003", "u003e"), ("u0004", "u0026"))
Style = collections.namedtuple("Style", "separators ascii")
STYLES = {
    "pino": Style((",", ":"), False),
    "python": Style((", ", ": "), True),
    "spaced": Style((", ", ": "), False),
    "ascii": Style((",", ":"), True),
}


class Hole:
    """Where a row gets its text, its extra fields or its planted value, and how deep in JSON strings that is."""

    __slots__ = ("name", "depth")

    def __init__(self, name, depth):
        self.name, self.depth = name, depth


def escaped(text, depth, style):
    for _ in range(depth):
        text = json.dumps(text, ensure_ascii=style.ascii)[1:-1]
    if depth:
        for placeholder, escape in FOREIGN_ESCAPES:
            text = text.replace("\\" + placeholder, "\\" + escape)
    return text


def dumped(value, style):
    """JSON of a template; `{"$json": value}` is a string that holds JSON, `$json-line` one that ends its line."""
    def prepared(node):
        if isinstance(node, dict):
            if "$json" in node:
                return dumped(node["$json"], style)
            if "$json-line" in node:
                return dumped(node["$json-line"], style) + "\n"
            return {marked(key): prepared(child) for key, child in node.items()}
        if isinstance(node, list):
            return [prepared(child) for child in node]
        return marked(node) if isinstance(node, str) else node

    def encode(node):
        text = json.dumps(node, ensure_ascii=style.ascii, separators=style.separators)
        for placeholder, escape in FOREIGN_ESCAPES:
            text = text.replace("\\" + placeholder, "\\" + escape)
        return text

    return encode(prepared(value))


def marked(text):
    """A quotation mark in every slot: the backslashes it gathers tell how often it was encoded."""
    return SLOT.sub(lambda found: found.group(0)[:-1] + '">', text)


def compiled(text, half, depth_offset=0):
    """Literal texts, slots and holes in order, from JSON with marked slots."""
    text = NUMBER.sub(lambda found: found.group(1), text)
    items, position = [], 0
    for found in MARKED_SLOT.finditer(text):
        items.append(text[position:found.start()])
        position = found.end()
        name, argument, backslashes = found.group(1).lstrip("#"), found.group(2), found.group(3)
        if name in ("P", "text"):
            items.append(Hole(name, (len(backslashes) + 1).bit_length() - 1 + depth_offset))
        else:
            items.append(slot(name, argument, half))
    items.append(text[position:])
    return [item for item in items if item != ""]


class Half:
    """One half's templates, compiled as they are first needed."""

    def __init__(self, name, seed):
        module = importlib.import_module(HALVES[name])
        self.FIRST, self.LAST, self.DOMAINS, self.LISTS = module.FIRST, module.LAST, module.DOMAINS, module.LISTS
        self.pool = Random(seed ^ 0x5EED).chars(ALPHABETS["b64"], 31_000)
        self.negatives = module.NEGATIVES
        assert sorted(module.PLANTS) == sorted(TYPES), set(module.PLANTS) ^ set(TYPES)
        # Every shape of a type is as frequent as another.
        self.shapes_of = {kind: [(group, shape) for group in groups for shape in group["shapes"]]
                          for kind, groups in module.PLANTS.items()}
        assert sorted(self.negatives) == sorted(set(CLEAN_CLASSES) - {"prose"})
        self.prose = [language for weight, language in module.PROSE for _ in range(weight)]
        self.rows = [self.row(*row) for row in module.ROWS]
        fields = {name: [one for one in entries if isinstance(one, dict)] for name, entries in self.negatives.items()}
        texts = {name: [one for one in entries if isinstance(one, str)] for name, entries in self.negatives.items()}
        self.negative_fields, self.negative_texts = fields, texts
        self.classes_with_texts = [name for name in CLEAN_CLASSES if texts.get(name)]
        self.classes_with_fields = [name for name in CLEAN_CLASSES if fields.get(name)]
        self.texts, self.fragments, self.shapes = {}, {}, {}

    def row(self, style, prefix, fields):
        """Items of a row; the place of its extra fields is a hole too."""
        style = STYLES[style]
        text = marked(prefix) + dumped(fields, style)
        items, position = [], 0
        for found in EXTRA.finditer(text):
            items += compiled(text[position:found.start()], self)
            items.append(Hole("extra", (len(found.group(1)) + 1).bit_length() - 1))
            position = found.end()
        return style, items + compiled(text[position:], self)

    def sentence(self, text, depth, style):
        """Items of a sentence that stands in so many JSON strings."""
        key = (text, depth, style.ascii)
        if key not in self.texts:
            items, position = [], 0
            for found in SLOT.finditer(text):
                items.append(escaped(text[position:found.start()], depth, style))
                position = found.end()
                name = found.group(1)
                items.append(Hole("P", depth) if name == "P" else slot(name, found.group(2), self))
            items.append(escaped(text[position:], depth, style))
            self.texts[key] = [item for item in items if item != ""]
        return self.texts[key]

    def fragment(self, fields, depth, style):
        """Items of fields that are put into an object which itself stands in so many JSON strings."""
        key = (id(fields), depth, style)
        if key not in self.fragments:
            text = escaped(dumped(fields, style)[1:-1], depth, style)
            self.fragments[key] = compiled(text, self)
        return self.fragments[key]

    def shape(self, pattern):
        if pattern not in self.shapes:
            self.shapes[pattern] = compiled(marked(pattern.removeprefix("~")), self)
        return self.shapes[pattern]


# Rows -----------------------------------------------------------------------------------------------------------------

class Plan:
    """What one row is to hold: its carriers with a planted value, if any."""

    __slots__ = ("type", "pattern", "carrier", "in_text")

    def __init__(self, random, half):
        self.type = random.pick(TYPES)
        group, self.pattern = random.pick(half.shapes_of[self.type])
        texts, fields = group.get("texts", ()), group.get("fields", ())
        self.in_text = bool(texts) and (not fields or random.chance(0.5))
        self.carrier = random.pick(texts if self.in_text else fields)


class Writer:
    """The pieces of one line, and which of them are planted."""

    __slots__ = ("random", "half", "style", "out", "planted")

    def __init__(self, random, half):
        self.random, self.half, self.out, self.planted = random, half, [], []

    def put(self, items, plan=None):
        out, random = self.out, self.random
        for item in items:
            if item.__class__ is str:
                out.append(item)
            elif item.__class__ is Hole:
                value = "".join(one if one.__class__ is str else one(random) for one in self.half.shape(plan.pattern))
                out.append(escaped(value, item.depth, self.style))
                self.planted.append((len(out) - 1, plan))
            else:
                out.append(item(random))

    def text(self, depth, plan):
        """One to three sentences of one language; a planted value has a sentence of its own among them."""
        random, half = self.random, self.half
        sentences = random.pick(half.prose)
        chosen = [(random.pick(sentences), None) for _ in range(1 + random.below(3))]
        if plan:
            chosen.insert(random.below(len(chosen) + 1), (plan.carrier, plan))
        elif random.chance(0.2):
            name = random.pick(half.classes_with_texts)
            chosen.insert(random.below(len(chosen) + 1), (random.pick(half.negative_texts[name]), None))
        for index, (sentence, of) in enumerate(chosen):
            if index:
                self.out.append(" ")
            self.put(half.sentence(sentence, depth, self.style), of)

    def extra(self, depth, plan):
        half = self.half
        if plan:
            self.put(half.fragment(plan.carrier, depth, self.style), plan)
        else:
            fields = self.random.pick(half.negative_fields[self.random.pick(half.classes_with_fields)])
            self.put(half.fragment(fields, depth, self.style))

    def row(self, text_plan, field_plan):
        """Every row template has one hole for text and one for extra fields."""
        self.style, items = self.random.pick(self.half.rows)
        for item in items:
            if item.__class__ is Hole:
                if item.name == "text":
                    self.text(item.depth, text_plan)
                else:
                    self.extra(item.depth, field_plan)
            else:
                self.put((item,))

    def clean_row(self, name):
        """A row that holds little but one class of look-alikes."""
        random, half = self.random, self.half
        self.style = STYLES[random.pick(("pino", "python"))]
        self.out.append('{"event":"' + random.pick(half.LISTS["events"]) + '"')
        if name == "prose":
            self.out.append(',"text":"')
            self.text_of(random.pick(half.prose), 4)
            self.out.append('"}')
            return
        fields, texts = half.negative_fields[name], half.negative_texts[name]
        if fields:
            self.out.append(',"items":[{')
            for index in range(3):
                self.out.append("},{" if index else "")
                self.put(half.fragment(random.pick(fields), 0, self.style))
            self.out.append("}]")
        if texts:
            self.out.append(',"text":"')
            self.text_of(texts, 2)
            self.out.append('"')
        self.out.append("}")

    def text_of(self, sentences, count):
        for index in range(count):
            self.out.append(" " if index else "")
            self.put(self.half.sentence(self.random.pick(sentences), 1, self.style))


def generate(rows, labels, size, seed, half, hit_rate=0.01, clean_class=None):
    """Writes rows until they have so many bytes; returns the number of lines, bytes and labels."""
    random, half = Random(seed * 2 + (half == "tune")), Half(half, seed)
    line = written = label_count = 0
    with open(rows, "wb") as row_file, open(labels, "w", encoding="ascii", newline="\n") as label_file:
        while written < size:
            line += 1
            writer = Writer(random, half)
            if clean_class:
                writer.clean_row(clean_class)
            else:
                text_plan = field_plan = None
                # One planted row in ten holds a second value, of another type or the same.
                if random.chance(hit_rate):
                    for _ in range(2 if random.chance(0.1) else 1):
                        plan = Plan(random, half)
                        if plan.in_text:
                            text_plan = plan
                        else:
                            field_plan = plan
                writer.row(text_plan, field_plan)
            data = ("".join(writer.out) + "\n").encode()
            row_file.write(data)
            written += len(data)
            for index, plan in writer.planted:
                start = len("".join(writer.out[:index]).encode()) + 1
                label_file.write(json.dumps({
                    "line": line, "column_start": start, "column_end": start + len(writer.out[index].encode()),
                    "type": plan.type, "validated": plan.type not in CONTEXTUAL,
                    "reserved": plan.pattern.startswith("~"), "shape": plan.pattern.removeprefix("~"),
                    "place": "text" if plan.in_text else "field",
                }, separators=(",", ":")) + "\n")
                label_count += 1
    return line, written, label_count


# Scores ---------------------------------------------------------------------------------------------------------------

class Score:
    """Counts for one type. A reserved value that is reported counts as nothing."""

    def __init__(self):
        self.found = self.missed = self.false = self.exact = 0
        self.missed_labels, self.false_hits = [], []

    @property
    def precision(self):
        return self.found / (self.found + self.false) if self.found + self.false else None

    @property
    def recall(self):
        return self.found / (self.found + self.missed) if self.found + self.missed else None


def matches(label, hit):
    (_, start, end, kind), (first, last) = hit, (label["column_start"], label["column_end"])
    common = min(end, last) - max(start, first)
    if common <= 0 or label["type"] != kind:
        return False
    return kind in MATCHED_BY_ANY_OVERLAP or common * 2 >= max(end, last) - min(start, first)


def score(labels, hits, last_line=None):
    """Scores by type for hits `(line, column_start, column_end, type)`, columns as in labels."""
    scores = {kind: Score() for kind in TYPES}
    by_line = collections.defaultdict(list)
    for index, label in enumerate(labels):
        if last_line is None or label["line"] <= last_line:
            by_line[label["line"]].append((index, label))
    matched, exact = set(), set()
    for hit in hits:
        if last_line is not None and hit[0] > last_line:
            continue
        of = [(index, label) for index, label in by_line.get(hit[0], ()) if matches(label, hit)]
        matched.update(index for index, _ in of)
        exact.update(index for index, label in of if (label["column_start"], label["column_end"]) == hit[1:3])
        if not of:
            scores[hit[3]].false += 1
            scores[hit[3]].false_hits.append(hit)
    for of_line in by_line.values():
        for index, label in of_line:
            if label["reserved"]:
                continue
            one = scores[label["type"]]
            if index in matched:
                one.found += 1
                one.exact += index in exact
            else:
                one.missed += 1
                one.missed_labels.append(label)
    return scores


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bytes", type=int, required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--half", choices=HALVES, required=True)
    options.add_argument("--rows", type=pathlib.Path, required=True, metavar="FILE")
    options.add_argument("--labels", type=pathlib.Path, required=True, metavar="FILE")
    options.add_argument("--hit-rate", type=float, default=0.01, help="share of rows with a planted value")
    options.add_argument("--clean-class", choices=CLEAN_CLASSES, help="rows of one class of look-alikes, nothing planted")
    chosen = options.parse_args()
    lines, written, count = generate(chosen.rows, chosen.labels, chosen.bytes, chosen.seed, chosen.half,
                                     chosen.hit_rate, chosen.clean_class)
    print(f"{lines} rows, {written} bytes, {count} labels", file=sys.stderr)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
