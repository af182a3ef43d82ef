"""Looks at pages in headless Chromium and prints what is wrong with them, a line each; exits 1 if anything is.

    inspect-page.py CHROMIUM PAGE.html...

It speaks the DevTools protocol through two pipes (https://chromedevtools.github.io/devtools-protocol), so that it needs
neither a port nor a package. What it looks for: messages on the console, requests to anything but the page, texts with a
contrast below 4.5 in light, dark and print, boxes wider than the window, links that lead nowhere, headings that skip a
level, controls without a name, and filters that show something else than a second reading of the page says. Beside a page
may lie its JSON report under the same name: what is drawn must then stand where that says, within a pixel.
"""
import base64
import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, program):
        self.scratch = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()
        # Chromium reads commands from descriptor 3 and answers on 4.
        high = [os.dup(to_read), os.dup(to_write)]
        os.close(to_read), os.close(to_write)

        def connect():
            spare = [os.dup2(high[0], 60), os.dup2(high[1], 61)]
            os.dup2(spare[0], 3), os.dup2(spare[1], 4)

        arguments = [
            program, "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
            f"--user-data-dir={self.scratch.name}",
        ]
        # Chromium's sandbox refuses to start for the superuser.
        if os.geteuid() == 0: arguments.append("--no-sandbox")
        self.log = open(pathlib.Path(self.scratch.name) / "stderr", "w+b")
        self.process = subprocess.Popen(
            arguments, preexec_fn=connect, close_fds=False, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for descriptor in high: os.close(descriptor)
        self.buffer = b""
        self.count = 0
        self.session = None
        self.events = []

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.from_browser], [], [], left)[0]: return None
            chunk = os.read(self.from_browser, 1 << 20)
            if not chunk:
                self.log.seek(0)
                sys.exit("Chromium ended: " + self.log.read().decode(errors="replace")[-2000:])
            self.buffer += chunk
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, _seconds=60, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session: message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data: data = data[os.write(self.to_browser, data):]
        deadline = time.monotonic() + _seconds
        while True:
            answer = self.receive(deadline)
            if answer is None: sys.exit(f"Chromium does not answer {method}")
            if answer.get("id") == self.count:
                if "error" in answer: sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            if "method" in answer: self.events.append(answer)

    def wait(self, method, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            for event in self.events:
                if event["method"] == method: return event
            event = self.receive(deadline)
            if event is None: sys.exit(f"Chromium never says {method}")
            self.events.append(event)

    def attach(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]: self.call(f"{domain}.enable")

    def run(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result: sys.exit(f"the inspection itself failed: {result['exceptionDetails']}")
        return result["result"].get("value")

    def close(self):
        self.session = None
        try:
            self.call("Browser.close", _seconds=10)
        except SystemExit:
            pass
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


CONTRAST = """
(() => {
  const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (text) => {
    const [red, green, blue, alpha] = text.match(/[0-9.]+/g).map(Number);
    return {red, green, blue, alpha: alpha ?? 1};
  };
  const luminance = ({red, green, blue}) =>
    0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
  const over = (top, bottom) => {
    const mix = (name) => top[name] * top.alpha + bottom[name] * (1 - top.alpha);
    return {red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1};
  };
  const ground = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const style = getComputedStyle(node);
      if (style.backgroundImage !== "none") return null;
      const colour = parse(style.backgroundColor);
      if (colour.alpha > 0) layers.push(colour);
      if (colour.alpha === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), {red: 255, green: 255, blue: 255, alpha: 1});
  };
  const problems = [];
  let least = 99, count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true}) && element.tagName !== "OPTION") continue;
    const bottom = ground(element);
    if (bottom === null) { problems.push("text on an image"); continue; }
    const [first, second] = [luminance(over(parse(getComputedStyle(element).color), bottom)), luminance(bottom)];
    const contrast = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    count += 1;
    least = Math.min(least, contrast);
    if (contrast < 4.5) {
      problems.push(`contrast ${contrast.toFixed(2)} of ${element.tagName}.${element.className}: ` +
        walker.currentNode.data.trim().slice(0, 40));
    }
  }
  return {problems, least, count};
})()
"""

OVERFLOW = """
(() => {
  const width = document.documentElement.clientWidth;
  const problems = [];
  if (document.scrollingElement.scrollWidth > width) problems.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.getBoundingClientRect().right <= width + 1) continue;
    let box = element.parentElement;
    while (box && getComputedStyle(box).overflowX === "visible") box = box.parentElement;
    if (!box || box === document.body || box === document.documentElement) {
      problems.push(`${element.tagName}.${element.className} reaches ${element.getBoundingClientRect().right}`);
    }
  }
  return problems.slice(0, 5);
})()
"""

STRUCTURE = """
(() => {
  const problems = [];
  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) problems.push(`two elements are called #${element.id}`);
    ids.add(element.id);
  }
  for (const link of document.querySelectorAll("a")) {
    const target = link.getAttribute("href") || "";
    if (!target.startsWith("#") || !ids.has(target.slice(1))) problems.push(`a link leads to ${target || "nothing"}`);
    if (!link.textContent.trim()) problems.push("a link has no text");
  }
  for (const element of document.querySelectorAll("[aria-labelledby], label[for], output[for]")) {
    const names = (element.getAttribute("aria-labelledby") || element.getAttribute("for")).split(" ");
    for (const name of names) if (!ids.has(name)) problems.push(`${element.tagName} names #${name}, which is not there`);
  }
  if (!document.documentElement.lang) problems.push("no language");
  if (!document.title.trim()) problems.push("no title");
  if (!document.querySelector("meta[name=viewport]")) problems.push("no viewport");
  if (document.compatMode !== "CSS1Compat") problems.push("quirks mode");
  if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) problems.push("not one main");
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) problems.push(`${heading.tagName} after level ${level}: ${heading.textContent.slice(0, 40)}`);
    level = own;
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption) problems.push("a table has no caption");
    for (const cell of table.querySelectorAll("th")) if (!cell.scope) problems.push("a header cell has no scope");
    const widths = new Set(Array.from(table.rows, (row) => row.cells.length));
    if (widths.size > 1) problems.push("a table has rows of several lengths");
  }
  for (const control of document.querySelectorAll("input, select")) {
    if (!control.labels.length) problems.push(`#${control.id} has no label`);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (/^on|^style$|^src$/i.test(attribute.name)) problems.push(`${element.tagName} has ${attribute.name}`);
    }
  }
  for (const element of document.querySelectorAll("img, iframe, object, embed, link, base, form, video, audio")) {
    problems.push(`the page holds ${element.tagName}`);
  }
  const drawn = ["svg", "rect", "path", "text", "title", "desc"];
  for (const drawing of document.querySelectorAll("svg")) {
    for (const element of drawing.querySelectorAll("*")) {
      if (!drawn.includes(element.tagName)) problems.push(`a drawing holds ${element.tagName}`);
    }
    if (drawing.getAttribute("aria-hidden") === "true") continue;
    if (drawing.getAttribute("role") !== "img") problems.push("a drawing has no role");
    if (!drawing.hasAttribute("aria-labelledby") && !drawing.hasAttribute("aria-label")) {
      problems.push("a drawing has no name");
    }
  }
  return problems;
})()
"""

DRAWINGS = """
(() => {
  const box = (element) => {
    const {left, width, top, height} = element.getBoundingClientRect();
    return {left, width, top, height};
  };
  const number = (element, name) => Number(element.getAttribute(name));
  return Array.from(document.querySelectorAll("details.scenario"), (fold) => {
    const drawing = fold.querySelector("svg.timeline");
    const budget = fold.querySelector("svg.budget");
    return {
      timeline: drawing && {
        name: drawing.dataset.scenario,
        plot: box(drawing.querySelector(".plot")),
        to: number(drawing.querySelector(".plot"), "data-to"),
        charts: Array.from(drawing.querySelectorAll(".chart"), box),
        bands: Array.from(drawing.querySelectorAll("rect[data-kind]"), (band) => ({
          kind: band.dataset.kind, name: band.dataset.name, from: number(band, "data-from"), to: number(band, "data-to"),
          box: box(band),
        })),
        pages: Array.from(drawing.querySelectorAll("path[data-kind]"), (mark) => ({
          name: mark.dataset.name, at: number(mark, "data-at"), box: box(mark),
        })),
        curves: Array.from(drawing.querySelectorAll("path[data-quantity]"), (curve) => ({
          quantity: curve.dataset.quantity, box: box(curve),
        })),
      },
      budget: budget && {
        box: box(budget),
        steps: Array.from(budget.querySelectorAll("rect"), (step) => ({
          stage: step.dataset.stage, from: number(step, "data-from"), to: number(step, "data-to"), box: box(step),
        })),
      },
    };
  });
})()
"""

ENTRIES = """
Array.from(document.querySelectorAll("[data-entry]"), (node) => {
  const copy = node.cloneNode(true);
  for (const button of copy.querySelectorAll("button")) button.remove();
  const list = (value) => (value || "").split(" ").filter(Boolean);
  return {
    outcome: list(node.dataset.outcome), severity: list(node.dataset.severity), item: list(node.dataset.items),
    text: copy.textContent.toLowerCase(),
  };
})
"""

SHOWN = """
Array.from(document.querySelectorAll("[data-entry]"), (node) => node.checkVisibility())
"""


class Inspection:
    def __init__(self, browser, page):
        self.browser = browser
        self.url = page.resolve().as_uri()
        self.name = page.name
        self.data = page.with_suffix(".json") if page.with_suffix(".json").exists() else None
        self.problems = []

    def say(self, text): self.problems.append(f"{self.name}: {text}")

    def load(self, **parameters):
        self.browser.events.clear()
        self.browser.call("Page.navigate", url=self.url + parameters.get("hash", ""))
        self.browser.wait("Page.loadEventFired")

    def appear(self, width=1280, scheme="light", media="screen"):
        self.browser.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.browser.call(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}])

    def messages(self):
        """What the browser noted since the page was loaded."""
        self.browser.run("0")
        for event in self.browser.events:
            parameters = event.get("params", {})
            match event["method"]:
                case "Runtime.consoleAPICalled": self.say(f"the console says {parameters['args']}")
                case "Runtime.exceptionThrown": self.say(f"an exception: {parameters['exceptionDetails']}")
                case "Log.entryAdded": self.say(f"the log says {parameters['entry']['text']}")
                case "Page.javascriptDialogOpening": self.say(f"a dialog says {parameters['message']}")
                case "Network.requestWillBeSent":
                    if parameters["request"]["url"].partition("#")[0] != self.url:
                        self.say(f"requests {parameters['request']['url'][:100]}")

    def inspect(self):
        self.appear()
        self.load()
        for problem in self.browser.run(STRUCTURE): self.say(problem)
        if self.browser.run("document.getElementById('filters')?.checkVisibility()"):
            self.filters()
            self.keyboard()
            self.links()
        else:
            self.say("no filters")
        self.browser.run("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        if self.data: self.drawings(json.loads(self.data.read_text(encoding="utf-8")))
        for scheme, media in [("light", "screen"), ("dark", "screen"), ("light", "print"), ("dark", "print")]:
            self.appear(scheme=scheme, media=media)
            found = self.browser.run(CONTRAST)
            if found["count"] < 5: self.say(f"almost no text in {scheme} {media}")
            for problem in found["problems"]: self.say(f"{scheme} {media}: {problem}")
        for width in [360, 768, 1280]:
            self.appear(width=width)
            for problem in self.browser.run(OVERFLOW): self.say(f"{width} pixels: {problem}")
        self.appear(media="print")
        if self.browser.run("document.getElementById('filters')?.checkVisibility()"): self.say("the filters are printed")
        self.messages()
        self.paper()
        self.without_script()
        return self.problems

    def drawings(self, report):
        """Whether what is drawn stands where the JSON report says."""
        scenarios = [scenario for rehearsal in report["rehearsals"] for scenario in rehearsal["scenarios"]]
        folds = self.browser.run(DRAWINGS)
        if len(folds) != len(scenarios): return self.say(f"{len(folds)} scenarios are shown of {len(scenarios)}")
        for scenario, fold in zip(scenarios, folds):
            lines = scenario["timeline"]
            has_values = any(value is not None for column in lines["columns"] for value in column["values"])
            if scenario["unprovable"] is None and (lines["bands"] or has_values):
                if fold["timeline"]: self.timeline(scenario, fold["timeline"])
                else: self.say(f"no timeline of {scenario['id']}")
            if fold["budget"]: self.budget(scenario, fold["budget"])
            elif any(alert["verdict"] == "fired" and sum(step["milliseconds"] for step in alert["steps"])
                     for alert in scenario["alerts"]) and scenario["unprovable"] is None:
                self.say(f"no time to detect of {scenario['id']}")

    def timeline(self, scenario, drawn):
        name, plot = scenario["id"], drawn["plot"]
        if plot["width"] < 600: self.say(f"{name}: the plot is {plot['width']} pixels wide")
        if drawn["to"] != scenario["durationMilliseconds"]: self.say(f"{name}: the plot ends at {drawn['to']}")
        place = lambda moment: plot["left"] + plot["width"] * moment / scenario["durationMilliseconds"]
        said = sorted((band["kind"], band["fromMilliseconds"], band["toMilliseconds"], self.plain(band["name"]))
                      for band in scenario["timeline"]["bands"])
        seen = sorted((band["kind"], band["from"], band["to"], self.plain(band["name"])) for band in drawn["bands"])
        if [row[:3] for row in said] != [row[:3] for row in seen]: self.say(f"{name}: other bands are drawn: {seen}")
        elif any(one[3] and other[3] and one != other for one, other in zip(said, seen)):
            self.say(f"{name}: bands are drawn under other names")
        for band in drawn["bands"]:
            what, box = f"{name}: {band['kind']} {band['name'][:40]}", band["box"]
            if abs(box["left"] - place(band["from"])) > 1:
                self.say(f"{what} is drawn from {box['left']}, not {place(band['from'])}")
            width = place(band["to"]) - place(band["from"])
            if abs(box["width"] - width) > 1: self.say(f"{what} is {box['width']} pixels wide, not {width}")
        pages = {alert["name"] for alert in scenario["alerts"] if alert["page"]}
        fires = [band["fromMilliseconds"] for band in scenario["timeline"]["bands"]
                 if band["kind"] == "firing" and band["name"] in pages]
        if sorted(fires) != sorted(mark["at"] for mark in drawn["pages"]): self.say(f"{name}: other pages are marked")
        for mark in drawn["pages"]:
            middle = mark["box"]["left"] + mark["box"]["width"] / 2
            if abs(middle - place(mark["at"])) > 1: self.say(f"{name}: the page mark at {mark['at']} is drawn at {middle}")
        self.curves(scenario, drawn, place)

    def curves(self, scenario, drawn, place):
        columns = [column for column in scenario["timeline"]["columns"]
                   if any(value is not None for value in column["values"])]
        if [column["quantity"] for column in columns] != [curve["quantity"] for curve in drawn["curves"]]:
            return self.say(f"{scenario['id']}: other curves are drawn")
        for column, curve, chart in zip(columns, drawn["curves"], drawn["charts"]):
            values = column["values"]
            # Above that, one point stands for several values.
            if len(values) > 240: continue
            known = [index for index, value in enumerate(values) if value is not None]
            step = scenario["timeline"]["stepMilliseconds"]
            ends = [place((index + 0.5) * step) for index in (known[0], known[-1])]
            top = max(values[index] for index in known) or 1
            heights = [chart["top"] + chart["height"] * (1 - values[index] / top)
                       for index in (max(known, key=values.__getitem__), min(known, key=values.__getitem__))]
            box = curve["box"]
            found = [box["left"], box["left"] + box["width"], box["top"], box["top"] + box["height"]]
            if any(abs(one - other) > 1 for one, other in zip(found, ends + heights)):
                self.say(f"{scenario['id']}: the curve of {column['quantity']} is drawn in {found}, not {ends + heights}")

    def budget(self, scenario, drawn):
        box = drawn["box"]
        fitting = [alert for alert in scenario["alerts"]
                   if [step["stage"] for step in alert["steps"] if step["milliseconds"]]
                   == [step["stage"] for step in drawn["steps"]]]
        if not fitting: return self.say(f"{scenario['id']}: no alert has the stretches that are drawn")
        steps = [step for step in fitting[0]["steps"] if step["milliseconds"]]
        total, passed = sum(step["milliseconds"] for step in steps), 0
        for step, seen in zip(steps, drawn["steps"]):
            left = box["left"] + box["width"] * passed / total
            width = box["width"] * step["milliseconds"] / total
            if [seen["from"], seen["to"]] != [passed, passed + step["milliseconds"]] or (
                    abs(seen["box"]["left"] - left) > 1 or abs(seen["box"]["width"] - width) > 1):
                self.say(f"{scenario['id']}: the stretch {step['stage']} is drawn as {seen}, not {left}, {width}")
            passed += step["milliseconds"]

    def plain(self, name):
        """A name that every format writes in the same way; otherwise nothing."""
        return name if name.isascii() and name.isprintable() else ""

    def set(self, name, value):
        self.browser.run(
            f"(() => {{ const control = document.getElementById({json.dumps(name)});"
            f"control.value = {json.dumps(value)};"
            f"if (control.value !== {json.dumps(value)}) throw new Error('no such choice');"
            "control.dispatchEvent(new Event('input', {bubbles: true})); })()")

    def options(self, name):
        return self.browser.run(f"Array.from(document.getElementById({json.dumps(name)}).options, (one) => one.value)")

    def expect(self, entries, **wanted):
        for name in ["text", "outcome", "severity", "item"]: self.set(name, wanted.get(name, ""))
        needles = wanted.get("text", "").lower().split()
        expected = [
            all(wanted[name] in entry[name] for name in ["outcome", "severity", "item"] if wanted.get(name))
            and all(needle in entry["text"] for needle in needles)
            for entry in entries
        ]
        shown = self.browser.run(SHOWN)
        # Without a filter, requirements lie in folded items.
        if any(wanted.values()) and shown != expected:
            self.say(f"the filter {wanted} shows {sum(shown)} entries, {sum(expected)} fit")
        label = self.browser.run("document.getElementById('shown').textContent")
        if any(wanted.values()) and label != f"{sum(expected)} of {len(entries)} shown":
            self.say(f"the filter {wanted} says {label!r}")
        return sum(expected)

    def filters(self):
        entries = self.browser.run(ENTRIES)
        before = self.browser.run(SHOWN)
        for name in ["outcome", "severity", "item"]:
            for value in self.options(name)[1:]: self.expect(entries, **{name: value})
        for name in ["outcome", "severity", "item"]:
            for value in sorted({value for entry in entries for value in entry[name]}):
                if value not in self.options(name): self.say(f"no choice of {name} for {value}")
        words = sorted({word for entry in entries for word in entry["text"].split()[:6]}, key=len)
        for word in words[:3] + words[-3:]: self.expect(entries, text=word.upper())
        self.expect(entries, text="no entry says this")
        for entry in entries[:10]:
            self.expect(
                entries, outcome=(entry["outcome"] or [""])[0], severity=(entry["severity"] or [""])[0],
                item=(entry["item"] or [""])[0], text=" ".join(entry["text"].split()[:2]))
        self.browser.run("document.getElementById('clear').click()")
        if self.browser.run(SHOWN) != before: self.say("clearing the filters does not bring the page back")

    def press(self, key, code, text=""):
        for kind in ["keyDown", "keyUp"]:
            self.browser.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                **({"text": text} if text and kind == "keyDown" else {}))

    def keyboard(self):
        """Real keys: to the search field by Tab alone, a word typed, an item unfolded."""
        self.load()
        for _ in range(200):
            self.press("Tab", 9)
            if self.browser.run("document.activeElement.id") == "text": break
        else:
            self.say("Tab does not lead to the search field")
        self.browser.call("Input.insertText", text="no entry says this")
        if any(self.browser.run(SHOWN)): self.say("typing does not filter")
        self.browser.run("document.getElementById('clear').click()")
        if self.browser.run("document.querySelector('details.item') !== null"):
            self.browser.run("document.querySelector('details.item > summary').focus()")
            self.press("Enter", 13, "\r")
            if not self.browser.run("document.querySelector('details.item').open"): self.say("Enter unfolds no item")
            self.press("Enter", 13, "\r")

    def links(self):
        """A link to what is folded or filtered away still leads there."""
        target = self.browser.run("document.querySelector('.requirement')?.id")
        if not target: return
        self.set("text", "no entry says this")
        self.browser.run(f"location.hash = {json.dumps(target)}; new Promise((done) => setTimeout(done, 100))")
        visible = "document.getElementById(%s).checkVisibility()" % json.dumps(target)
        if not self.browser.run(visible): self.say(f"#{target} stays hidden when a link leads to it")
        self.browser.run("history.replaceState(null, '', location.pathname)")
        self.load()

    def paper(self):
        self.browser.call("Emulation.setEmulatedMedia", media="")
        data = base64.b64decode(self.browser.call("Page.printToPDF")["data"])
        if not data.startswith(b"%PDF"): self.say("cannot be printed")

    def without_script(self):
        self.appear()
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.load()
        if self.browser.run("document.getElementById('filters')?.checkVisibility()"):
            self.say("filters that cannot work are shown")
        if self.browser.run("document.querySelectorAll('[data-entry][hidden]').length"):
            self.say("something is hidden without the script")
        self.messages()
        self.browser.call("Emulation.setScriptExecutionDisabled", value=False)


def main():
    program, *pages = sys.argv[1:]
    browser = Browser(program)
    problems = []
    try:
        browser.attach()
        for page in pages: problems += Inspection(browser, pathlib.Path(page)).inspect()
    finally:
        browser.close()
    for problem in problems: print(problem)
    sys.exit(1 if problems else 0)


main()
