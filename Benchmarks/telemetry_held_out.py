"""Templates of telemetry rows on which detectors are judged; `telemetry_rows.py` says how they are read.

Do not tune rules on these. The notation is the one of `telemetry_tune.py`; no template and no list of shapes is shared.
"""

FIRST = ("Amara", "Bastian", "Chiara", "Dorota", "Emil", "Freya", "Gilles", "Hiro", "Ines", "Jelena", "Kofi", "Leonie",
         "Mateus", "Noor", "Ottilie", "Pavel", "Rania", "Sander", "Tuuli", "Ulrich", "Yara", "Zoltan")
LAST = ("Achterberg", "Bellandi", "Cervenka", "Dalgaard", "Espinoza", "Fontes", "Grunwald", "Hakimi", "Ivarsen",
        "Jankovic", "Kettunen", "Lachance", "Mbeki", "Nakagawa", "Ostrowski")
DOMAINS = ("halbmond-verlag.de", "pinewarden.com", "strandkollektivet.dk", "forno-bellandi.it", "kivitasku.fi",
           "redesmeralda.com.mx", "gorsewick.org.uk", "stackheron.app", "wolkentor.ch", "aubergine-studio.fr",
           "thistlegate.net", "bluecorvid.io", "hanhai-keji.cn", "sakuragumo.co.jp", "ferrovale.tech", "datenkrug.eu")
LISTS = {
    "services": ("assistant-gateway", "claims-intake", "faq-answerer", "code-reviewer", "voice-notes", "contract-qa"),
    "events": ("anthropic_call", "message_completed", "request.finished", "Upstream responded", "stream_end",
               "guardrail evaluated", "tool_result received", "fallback used"),
    "models": ("claude-opus-4-5-20251101", "claude-sonnet-4-20250514", "claude-3-7-sonnet-20250219", "claude-haiku-4-5"),
    "stops": ("end_turn", "tool_use", "max_tokens", "refusal"),
    "levels": ("INFO", "WARN", "ERROR", "DEBUG"),
    "errors": ("authentication_error", "request_too_large", "timeout_error", "not_found_error"),
}

ROWS = [
    ("spaced", "", {
        "time": "<iso:offset>", "level": "<list:levels>", "component": "<list:services>", "msg": "<list:events>",
        "anthropic": {"request_id": "req_018<b62:21>", "model": "<list:models>", "stop_reason": "<list:stops>",
                      "ttft_ms": "<#int:90-9000>", "tokens_in": "<#int:9-150000>", "tokens_out": "<#int:1-8000>"},
        "<extra>": 0, "completion": "<text>", "goroutine": "<#int:1-9000>"}),
    ("pino", "", {
        "level": 50, "time": "<#epoch:ms>", "pid": "<#int:7-9999>", "hostname": "gw-<low:4>-<hex:8>", "name": "<list:services>",
        "err": {"type": "APIStatusError", "message": "400 {\"type\":\"error\",\"error\":{\"type\":\"<list:errors>\"}}: <text>",
                "stack": "Error: 400\n    at Function.generate (/srv/node_modules/@anthropic-ai/sdk/error.js:<int:10-99>:<int:1-30>)\n"
                         "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"},
        "<extra>": 0, "req": {"id": "<uuid>", "method": "POST", "url": "/chat/<uuid>"}, "msg": "unhandled"}),
    ("python", "", {
        "name": "ChatAnthropic", "context": {"trace_id": "0x<hex:32>", "span_id": "0x<hex:16>", "trace_state": "[]"},
        "kind": "SpanKind.CLIENT", "start_time": "<iso:us>", "end_time": "<iso:us>",
        "attributes": {"llm.model_name": "<list:models>", "llm.token_count.prompt": "<#int:10-90000>",
                       "llm.token_count.completion": "<#int:1-4000>", "input.mime_type": "application/json",
                       "input.value": {"$json": {"messages": [{"role": "user", "content": "<text>"}], "max_tokens": 1024}},
                       "<extra>": 0},
        "resource": {"attributes": {"telemetry.sdk.version": "1.<int:10-40>.0", "service.name": "<list:services>"}}}),
    ("spaced", "<iso:ns> stderr F ", {
        "ts": "<#epoch:us>", "lvl": "<list:levels>", "event": "<list:events>", "conversation": "<uuid>", "turn": "<#int:1-60>",
        "user_message": "<text>", "<extra>": 0, "cost_usd": "<#ratio>"}),
    ("ascii", "", {
        "log": {"$json-line": {"asctime": "<date> <clock>", "levelname": "<list:levels>", "message": "<list:events>",
                               "otelTraceID": "<hex:32>", "otelSpanID": "<hex:16>", "response_text": "<text>", "<extra>": 0}},
        "stream": "stderr", "attrs": {"tag": "<list:services>/<hex:12>"}, "time": "<iso:ns>"}),
    ("python", "", {
        "litellm_call_id": "<uuid>", "custom_llm_provider": "bedrock", "model_group": "<list:models>", "stream": True,
        "api_key": "sk-...<hex:4>", "saved_cache_cost": 0.0, "completionStartTime": "<#epoch:s>",
        "request_tags": ["User-Agent: python-httpx", "User-Agent: python-httpx/0.27.<int:0-9>"],
        "optional_params": {"temperature": 0.2, "max_tokens": "<#int:256-8192>"}, "<extra>": 0,
        "response": {"id": "chatcmpl-<uuid>", "choices": [{"finish_reason": "stop", "index": 0, "message": {
            "content": "<text>", "role": "assistant"}}], "created": "<#epoch:s>", "object": "chat.completion"}}),
    ("pino", "", {
        "type": "tool_result", "tool_use_id": "toolu_01<b62:22>", "ok": True, "took": "<#float:1>",
        "content": {"$json": [{"type": "text", "text": "<text>"}]}, "<extra>": 0, "seq": "<#int:1-900>"}),
    ("ascii", "", {
        "@timestamp": "<iso:ms>", "@version": "1", "message": "<text>", "logger_name": "net.bluecorvid.llm.Gateway",
        "thread_name": "http-nio-8080-exec-<int:1-40>", "level": "<list:levels>", "level_value": 20000, "<extra>": 0,
        "kubernetes": {"pod": "<list:services>-<hex:10>-<low:5>", "container_hash": "<hex:64>"}}),
]

PROSE = [
    (64, (
        "Draft an apology for the outage on <date>, no more than <int:50-200> words.",
        "Which of these three candidates fits the role best, and why?",
        "Our warehouse has <int:100-9000> pallets left; how long will they last at <int:3-90> a day?",
        "Turn the notes below into minutes, and mark every decision.",
        "Find the bug: the loop runs <int:2-99> times, although the list holds <int:2-99> items.",
        "He wants to return article <id:6> because the colour is not the one on the page.",
        "I'd like a vegetarian menu for eight people under £<int:40-200>.",
        "Compare the two offers and tell me which one is cheaper after <int:12-60> months.",
        "The test at line <int:10-900> is flaky, it passes on every second run.",
        "Reply in a friendly tone; say that we look into it and answer by <int:2-11> pm.",
        "What does {\"status\": <int:400-529>, \"retry\": true} mean in this context?",
        "Remind me to review the dashboard every Monday at 0<int:7-9>:15.",
    )),
    (10, (
        "¿Puedes resumir la reunión en cinco frases y enviarla al equipo?",
        "El pedido <id:8> llegó tarde y falta una pieza.",
        "Traduce este aviso al inglés sin cambiar el tono.",
    )),
    (9, (
        "Por favor, escreva uma resposta curta para o cliente.",
        "A fatura de <int:1-28> de outubro veio com o valor errado, R$ <int:10-900>,<int0:2>.",
    )),
    (20, (
        "この文章を丁寧な表現に書き換えてください。",
        "注文番号<id:8>の配送状況を教えてください。",
    )),
    (12, (
        "اكتب رسالة قصيرة إلى العميل بخصوص التأخير.",
    )),
    (14, (
        "कृपया इस लेख का सारांश तीन वाक्यों में लिखें।",
        "Απάντησε στον πελάτη ότι η παραγγελία <id:7> έφυγε.",
    )),
    (3, ("Nice work team 👏🏽 — now write the changelog ✅ and the tweet.",)),
]

_SECRET_TEXTS = (
    "I pasted <P> into the settings page and nothing happened.",
    "curl -s https://api.pinewarden.com/v2 -H \"Authorization: Bearer <P>\" returns 403",
    "```yaml\nsecrets:\n  - name: main\n    value: <P>\n```\nIs that right?",
    "client = Client(api_key='<P>')  # TODO move to vault",
    "秘密鍵は<P>です。",
)
_SECRET_FIELDS = (
    {"request": {"headers": [["x-api-key", "<P>"], ["host", "localhost"]]}},
    {"config": "key=<P>;mode=fast"},
    {"credential": "<P>"},
    {"tool_output": {"$json": {"stdout": "TOKEN=<P>\nOK", "code": 0}}},
    {"url": "https://hook.stackheron.app/in?access=<P>&v=2"},
    {"args": ["--key", "<P>", "--verbose"]},
)


def _secret(*shapes):
    return [{"shapes": shapes, "texts": _SECRET_TEXTS, "fields": _SECRET_FIELDS}]


PLANTS = {
    "email": [
        {"shapes": ("<fn>-<ln>@<domain>", "<low:1><ln>@<domain>", "<fn>.<low:1>.<ln>@<domain>", "<fn>+shop.<int:1-99>@<domain>",
                    "<ln>.<fn>@eu.post.<domain>", "<fn><int:1950-2005>@<domain>", "<first>@<domain>",
                    "<ln>_<fn>\x01<domain>", "o'<ln>@<domain>", "~<fn>.<ln>@example.net", "~<ln>@shop.example.com"),
         "texts": ("You can reach me under <P> or at the office.", "cc: <P>; bcc: nobody", "\"<last>, <first>\" <<P>> wrote:",
                   "<first> <last>, <P>, has asked for access.", "Who owns <P>?", "E-Mail:<P>",
                   "连络人：<P>（正式）", "メールは<P>です。", "Line one\n<P>\nline three",
                   "To: \x02<P>\x03, sent twice", "Escribe a <P>, gracias."),
         "fields": ({"end_user": "<P>"}, {"recipient": {"address": "<P>", "verified": False}},
                    {"http.url": "https://app.ferrovale.tech/invite?to=<P>#accept"}, {"reason": "user <P> not in tenant"},
                    {"cc": "<first> <last> <<P>>"}, {"function_call": {"$json": {"email": "<P>", "subject": "Hello"}}},
                    {"html": "<tag:p>write to <tag:b><P><tag:/b>"}, {"key": "user:<P>:quota"})},
        {"shapes": ("<fn>_<ln>%40<domain>", "<low:1>.<ln>%40mail.<domain>"),
         "fields": ({"http.target": "/oauth/callback?login_hint=<P>&state=<hex:16>"}, {"referer": "https://app.ferrovale.tech/u?mail=<P>"})},
    ],
    "card": [
        {"shapes": ("<card:4|4-4-4-4>", "<card:51,53,55|4 4 4 4>", "<card:2225,2500,2710|4 4 4 4>", "<card:34,37|4-6-5>",
                    "<card:36,38,300,305|4 6 4>", "<card:3530,3566,3588|4 4 4 4>", "<card:6011,6445,6500|4-4-4-4>",
                    "<card:6221,6250,6282|4-4-4-4>"),
         "texts": ("my visa is <P>, please book it", "<P> was declined, why?", "Card on file (<P>) has expired.",
                   "卡号是<P>。", "Número: <P>"),
         "fields": ({"utterance": "it's <P> thanks"}, {"pan": "<P>"}, {"tool_args": {"$json": {"payment": {"cc": "<P>"}}}},
                    {"form": "number=<P>&cvv=***"})},
        {"shapes": ("<card:4|16>", "<card:52,54|16>", "<card:2230,2600|16>", "<card:34|15>", "<card:36|14>", "<card:6011,65|16>",
                    "~4111111111111111", "~378282246310005"),
         "texts": ("The credit card is <P> and the code three digits.", "Please use card number <P> instead."),
         "fields": ({"creditCardNumber": "<P>"}, {"card": {"pan": "<P>", "brand": "x"}}, {"message_detail": "card <P> was refused"})},
    ],
    "iban": [
        {"shapes": ("<iban:AT,BE,CH,CZ,DK,FI|compact>", "<iban:NO,HU,RO,GR,TR,SA|compact>", "<iban:DE,FR,ES,IT,BE,AT,CH,LU|spaced>",
                    "<iban:PL,GB,IE,NL,MT,BR,AE|spaced>", "<iban:DE,NL,FI|lower>", "<iban:LT,LV,EE,HR,SK,SI,BG,CY,IL|compact>"),
         "texts": ("The account is <P>, in the name of <first> <last>.", "IBAN:<P>", "Bitte auf <P> überweisen.",
                   "Wire <int:10-900> EUR to <P>, urgently.", "El IBAN <P> no es válido, dice el banco."),
         "fields": ({"bank_account": "<P>"}, {"transfer": {"creditor": {"iban": "<P>"}}}, {"reason": "mandate for <P> revoked"},
                    {"tool_input": {"$json": {"to": "<P>", "eur": 12}}})},
    ],
    "us_ssn": [
        {"shapes": ("<ssn:->", "<ssn:->", "<ssn:->"),
         "texts": ("social security number <P>, born in May", "Her number, <P>, is on the form.", "W-2 for <P> is missing"),
         "fields": ({"social_security_number": "<P>"}, {"employee": {"first": "<first>", "national_id": "<P>"}},
                    {"ocr_text": "SSN <P> Wages <int:1000-90000>"})},
        {"shapes": ("<ssn: >",), "texts": ("My SSN is <P>.", "social security number: <P>"), "fields": ({"ssn": "<P>"},)},
        {"shapes": ("<ssn:>",), "fields": ({"social_security_number": "<P>"}, {"ssn": "<P>"})},
    ],
    "ipv4": [
        {"shapes": ("<ipv4>", "<ipv4>", "<ipv4>", "~198.51.100.<int:1-254>", "~192.168.<int:0-255>.<int:1-254>",
                    "~172.<int:16-31>.<int:0-255>.<int:1-254>", "~0.0.0.0"),
         "texts": ("Requests from <P> are throttled, please check.", "traceroute to <P>, 30 hops max", "(<P>) keeps retrying",
                   "Ban <P>!"),
         "fields": ({"net.sock.peer.addr": "<P>"}, {"ip": "<P>"}, {"forwarded": "for=<P>;proto=https"}, {"x_real_ip": "<P>"},
                    {"dial": "tcp <P>:5432: connection refused"}, {"hops": ["<P>"]})},
    ],
    "ipv6": [
        {"shapes": ("<ipv6:plain>", "<ipv6:middle>", "<ipv6:upper>", "~2001:db8:<hex:4>::<hex:3>", "~fe80::1"),
         "texts": ("Why is <P> on the block list?", "host <P> unreachable", "Visit http://[<P>]:8080/ and reload"),
         "fields": ({"source.ip": "<P>"}, {"remote": "[<P>]:<int:1025-65000>"}, {"headers_in": {"x-forwarded-for": "<P>, unknown"}})},
    ],
    "mac": [
        {"shapes": ("<mac::|upper>", "<mac:-|lower>", "<mac:.|lower>"),
         "texts": ("Sensor <P> reports nothing since noon.", "Allow <P> on the guest network"),
         "fields": ({"hw_addr": "<P>"}, {"arp": "who-has <P>"}, {"asset_tag": {"nic": "<P>"}})},
    ],
    "phone": [
        {"shapes": ("+43 664 <id:7>", "+39 3<pick:28|33|40|47|89> <int0:3> <int0:4>", "+1-<pick:312|415|646|713>-<int:2-9><int0:2>-<int0:4>",
                    "+81-90-<int0:4>-<int0:4>", "+91 9<int0:4> <int0:5>", "+447<id:9>", "+34 6<int0:2> <int0:3> <int0:3>",
                    "~+44 7700 900<int0:3>", "~+1 (646) 555-01<int0:2>"),
         "texts": ("My mobile is <P>, text me.", "whatsapp <P> only", "Tel.: <P>", "Llama al <P> por favor.", "电话<P>，谢谢"),
         "fields": ({"msisdn": "<P>"}, {"caller": {"number": "<P>"}}, {"transcript": "you can dial <P> now"}, {"uri": "tel:<P>"})},
    ],
    "jwt": [
        {"shapes": ("<jwt:HS512|sub,tenant>", "<jwt:PS256|iss,aud,scope>", "<jwt:EdDSA|sub,jti>", "<jwt:HS256|role,tenant,scope>",
                    "<jwt:RS256|sub,name,iss>"),
         "texts": _SECRET_TEXTS[:4], "fields": _SECRET_FIELDS + ({"set-cookie": "sid=<P>; Path=/; HttpOnly"}, {"id_token": "<P>"})},
    ],
    "pem": [
        {"shapes": ("<pem:EC PRIVATE KEY|2|lines>", "<pem:PRIVATE KEY|9|windows>", "<pem:ENCRYPTED PRIVATE KEY|5|lines>",
                    "<pem:RSA PRIVATE KEY|12|flat>", "<pem:OPENSSH PRIVATE KEY|4|lines>", "<pem:DSA PRIVATE KEY|3|cut>"),
         "texts": ("openssl says bad decrypt for\n\n<P>\n", "<P>\nIs this the right format?"),
         "fields": ({"private_key": "<P>\n"}, {"env_dump": "TLS_KEY=<P>"},
                    {"service_account": {"$json": {"type": "service_account", "private_key": "<P>\n", "project_id": "demo"}}})},
    ],
    "anthropic": _secret("sk-ant-api03-<url:93>AA", "sk-ant-admin01-<url:93>AA", "sk-ant-oat01-<url:93>AA",
                         "sk-ant-ort01-<url:93>AA", "sk-ant-sid01-<url:86>-<url:6>AA", "sk-ant-sid02-<url:86>-<url:6>AA"),
    "openai": _secret("sk-svcacct-<url:74>T3BlbkFJ<url:73>A", "sk-proj-<url:58>T3BlbkFJ<url:57>A", "sk-<b62:20>T3BlbkFJ<b62:20>"),
    "aws": [{"shapes": ("AKIA<b32:16>", "ASIA<b32:16>", "ABIA<b32:16>", "ACCA<b32:16>"),
             "texts": _SECRET_TEXTS, "fields": _SECRET_FIELDS + ({"presigned": "https://b.s3.amazonaws.com/o?X-Amz-Credential=<P>%2F20261120%2Feu"},)}],
    "aws_secret": [{"shapes": ("<b64:39>x",),
                    "texts": ("[default]\naws_secret_access_key=<P>\nregion=eu-central-1", "AWS_SECRET_ACCESS_KEY: <P>"),
                    "fields": ({"awsSecretAccessKey": "<P>"}, {"env_vars": {"AWS_SECRET_ACCESS_KEY": "<P>"}})}],
    "github": _secret("ghp_<crc:30>", "ghu_<crc:30>", "ghr_<crc:30>", "ghs_<crc:30>", "github_pat_22<UP:20>_<b62:59>"),
    "gitlab": _secret("glpat-<b62:20>", "glpat-<url:10>-<b62:9>"),
    "google": _secret("AIzaSy<url:32>Q", "AIza<b62:35>"),
    "slack": _secret("xoxb-<id:11>-<id:12>-<b62:24>", "xapp-1-A<UP:10>-<id:13>-<hex:64>", "xoxp-<id:11>-<id:11>-<id:12>-<hex:32>")
    + [{"shapes": ("https://hooks.slack.com/services/T<UP:8>/B<UP:10>/<b62:24>",),
        "texts": ("The bot writes to <P>, or should.",), "fields": ({"notify": ["<P>"]}, {"target_url": "<P>"})}],
    "stripe": _secret("sk_live_51<b62:22>", "rk_live_<b62:24>", "sk_live_<b62:99>"),
    "huggingface": _secret("hf_<alpha:34>"),
    "npm": _secret("npm_<crc:30>"),
    "pypi": _secret("pypi-AgEIcHlwaS5vcmcCJ<url:130>A"),
    "sendgrid": _secret("SG.<b62:22>.<b62:43>", "SG.<url:21>Q.<url:42>0"),
    "grafana": _secret("glsa_<b62:32>_<hex:8>"),
    "langfuse": _secret("sk-lf-<uuid>"),
    "digitalocean": _secret("dop_v1_<hex:64>"),
    "url_credentials": [
        {"shapes": ("mysql://root:<b62:12>@mysql.<domain>/app", "https://ci:<b62:20>@git.<domain>/team/repo.git",
                    "amqps://worker:<b62:16>@mq.<domain>:5671/vhost", "mongodb+srv://svc:<b62:16>@c0.<domain>/logs"),
         "texts": ("git clone <P> asks for a password", "The worker prints <P> at start."),
         "fields": ({"broker_url": "<P>"}, {"args": ["--remote", "<P>"]}, {"exception.message": "could not open <P>"})},
    ],
}

NEGATIVES = {
    "numeric-ids": [
        {"customerId": "<#id:9>"}, {"org_id": "<id:11>"}, {"message_seq": "<#id:14>"}, {"discord_id": "<id:18>"}, {"row": "<#id:16>"},
        {"members": ["<id:10>", "<id:10>", "<id:12>"]}, {"path_info": "/v1/accounts/<id:12>/chats/<id:16>"},
        "Rows <id:16> and <id:13> were merged into <id:12>."],
    "luhn-ids": [
        {"invoice_id": "<luhn:16|4,51,6011>"}, {"parcel": "<#luhn:16|3,9>"}, {"correlation_id": "<#luhn:15|34,37>"}, {"asset_id": "<luhn:14|1,7>"},
        {"ledger_entry": "<luhn:19|6,8>"}, {"device_imei": "<luhn:15|86>"}],
    "timestamps": [
        {"updatedAt": "<#epoch:ms>"}, {"start_time_unix_nano": "<epoch:ns>"}, {"at": "<date> <clock>"}, {"expiry": "<#epoch:s>"},
        {"received_us": "<epoch:us>"}, {"log_range": "<epoch:ms>-<epoch:ms>"}, {"slot": "<epoch:s>.<int0:6>"}, {"http_date": "Fri, 20 Nov 2026 <clock>"},
        "Between <iso:us> and <iso:offset> (<epoch:s> <epoch:ms>) nothing was logged."],
    "counters": [
        {"usage": {"prompt": "<#int:1-99999>", "cached": "<#int:0-99999>"}}, {"rx_bytes": "<#int:100000-99999999999>"}, {"retry": "<int:1-3> of 5"},
        {"quantiles": {"0.5": "<#float:3>", "0.99": "<#float:3>"}}, {"nanoseconds": "<#int:10000000000-999999999999999>"},
        {"sizes": "<int:100-999> <int:1000-9999> <int:1000-9999>"}],
    "hex-hashes": [
        {"digest": "sha256:<hex:64>"}, {"md5": "<hex:32>"}, {"git_sha": "<hex:40>"}, {"user_hash": "<hex:64>"}, {"short": "<hex:12>"},
        {"cert_sha1": "<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>"
                      ":<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>:<HEX:2>"},
        {"address": "0x<hex:12>"}, "The image <hex:12> differs from <hex:64>."],
    "base64": [
        {"thinking_signature": "<blob:300-700>=="}, {"attachment": "data:application/pdf;base64,<blob:400-800>"}, {"page_token": "eyJvZmZzZXQiOjUw<blob:24-60>"},
        {"encrypted_content": "<blob:200-500>"}, {"etag_b64": "<b64:27>="}, {"digest_b64": "sha256-<b64:43>="}],
    "uuids": [
        {"thread": "<uuid>"}, {"refs": ["<uuid>", "<uuid>", "<uuid>"]}, {"object": "s3://bucket/<uuid>/<uuid>.json"}, {"cache_key": "v2:<uuid>:<int:1-99>"},
        "Job <uuid> was replaced by <uuid>."],
    "versions": [
        {"client_version": "<int:1-40>.<int:0-30>.<int:0-30>-rc.<int:1-9>"}, {"ua": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/<int:110-142>.0.0.0 Edg/<int:110-142>.0.0.0"},
        {"app_version": "<int:1-9>.<int:0-20>.<int:0-30>.<int:1-60>"}, {"os": "Windows 10.0.<int:17000-26000>.<int:1000-9000>"}, {"sem": "v0.<int:1-90>.<int:0-9>+build.<hex:7>"},
        {"openssl": "OpenSSL 3.0.<int:1-15> <int:1-28> Oct 2026"}, {"dll": "KERNEL32.dll, version <int:6-10>.<int:0-3>.<int:1-200>.<int:1-200>"}],
    "trace-ids": [
        {"otel_trace_id": "<hex:32>", "otel_span_id": "<hex:16>"}, {"traceparent": "00-<hex:32>-<hex:16>-00"}, {"b3": "<hex:32>-<hex:16>-1-<hex:16>"},
        {"datadog": {"trace_id": "<id:20>", "span_id": "<id:19>"}}, {"uber-trace-id": "<hex:16>:<hex:16>:0:1"}],
    "model-ids": [
        {"deployment": "us.anthropic.claude-opus-4-1-20250805-v1:0"}, {"llm": "vertex_ai/claude-sonnet-4@20250514"}, {"gen_ai.response.model": "<list:models>"},
        {"fallbacks": ["gpt-4o-2024-08-06", "gemini-2.5-flash"]}, {"resource": "projects/<id:12>/locations/us-east5/publishers/anthropic/models/claude-haiku-4-5@20251001"}],
    "request-ids": [
        {"anthropic_request_id": "req_018<b62:21>"}, {"llm_message": "msg_013<b62:21>"}, {"call": "toolu_bdrk_01<b62:22>"}, {"cf_ray": "<hex:16>-FRA"},
        {"amz": "<UP:16>"}, {"container": "container_011<b62:21>"}, {"queue": "disk-ant-<b62:40>"}, {"x-ms-request-id": "<uuid>"}],
    "packages": [
        {"require": "@opentelemetry/api@1.<int:0-9>.<int:0-9>"}, {"tarball": "left-pad@1.3.<int:0-9>.tgz"}, {"pnpm": "/react-dom@18.<int:0-3>.<int:0-9>_react@18.3.1"},
        {"at": "Object.run (/app/node_modules/@langchain/core@0.3.<int:1-60>/dist/runnables/base.cjs:<int:1-900>:<int:1-60>)"},
        {"pip": "git+https://git.ferrovale.tech/team/tool@v<int:1-9>.<int:0-9>.0"}, {"action": "actions/checkout@v<int:2-5>"}, {"brew": "openssl@3.<int:0-4>"}],
    "decorators": [
        "Put @functools.lru_cache above it and @Component.Builder below.", "@import url(theme.css); @font-face { src: url(a.woff2) }",
        "The @param and @returns lines of @scope/util.format are wrong.", {"diff": "@@ -<int:1-90>,7 +<int:1-90>,9 @@ def run():\n+@retry.on_exception"},
        {"sql": "SELECT @total := @total + 1, @@global.max_connections"}],
    "user-at-host": [
        {"principal": "svc-chat@prod-eu-<int:1-9>"}, {"ssh_target": "ubuntu@ip-10-0-<int:0-255>-<int:1-254>"}, {"instance": "worker@<int:1-30>.service"},
        {"node": "rabbit@mq-<int:0-3>.mq.default.svc.cluster.local"}, {"erlang": "'chat@node<int:1-9>'"}, {"agent": "jenkins@build<int:1-9>.lan"},
        "scp admin@gateway:/var/log/app.log . failed", "whoami says www-data@<hex:12>"],
    "image-names": [
        {"src": "https://cdn.thistlegate.net/i/avatar@2x.png?v=<int:1-99>"}, {"files": ["splash@3x~ipad.png", "tab-bar@2x.svg"]}, {"sprite": "flags@2x-<hex:8>.gif"},
        "The file banner@2x.jpeg is missing."],
    "prices": [
        {"estimated_cost": "<#ratio>"}, {"total": "€ <int:1-9>.<int0:3>,<int0:2>"}, {"usd": "<int:1000-9999>.<int0:4>"}, {"line_items": ["<int:1-99>.<int0:2>", "<int:100-999>.<int0:2>"]},
        {"budget": "<#int:1000000-99999999>"}, "It was <int:100-999>.<int0:2> USD, now <int:1-9>'<int0:3>.<int0:2> CHF."],
    "coordinates": [
        {"map_center": "<int:10-60>.<int0:5>, -<int:10-99>.<int0:5>"}, {"embedding_head": ["<#ratio>", "<#ratio>", "<#ratio>", "<#ratio>"]},
        {"tile": "<int:1-20>/<int:1-9000>/<int:1-9000>"}, {"polygon": [["<#float:6>", "<#float:6>"], ["<#float:6>", "<#float:6>"]]}, {"logprob": "<#ratio>"}],
    "order-numbers": [
        {"po": "PO-<int0:3>-<int0:4>-<int0:3>"}, {"order_ref": "<int0:4>-<int0:4>-<int0:4>"}, {"case": "<int0:2>/<int0:3>/<int0:5>"}, {"sku": "<UP:3>-<int0:6>-<int0:2>"},
        {"policy_no": "666-<int0:2>-<int0:4>"}, {"tracking": "1Z<UP:6>0<int0:9>"}, "Invoice <int0:3> <int0:4> <int0:4> belongs to file 000-<int0:2>-<int0:4>."],
    "handles": [
        "cc @<fn>-<ln> and @team/platform, thanks!", {"assignee": "@<fn>.<ln>"}, {"profile": "https://social.thistlegate.net/@<fn>_<int:1-99>"}, {"slack_user": "U<UP:10>"},
        "Posted by u/<fn><int:1-999> @ <int:1-11>pm."],
    "symbols": [
        {"symbol": "absl::Status::ok"}, {"rust": "alloc::vec::Vec::push at core::cell::RefCell"}, {"php": "Cache::add, Facade::decode"}, {"perl": "Data::Dumper, List::Util"}, {"lapse": "00:12:<int0:2>.<int0:3>"},
        {"ratio": "16:9:4"}, {"slice": "x[::-1]"}, {"css": "a::before"}, {"cron": "*/5 * * * *"}],
    "masked": [
        {"apiKey": "sk-ant-api03-xxxxxxxxxxxx"}, {"user_email": "[email redacted]"}, {"mail": "<low:1>*****<low:1>@g****.com"}, {"cc": "XXXX-XXXX-XXXX-<int0:4>"}, {"auth": "Bearer ***"},
        {"ssn_masked": "***-**-<int0:4>"}, {"ip_masked": "203.0.x.x"}, {"virtual_key": "sk-...<b62:4>"}, {"conn": "postgres://app:****@db/main"},
        "It printed <tag:EMAIL_1>, <tag:PHONE> and sk-ant-api03-... only."],
}
