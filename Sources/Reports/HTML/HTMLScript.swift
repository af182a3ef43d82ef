/// What filters the page, opens folded parts for printing and copies fixes. The page holds all its data in its markup;
/// the script only hides and shows.
enum HTMLScript {
    static let text = #"""

        (() => {
          "use strict";
          const byId = (id) => document.getElementById(id);
          const bar = byId("filters");
          const controls = ["text", "outcome", "severity", "item"].map(byId);
          const [text, outcome, severity, item] = controls;
          const words = (value) => (value || "").split(" ").filter(Boolean);
          const entries = Array.from(document.querySelectorAll("[data-entry]"), (node) => ({
            node,
            outcome: words(node.dataset.outcome),
            severity: words(node.dataset.severity),
            item: words(node.dataset.items),
            text: node.textContent.toLowerCase(),
          }));
          const parts = Array.from(document.querySelectorAll(".part, details.item"))
            .filter((part) => part.querySelector("[data-entry]"));
          const folds = Array.from(document.querySelectorAll("details.item"));
          let wasOpen = null;

          const apply = () => {
            const needles = words(text.value.toLowerCase());
            const isActive = controls.some((control) => control.value !== "");
            let count = 0;
            for (const entry of entries) {
              const isShown =
                (outcome.value === "" || entry.outcome.includes(outcome.value)) &&
                (severity.value === "" || entry.severity.includes(severity.value)) &&
                (item.value === "" || entry.item.includes(item.value)) &&
                needles.every((needle) => entry.text.includes(needle));
              entry.node.hidden = !isShown;
              if (isShown) count += 1;
            }
            for (const part of parts) part.hidden = !part.querySelector("[data-entry]:not([hidden])");
            if (isActive && wasOpen === null) wasOpen = folds.map((fold) => fold.open);
            if (isActive) for (const fold of folds) fold.open = true;
            if (!isActive && wasOpen !== null) {
              folds.forEach((fold, position) => { fold.open = wasOpen[position]; });
              wasOpen = null;
            }
            byId("shown").textContent = isActive ? `${count} of ${entries.length} shown` : "";
          };
          const clear = () => {
            for (const control of controls) control.value = "";
            apply();
          };
          for (const control of controls) control.addEventListener("input", apply);
          byId("clear").addEventListener("click", () => { clear(); text.focus(); });

          // A link leads to its target even if a filter hides that, or a fold holds it.
          const reveal = () => {
            const target = byId(location.hash.slice(1));
            if (!target) return;
            if (target.closest("[hidden]")) clear();
            for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
              fold.open = true;
            }
            target.scrollIntoView();
          };
          window.addEventListener("hashchange", reveal);
          document.addEventListener("click", (event) => {
            const link = event.target.closest("a[href^='#']");
            if (link && link.hash === location.hash) reveal();
          });

          for (const paste of document.querySelectorAll("pre.paste")) {
            const box = document.createElement("div");
            const button = document.createElement("button");
            box.className = "copied";
            button.type = "button";
            button.textContent = "copy";
            button.addEventListener("click", async () => {
              try {
                await navigator.clipboard.writeText(paste.textContent);
                button.textContent = "copied";
              } catch {
                getSelection().selectAllChildren(paste);
                button.textContent = "selected";
              }
              setTimeout(() => { button.textContent = "copy"; }, 2000);
            });
            paste.replaceWith(box);
            box.append(paste, button);
          }
          // What scrolls sideways can be scrolled with the keyboard.
          for (const box of document.querySelectorAll("pre.source")) {
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
          }

          let opened = [];
          window.addEventListener("beforeprint", () => {
            opened = Array.from(document.querySelectorAll("details:not([open])"));
            for (const fold of opened) fold.open = true;
          });
          window.addEventListener("afterprint", () => { for (const fold of opened) fold.open = false; });

          bar.hidden = false;
          if (controls.some((control) => control.value !== "")) apply();
          reveal();
        })();

        """#
}
