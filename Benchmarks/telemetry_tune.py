"""Templates of telemetry rows on which rules may be tuned; `telemetry_rows.py` says how they are read.

`<name:argument>` is a slot, `<#name>` one whose quotation marks fall away, `<P>` the planted value, `~` marks a reserved
value. The control characters 1 to 4 become \\u0040, \\u003c, \\u003e and \\u0026. Nothing here is shared with the held-out half.
"""

FIRST = ("Ana", "Bruno", "Celia", "Dieter", "Elif", "Fatima", "Goran", "Hanne", "Ilona", "Joris", "Katia", "Lorenz",
         "Mirela", "Nuno", "Oskar", "Petra", "Quentin", "Rosalie", "Stefan", "Tereza")
LAST = ("Lima", "Kortmann", "Vasquez", "Brandner", "Oduya", "Petrescu", "Silvestri", "Haugland", "Moreau", "Nowicki",
        "Abendroth", "Castelo", "Drozd", "Eklund", "Ferrand")
DOMAINS = ("brunnhaupt-logistik.de", "quillmarsh.com", "tarnfelder.io", "atelier-vormont.fr", "osterlunde.se",
           "campoverdino.com.br", "pelligrove.co.uk", "hollowbyte.dev", "krzewina-meble.pl", "vantorre.be",
           "lumastrand.net", "oakenfurrow.org", "zirbelwerk.at", "nordvikengruppen.no", "mirabolt.ai")
LISTS = {
    "services": ("chat-api", "summarizer", "support-bot", "ticket-triage", "doc-search", "batch-runner"),
    "events": ("claude.request", "claude.response", "llm call finished", "completion_created", "retry scheduled",
               "tool executed", "stream closed", "cache lookup"),
    "models": ("claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001", "claude-opus-4-1-20250805",
               "claude-3-5-haiku-20241022"),
    "stops": ("end_turn", "max_tokens", "tool_use", "stop_sequence"),
    "levels": ("info", "warning", "error", "debug"),
    "errors": ("rate_limit_error", "overloaded_error", "api_error", "invalid_request_error"),
}

# Style, text before the JSON, fields. Each has one <text> and one <extra>.
ROWS = [
    ("python", "", {
        "event": "<list:events>", "level": "<list:levels>", "timestamp": "<iso:python>", "logger": "app.llm.client",
        "service": "<list:services>", "request_id": "req_011<b62:21>", "model": "<list:models>", "<extra>": 0,
        "usage": {"input_tokens": "<#int:20-90000>", "output_tokens": "<#int:1-4000>",
                  "cache_read_input_tokens": "<#int:0-60000>", "cache_creation_input_tokens": "<#int:0-2000>"},
        "duration_ms": "<#float:3>", "prompt": "<text>", "attempt": "<#int:1-3>", "lineno": "<#int:20-900>"}),
    ("pino", "", {
        "level": 30, "time": "<#epoch:ms>", "pid": "<#int:1-32000>", "hostname": "chat-<hex:10>-<low:5>",
        "reqId": "<uuid>", "msg": "<list:events>", "model": "<list:models>", "messages": [
            {"role": "user", "content": "<text>"}], "<extra>": 0, "responseTime": "<#int:90-60000>",
        "res": {"statusCode": 200, "headers": {"content-type": "application/json", "x-request-id": "<hex:32>"}}, "v": 1}),
    ("spaced", "", {
        "resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "<list:services>"}}]},
                           "scopeSpans": [{"spans": [{
                               "traceId": "<hex:32>", "spanId": "<hex:16>", "name": "chat <list:models>", "kind": 3,
                               "startTimeUnixNano": "<epoch:ns>", "endTimeUnixNano": "<epoch:ns>",
                               "attributes": {"gen_ai.system": "anthropic", "gen_ai.request.max_tokens": 4096,
                                              "gen_ai.usage.input_tokens": "<#int:10-99999>",
                                              "gen_ai.input.messages": {"$json": [
                                                  {"role": "user", "parts": [{"type": "text", "content": "<text>"}]}]},
                                              "<extra>": 0}}]}]}]}),
    ("pino", "", {
        "log": {"$json-line": {"ts": "<iso:ms>", "lvl": "<list:levels>", "svc": "<list:services>", "trace": "<hex:32>",
                               "msg": "<text>", "<extra>": 0, "tokens": "<#int:1-9999>", "ok": True}},
        "stream": "stdout", "time": "<iso:ns>"}),
    ("python", "", {
        "id": "chatcmpl-<uuid>", "call_type": "acompletion", "model": "anthropic/<list:models>", "status": "success",
        "response_cost": "<#ratio>", "startTime": "<#epoch:s>", "endTime": "<#epoch:s>", "cache_hit": False,
        "total_tokens": "<#int:50-99999>", "model_map_information": {"model_map_key": "<list:models>"},
        "metadata": {"user_api_key_hash": "<hex:64>", "spend_logs_metadata": None, "<extra>": 0},
        "messages": [{"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": "<text>"}],
        "hidden_params": {"litellm_call_id": "<uuid>", "api_base": "https://api.anthropic.com/v1/messages"}}),
    ("ascii", "", {
        "level": "error", "ts": "<#epoch:ms>", "caller": "llm/retry.go:<int:20-400>", "msg": "request failed",
        "error": "POST /v1/messages: 400 <list:errors>: <text>", "request-id": "req_01<b62:22>", "<extra>": 0,
        "stacktrace": "main.(*Client).Do\n\t/app/llm/client.go:<int:10-300>\nnet/http.HandlerFunc.ServeHTTP"}),
    ("spaced", "", {
        "type": "tool_use", "id": "toolu_01<b62:22>", "name": "lookup_customer", "session": "<uuid>",
        "input": {"query": "<text>", "limit": 10, "<extra>": 0}, "elapsed": "<#float:2>", "at": "<iso:s>"}),
    ("python", "<iso:ns> stdout F ", {
        "severity": "INFO", "message": "<list:events>", "logging.googleapis.com/trace": "projects/demo/traces/<hex:32>",
        "httpRequest": {"requestMethod": "POST", "status": 200, "latency": "<float:3>s", "responseSize": "<int:200-90000>"},
        "payload": {"$json": {"role": "assistant", "text": "<text>", "<extra>": 0}}}),
]

# Weight and sentences.
PROSE = [
    (62, (
        "Please summarise the attached quarterly report in three bullet points.",
        "Can you explain why the build takes <int:4-40> minutes longer than last week?",
        "The customer says that the parcel arrived damaged and wants a refund of $<int:10-900>.<int0:2>.",
        "Rewrite this paragraph so that a ten year old understands it.",
        "Here is a draft of my speech; it is too long, keep it under <int:100-900> words.",
        "What is the difference between optimistic and pessimistic locking?",
        "I have a meeting at <int:8-12>:30 @ the office and need an agenda.",
        "Translate the following into formal Spanish, but keep product names as they are.",
        "Write a unit test for the function that parses dates like <date>.",
        "List the risks of moving <int:20-800> tables to the new cluster over one weekend.",
        "The answer should be valid JSON with the keys \"title\", \"score\" and \"tags\".",
        "She asked whether order <id:7> could be shipped together with order <id:7>.",
    )),
    (12, (
        "Bitte fasse den Vertrag zusammen und nenne die Fristen.",
        "Warum wird die Rechnung vom <int:1-28>. Oktober erst jetzt verschickt?",
        "Schreibe eine freundliche Antwort an die Kundin, sie wartet seit <int:3-30> Tagen.",
    )),
    (10, (
        "Peux-tu relire ce texte et corriger les fautes de grammaire\u00a0?",
        "Le client voudrait échanger sa commande numéro <id:8> contre une taille plus grande.",
    )),
    (24, (
        "请把下面的会议记录整理成待办事项，并标注负责人。",
        "客户反映登录后页面一直加载，我们应该如何排查？",
    )),
    (24, (
        "Пожалуйста, напиши краткое резюме этой статьи.",
        "Почему заказ <id:6> до сих пор не отправлен?",
    )),
    (2, ("Explain this emoji thread to me: 🚀🎉 shipped it, then 🔥 everything.",)),
]

_KEY_TEXTS = (
    "It still fails with my key <P>, what am I doing wrong?",
    "export API_KEY=<P>\nand then I ran the script again.",
    "Config dump:\n  token: \"<P>\"\n  retries: 3",
    "The request was refused (401): Authorization: Bearer <P>",
)
_KEY_FIELDS = (
    {"headers": {"authorization": "Bearer <P>", "accept": "*/*"}},
    {"api_key": "<P>"},
    {"env": {"TOKEN": "<P>", "NODE_ENV": "production"}},
    {"command": "curl -H 'x-api-key: <P>' https://api.quillmarsh.com/v1/run"},
    {"stdout": {"$json": {"token": "<P>", "expires_in": 3600}}},
)


def _key(*shapes):
    return [{"shapes": shapes, "texts": _KEY_TEXTS, "fields": _KEY_FIELDS}]


PLANTS = {
    "email": [
        {"shapes": ("<fn>.<ln>@<domain>", "<fn>@<domain>", "<fn>_<ln><int:1-99>@<domain>", "<fn>+<low:5>@<domain>",
                    "<fn>.<ln>@mail.<domain>", "<first><last>@<domain>",
                    "<fn>.<ln>\x01<domain>", "~<fn>.<ln>@example.com", "~<fn>@mail.example.org"),
         "texts": ("My address is <P>, please send the invoice there.", "Forward it to <P>.", "From: <first> <last> <<P>>",
                   "Contact:\n<P>\nThanks!", "Is (<P>) still the owner of the account?",
                   "我的邮箱是<P>，请回复。", "From \x02<P>\x03 on Monday",
                   "Bitte an <P> schicken!"),
         "fields": ({"customer_email": "<P>"}, {"user": {"id": "<#id:6>", "email": "<P>"}},
                    {"url": "https://shop.tarnfelder.io/reset?email=<P>&lang=de"}, {"error_detail": "no mailbox for '<P>'"},
                    {"to": ["<P>"]}, {"tool_result": {"$json": {"rows": [{"name": "<first>", "mail": "<P>"}]}}},
                    {"link": "mailto:<P>"})},
        {"shapes": ("<fn>.<ln>%40<domain>",),
         "fields": ({"url": "https://crm.quillmarsh.com/search?q=<P>&page=2"}, {"path": "/v1/users/<P>/history"})},
    ],
    "card": [
        {"shapes": ("<card:4|4 4 4 4>", "<card:51,52,53,54,55|4-4-4-4>", "<card:34,37|4 6 5>",
                    "<card:6011,644,649,65|4 4 4 4>", "<card:2221,2300,2699|4-4-4-4>", "<card:62|4 4 4 4>"),
         "texts": ("I paid with <P> and was charged twice.", "Use <P>, it expires next May.", "The number is <P>."),
         "fields": ({"note": "charged <P> on file"}, {"payment": {"number": "<P>", "expiry": "09/29"}},
                    {"arguments": {"$json": {"card": "<P>", "amount": 20}}})},
        {"shapes": ("<card:4|16>", "<card:51,55|16>", "<card:37|15>", "<card:3528,3589|16>", "~4242424242424242",
                    "~5555555555554444"),
         "texts": ("My credit card number is <P>.", "Charge the card <P> for the renewal please."),
         "fields": ({"card_number": "<P>"}, {"payment_method": {"card": {"number": "<P>", "cvc": "***"}}})},
    ],
    "iban": [
        {"shapes": ("<iban:DE,FR,ES,GB,IT,NL|compact>", "<iban:PL,SE,PT,IE|compact>", "<iban:DE,FR,GB,NL|spaced>"),
         "texts": ("Please refund to IBAN <P>.", "Meine Kontonummer lautet <P>, danke.", "Transfer it to <P> today.",
                   "Konto: <P>\nBetrag: <int:10-900> EUR"),
         "fields": ({"iban": "<P>"}, {"payout": {"account": "<P>", "currency": "EUR"}}, {"memo": "SEPA <P> rejected"})},
    ],
    "us_ssn": [
        {"shapes": ("<ssn:->", "<ssn:->", "<ssn:->"),
         "texts": ("My social is <P>, can you check my file?", "SSN: <P>", "Applicant <first> <last> (<P>) was approved."),
         "fields": ({"ssn": "<P>"}, {"applicant": {"name": "<first>", "tax_id": "<P>"}}, {"detail": "duplicate SSN <P>"})},
        {"shapes": ("<ssn:>",), "fields": ({"ssn": "<P>"}, {"applicant": {"ssn": "<P>"}})},
    ],
    "ipv4": [
        {"shapes": ("<ipv4>", "<ipv4>", "~192.0.2.<int:1-254>", "~10.<int:0-255>.<int:0-255>.<int:1-254>", "~127.0.0.1"),
         "texts": ("I was blocked while connecting from <P>.", "ping <P> times out", "Is <P>:8443 one of ours?"),
         "fields": ({"client_ip": "<P>"}, {"req": {"remoteAddress": "<P>", "remotePort": "<#int:1025-65000>"}},
                    {"upstream": "http://<P>:8080/health"}, {"x-forwarded-for": "<P>"})},
    ],
    "ipv6": [
        {"shapes": ("<ipv6:full>", "<ipv6:tail>", "~2001:db8::<hex:4>", "~::1"),
         "texts": ("My address is <P> since yesterday.", "ssh to [<P>] hangs"),
         "fields": ({"client.address": "<P>"}, {"peer": "[<P>]:443"}, {"req": {"ip": "<P>"}})},
    ],
    "mac": [
        {"shapes": ("<mac::|lower>", "<mac:-|upper>"),
         "texts": ("The printer with address <P> is offline.", "Router says unknown device <P>."),
         "fields": ({"device_mac": "<P>"}, {"dhcp": "lease for <P> expired"})},
    ],
    "phone": [
        {"shapes": ("+49 151 <id:8>", "+44 20 7<int0:3> <int0:4>", "+33 6 <int0:2> <int0:2> <int0:2> <int0:2>",
                    "+55119<int0:8>", "~+1 212-555-01<int0:2>"),
         "texts": ("Call me at <P> after five.", "Meine Nummer ist <P>.", "Ring <P> if the courier is late"),
         "fields": ({"phone": "<P>"}, {"contact": {"mobile": "<P>"}}, {"sms": "to <P>: code sent"})},
    ],
    "jwt": [
        {"shapes": ("<jwt:HS256|sub,name>", "<jwt:RS256|iss,sub,aud>", "<jwt:ES256|jti,role>"),
         "texts": _KEY_TEXTS[1:], "fields": _KEY_FIELDS[:3] + ({"cookie": "session=<P>; theme=dark"},)},
    ],
    "pem": [
        {"shapes": ("<pem:RSA PRIVATE KEY|6|lines>", "<pem:PRIVATE KEY|4|lines>", "<pem:OPENSSH PRIVATE KEY|5|flat>"),
         "texts": ("Why does git refuse this key?\n<P>\n", "Here is the file:\n```\n<P>\n```"),
         "fields": ({"secret": {"tls.key": "<P>"}}, {"stdout": "<P>\n"}, {"input_data": {"$json": {"file": "<P>"}}})},
    ],
    "anthropic": _key("sk-ant-api03-<url:93>AA", "sk-ant-admin01-<url:93>AA", "sk-ant-oat01-<url:93>AA",
                      "sk-ant-ort01-<url:93>AA", "sk-ant-sid01-<url:86>-<url:6>AA"),
    "openai": _key("sk-proj-<url:74>T3BlbkFJ<url:73>A", "sk-<b62:20>T3BlbkFJ<b62:20>"),
    "aws": [{"shapes": ("AKIA<b32:16>", "ASIA<b32:16>"),
             "texts": _KEY_TEXTS[:3], "fields": ({"aws_access_key_id": "<P>"}, {"credentials": {"AccessKeyId": "<P>"}},
                                                 {"env": {"AWS_ACCESS_KEY_ID": "<P>", "AWS_REGION": "eu-west-1"}})}],
    "aws_secret": [{"shapes": ("<b64:40>",),
                    "texts": ("export AWS_SECRET_ACCESS_KEY=<P>\nstill denied", "aws_secret_access_key = <P>"),
                    "fields": ({"aws_secret_access_key": "<P>"}, {"credentials": {"SecretAccessKey": "<P>"}})}],
    "github": _key("ghp_<crc:30>", "ghs_<crc:30>", "gho_<crc:30>", "github_pat_11<UP:20>_<b62:59>"),
    "gitlab": _key("glpat-<url:19>x"),
    "google": _key("AIzaSy<url:32>k", "GOCSPX-<url:27>Z"),
    "slack": _key("xoxb-<id:12>-<id:13>-<b62:24>", "xoxp-<id:12>-<id:12>-<id:13>-<hex:32>")
    + [{"shapes": ("https://hooks.slack.com/services/T<UP:10>/B<UP:10>/<b62:24>",),
        "texts": ("Post the result to <P> please.",), "fields": ({"webhook": "<P>"},)}],
    "stripe": _key("sk_live_<b62:24>", "rk_live_<b62:99>", "sk_live_51<b62:97>"),
    "huggingface": _key("hf_<alpha:34>"),
    "npm": _key("npm_<crc:30>"),
    "pypi": _key("pypi-AgEIcHlwaS5vcmc<url:120>w"),
    "sendgrid": _key("SG.<url:21>a.<url:42>b"),
    "grafana": _key("glsa_<b62:32>_<hex:8>"),
    "langfuse": _key("sk-lf-<uuid>"),
    "digitalocean": _key("dop_v1_<hex:64>"),
    "url_credentials": [
        {"shapes": ("postgres://app:<b62:14>@db.<domain>:5432/main", "redis://default:<b62:18>@cache.<domain>:6379/0"),
         "texts": ("It cannot connect to <P> from the pod.", "DATABASE_URL=<P>\nis what I set."),
         "fields": ({"dsn": "<P>"}, {"error_detail": "dial <P>: timeout"})},
    ],
}

NEGATIVES = {
    "numeric-ids": [
        {"user_id": "<#id:10>"}, {"tenantId": "<id:12>"}, {"conversation_id": "<#id:16>"}, {"snowflake": "<id:19>"},
        {"ids": ["<#id:9>", "<#id:9>", "<#id:9>"]}, {"account": "<id:13>"}, "The ticket is <id:9> and its parent <id:15>."],
    "luhn-ids": [
        {"order_id": "<luhn:16|4,5>"}, {"shipment_id": "<#luhn:15|1,8>"}, {"event_id": "<luhn:16|1,7,9>"},
        {"imei": "<luhn:15|35>"}, {"job_id": "<#luhn:13|1,2>"}],
    "timestamps": [
        {"created_at": "<#epoch:ms>"}, {"ts_ns": "<epoch:ns>"}, {"window": "<iso:ms>/<iso:ms>"}, {"start": "<#epoch:us>"},
        {"span": {"begin": "<#epoch:s>", "end": "<#epoch:s>"}}, {"bucket": "<epoch:s> 2026"},
        "It began at <iso:ms> and ended at <clock>, epoch <epoch:ms>."],
    "counters": [
        {"token_counts": {"in": "<#int:1-99999>", "out": "<#int:1-9999>"}}, {"bytes_sent": "<#int:1000-9999999999>"},
        {"progress": "<int:1-99>/<int:100-999>"}, {"histogram": ["<#int:0-99>", "<#int:0-999>", "<#int:0-9999>"]},
        {"total_micros": "<#int:100000000000-9999999999999>"}],
    "hex-hashes": [
        {"sha256": "<hex:64>"}, {"etag": "\"<hex:32>\""}, {"commit": "<hex:40>"}, {"prompt_hash": "sha256:<hex:64>"},
        {"fingerprint": "<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>:<hex:2>"
                        ":<hex:2>:<hex:2>:<hex:2>:<hex:2>"}, {"crc": "0x<HEX:8>"}],
    "base64": [
        {"signature": "<blob:200-400>=="}, {"image": "data:image/png;base64,<blob:300-600>"}, {"cursor": "eyJpZCI6MTIz<blob:20-40>"},
        {"nonce": "<b64:22>=="}, {"body": "<blob:100-200>="}],
    "uuids": [
        {"session": "<uuid>"}, {"parent": "urn:uuid:<uuid>"}, {"ids": ["<uuid>", "<uuid>"]}, {"key": "tenant/<uuid>/doc/<uuid>"}],
    "versions": [
        {"version": "<int:1-30>.<int:0-20>.<int:0-9>"}, {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/<int:100-140>.0.0.0 Safari/537.36"},
        {"sdk": "anthropic-python/0.<int:10-80>.<int:0-9>"}, {"build": "10.0.<int:10000-26000>.<int:300-4000>"},
        {"image_tag": "v<int:1-9>.<int:0-20>.<int:0-9>.<int:1-9>"}, {"kernel": "5.15.0-<int:10-130>-generic"}],
    "trace-ids": [
        {"trace_id": "<hex:32>", "span_id": "<hex:16>"}, {"traceparent": "00-<hex:32>-<hex:16>-01"},
        {"x-amzn-trace-id": "Root=1-<hex:8>-<hex:24>;Sampled=1"}, {"dd.trace_id": "<id:19>"}],
    "model-ids": [
        {"used_model": "<list:models>"}, {"modelId": "anthropic.claude-3-5-sonnet-20241022-v2:0"},
        {"vertex_model": "claude-opus-4-1@20250805"}, {"arn": "arn:aws:bedrock:us-east-1:<id:12>:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0"}],
    "request-ids": [
        {"upstream_request_id": "req_011<b62:21>"}, {"message_id": "msg_01<b62:22>"}, {"tool_use_id": "toolu_01<b62:22>"},
        {"batch": "msgbatch_01<b62:22>"}, {"file_id": "file_011<b62:21>"}, {"run": "task-runner-<b62:20>"}],
    "packages": [
        {"dependency": "@anthropic-ai/sdk@0.<int:10-80>.<int:0-9>"}, {"lock": "lodash@4.17.<int:1-30>"},
        {"npm": "npm:@types/node@<int:12-22>.<int:0-9>.<int:0-9>"}, {"frame": "at node_modules/@scope/pkg/dist/index.js:<int:1-400>:<int:1-90>"},
        {"script_src": "https://cdn.quillmarsh.com/npm/vue@3.<int:0-5>.<int:0-40>/dist/vue.global.js"}],
    "decorators": [
        "Use @property and @staticmethod.setter on the class.", "@media (max-width: <int:300-900>px) { .card { padding: 4px } }",
        "Add @Override, @app.route('/v1/chat') and @pytest.fixture to the file.", {"snippet": "@dataclass\nclass Turn:\n    text: str"}],
    "user-at-host": [
        {"login": "deploy@build-<int0:2>"}, {"ssh": "ssh -p 2222 root@node<int:1-40>"}, {"unit": "getty@tty<int:1-6>.service"},
        {"db": "postgres@db-0.postgres.svc.cluster.local"}, "rsync ran as ci@runner-<hex:6> without trouble"],
    "image-names": [
        {"asset": "icon@2x.png"}, {"asset": "/static/logo-<hex:8>@3x.webp"}, {"sources": ["hero@2x.jpg", "hero@1x.jpg"]}],
    "prices": [
        {"cost_usd": "<#ratio>"}, {"price": "$<int:1-9>,<int0:3>.<int0:2>"}, {"amount": "<int:1-999>.<int0:2> EUR"},
        {"rate": "<#float:6>"}, "The plan costs $<int:10-99>.<int0:2> a month or <int:100-999>,<int0:2> EUR a year."],
    "coordinates": [
        {"bbox": ["<#float:5>", "<#float:5>", "<#float:5>", "<#float:5>"]}, {"viewport": "<int:10-60>.<int0:6>,<int:1-99>.<int0:6>"},
        {"point": "POINT(<int:1-99>.<int0:7> <int:1-60>.<int0:7>)"}, {"scroll": ["<#float:4>", "<#float:4>"]}],
    "order-numbers": [
        {"order": "ORD-<int0:4>-<int0:4>-<int0:4>"}, {"invoice_no": "2026-<int0:4>-<int0:6>"}, {"rma": "RMA <int0:3> <int0:3> <int0:4>"},
        "Part number 000-<int0:2>-<int0:4> and case 49-<int0:3>-<int0:6> are the same."],
    "handles": [
        "Ask @<fn>_<ln> or @<fn><int:1-99> on the forum.", {"author": "@<fn>"}, {"page": "https://blog.quillmarsh.com/@<fn>/why-we-moved-<hex:12>"}],
    "symbols": [
        {"frame": "std::vector::at (core::fmt::Formatter)"}, {"error_type": "serde::de::Error"}, {"target": "tokio::runtime::task"},
        {"when": "12:30:<int0:2>"}, {"range": "a[1:-1]"}],
    "masked": [
        {"api_key": "sk-ant-api03-****"}, {"email": "<low:1>***@***.com"}, {"card": "**** **** **** <int0:4>"}, {"authorization": "[REDACTED]"},
        {"key_hint": "sk-ant-...<b62:4>"}, "The address was replaced by <tag:EMAIL> and the key by AKIA****************."],
}
