/// How the page looks, in light, in dark and on paper.
///
/// Every pair of a text colour and what it stands on has a contrast of at least 4.5 (WCAG 2.2, success criterion 1.4.3);
/// a test measures it in a browser. Colour repeats what a word says and never says it alone.
enum HTMLStyle {
    static let text = """

        :root {
          color-scheme: light dark;
          --ground: #ffffff; --panel: #f4f5f7; --line: #d5d9df; --text: #1b1f24; --faint: #545d68;
          --link: #0b57a4; --fail: #b3201b; --warn: #7d4a00; --pass: #1a6b3a; --info: #0b57a4;
          --on-fill: #ffffff; --mark: #ffdedb; --mark-warn: #ffecc8; --mark-related: #dfe8f5; --on-mark: #1b1f24;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171a; --panel: #1d2126; --line: #363d46; --text: #e3e7ec; --faint: #a4adb8;
            --link: #8ab8f5; --fail: #ff8f86; --warn: #efb65a; --pass: #76cf96; --info: #8ab8f5;
            --on-fill: #17110f; --mark: #5b2320; --mark-warn: #4b3913; --mark-related: #2a3b52; --on-mark: #f4f6f8;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 72rem;
          background: var(--ground); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        h1, h2, h3, h4, p, ul, dl, dd, figure, pre { margin: 0; }
        h1, h2, h3, h4 { font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
        p, li, dd, td, th, summary, figcaption, output { overflow-wrap: anywhere; }
        code, pre, .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        code, .code { font-size: 0.9em; }
        pre code { font-size: 1em; }
        a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        [hidden] { display: none !important; }
        small, .note, .about, .origin, .counts, .none { color: var(--faint); font-size: 0.87em; font-weight: 400; }

        .origin { margin-bottom: 1.25rem; }
        .verdict h1 { font-size: 1.9rem; letter-spacing: -0.01em; }
        .verdict h2 { font-size: 1.5rem; letter-spacing: -0.01em; }
        header > h1 { font-size: 1.9rem; margin-bottom: 0.75rem; letter-spacing: -0.01em; }
        .sentence { font-size: 1.1rem; margin-top: 0.35rem; }
        .tally { margin-top: 0.15rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; padding: 0; margin-top: 0.5rem; list-style: none; }
        section.service { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 2px solid var(--text); }
        main > section.service:only-child { margin-top: 0; padding-top: 0; border-top: 0; }
        .part { margin-top: 1.75rem; }
        .part > h2, .part > h3 { font-size: 1.15rem; margin-bottom: 0.5rem; }

        .word { font-weight: 600; white-space: nowrap; color: var(--faint); }
        .word.pass { color: var(--pass); }
        .word.unprovable, .word.vacuous { color: var(--warn); }
        .word.fail { background: var(--fail); color: var(--on-fill); padding: 0 0.4em; border-radius: 3px; }
        .severity { font-weight: 600; }
        .severity.error, .marks .error { color: var(--fail); }
        .severity.warning, .marks .warning { color: var(--warn); }
        .severity.info, .marks .info { color: var(--info); }

        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
        table { border-collapse: collapse; width: 100%; }
        caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem; border-top: 1px solid var(--line); }
        thead th {
          border-top: 0; background: var(--panel); color: var(--faint); font-size: 0.87em; font-weight: 600;
          white-space: nowrap;
        }
        tbody th { font-weight: 600; min-width: 11rem; }
        th small, td small { display: block; }
        td { min-width: 5.5rem; }
        td.level, td.none { white-space: nowrap; }
        td.none { line-height: 1.75; }
        td:has(small) { min-width: 11rem; }
        td.number { font-variant-numeric: tabular-nums; }
        .scroll + .note { margin-top: 0.4rem; }

        #filters {
          display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin-top: 1.25rem; padding: 0.5rem 0;
          background: var(--ground); border-top: 1px solid var(--line); border-bottom: 1px solid var(--line);
        }
        #filters label { display: flex; gap: 0.4rem; align-items: center; }
        #filters span { color: var(--faint); font-size: 0.87em; }
        input, select, button {
          font: inherit; color: var(--text); background: var(--panel); border: 1px solid var(--faint);
          border-radius: 3px; padding: 0.15rem 0.4rem; min-height: 1.9rem; max-width: 100%;
        }
        #text { width: 11rem; }
        #item { max-width: 12rem; }
        option { color: var(--text); background: var(--panel); }
        button { cursor: pointer; padding: 0.15rem 0.7rem; }
        output { color: var(--faint); font-size: 0.87em; }

        .finding { border-left: 3px solid var(--line); padding: 0.1rem 0 0.1rem 0.9rem; margin-top: 1.25rem; }
        .finding.error { border-color: var(--fail); }
        .finding.warning { border-color: var(--warn); }
        .finding.info { border-color: var(--info); }
        .finding h3, .finding h4 { font-size: 1rem; }
        :target > h3, :target > h4, li:target > p:first-child { background: var(--panel); }
        .code { font-weight: 400; }
        figure { margin-top: 0.4rem; }
        figcaption { font-size: 0.93em; color: var(--faint); }
        pre { overflow-x: auto; font-size: 0.85rem; line-height: 1.45; }
        pre.source { padding: 0.15rem 0; }
        .gutter { color: var(--faint); user-select: none; -webkit-user-select: none; }
        .gutter::after { content: "\\2502\\00a0"; }
        .marks { user-select: none; -webkit-user-select: none; }
        mark { background: var(--mark); color: var(--on-mark); border-radius: 2px; }
        .warning mark { background: var(--mark-warn); }
        .info mark, .finding mark.related { background: var(--mark-related); }
        dl { display: grid; grid-template-columns: 5.6rem minmax(0, 1fr); gap: 0.2rem 0; margin-top: 0.4rem; }
        dt { color: var(--faint); font-size: 0.93em; }
        .paste {
          position: relative; background: var(--panel); border: 1px solid var(--line); border-radius: 4px;
          padding: 0.4rem 0.6rem; margin: 0.15rem 0; white-space: pre-wrap; overflow-wrap: anywhere;
        }
        .copied { display: flex; gap: 0.5rem; align-items: flex-start; }
        .copied .paste { flex: 1; min-width: 0; }
        .copied button { font-size: 0.87em; margin-top: 0.15rem; }
        .finding .about { margin-top: 0.35rem; }

        .plain { list-style: none; padding: 0; }
        .plain > li { border-top: 1px solid var(--line); padding: 0.4rem 0; }
        .links { list-style: none; padding: 0 0 0 0.9rem; }
        .item, .scenario { border: 1px solid var(--line); border-radius: 4px; margin-top: 0.4rem; padding: 0 0.75rem; }
        .item > summary, .scenario > summary { padding: 0.45rem 0; }
        .item > summary > *, .scenario > summary > * { display: inline; margin-right: 0.6rem; }
        .item > summary h3, .item > summary h4, .scenario h3, .scenario h4, .scenario h5 { font-size: 1rem; }
        .item > ul { margin-top: 0.4rem; }
        summary { cursor: pointer; }
        .requirement > p { display: inline; }
        .requirement > p:first-child > * { margin-right: 0.6rem; }
        .evidence > summary, .tables > summary { color: var(--faint); font-size: 0.87em; }

        .scenario { padding-bottom: 0.2rem; }
        .scenario > * { margin-bottom: 0.6rem; }
        .scenario .scroll, .part > .scroll + .scroll { margin-top: 0.6rem; }
        .matrix { width: auto; }
        .matrix td { min-width: 0; text-align: center; }
        .matrix tbody th small { display: inline; margin-left: 0.6em; }
        .matrix thead th { vertical-align: bottom; }
        .matrix thead th:not(:first-child) { writing-mode: vertical-rl; text-align: left; padding: 0.5rem 0.35rem; }
        .sign { font-weight: 600; }
        .sign.fired, .sign.good { color: var(--pass); }
        .sign.missed, .sign.misfired, .sign.bad { color: var(--fail); }
        .sign.unprovable, .sign.undecided { color: var(--warn); }
        .timeline { display: block; width: 100%; min-width: 56rem; height: auto; }
        .timeline text { fill: currentColor; color: var(--faint); font-size: 11px; }
        .timeline text.name { color: var(--text); }
        .timeline text.high, .timeline text.low { text-anchor: end; }
        .timeline .time { text-anchor: middle; }
        .timeline .plot, .timeline .chart { fill: var(--panel); }
        .timeline .plot { fill-opacity: 0; }
        .timeline .shade { fill: var(--warn); fill-opacity: 0.12; }
        .timeline .grid { stroke: var(--line); stroke-width: 0.6; fill: none; }
        .timeline .curve { stroke: var(--info); stroke-width: 1.5; stroke-linecap: round; fill: none; }
        .band.fault { fill: var(--warn); }
        .band.pending { fill: var(--fail); fill-opacity: 0.45; }
        .band.firing { fill: var(--fail); }
        .band.pending.ticket { fill: var(--info); fill-opacity: 0.45; }
        .band.firing.ticket { fill: var(--info); }
        .mark { fill: var(--text); }
        .budget { display: block; width: 100%; height: 1.4rem; }
        .step-1 { fill: var(--warn); } .step-2 { fill: var(--faint); } .step-3 { fill: var(--info); }
        .step-4 { fill: var(--fail); } .step-5 { fill: var(--pass); } .step-6 { fill: var(--text); }
        .step-7 { fill: var(--link); fill-opacity: 0.5; }
        .swatch { width: 0.75em; height: 0.75em; margin-right: 0.4em; }
        .legend, .steps { list-style: none; padding: 0; margin: 0.3rem 0; display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
        .card { border: 1px solid var(--line); border-radius: 4px; padding: 0.4rem 0.75rem; background: var(--panel); }
        .card + .card { margin-top: 0.4rem; }
        .card dl { grid-template-columns: minmax(5.6rem, max-content) minmax(0, 1fr); gap: 0.2rem 0.8rem; }
        .card dt { max-width: 14rem; overflow-wrap: anywhere; }

        @media (min-width: 48rem) and (min-height: 30rem) { #filters { position: sticky; top: 0; z-index: 1; } }
        @media (max-width: 32rem) {
          body { padding: 0.75rem 0.75rem 3rem; }
          dl { grid-template-columns: minmax(0, 1fr); }
          dd { margin-bottom: 0.3rem; }
          .finding { padding-left: 0.6rem; }
          .copied { flex-direction: column; align-items: stretch; gap: 0.2rem; }
          .copied button { align-self: flex-end; }
          tbody th { min-width: 8rem; }
          tbody th small { display: none; }
          th, td { padding: 0.35rem 0.5rem; }
          #filters label { flex: 1 1 8rem; flex-direction: column; align-items: stretch; gap: 0; }
          #text, #item { width: 100%; max-width: 100%; }
          .card dl { grid-template-columns: minmax(0, 1fr); }
        }
        @media print {
          :root {
            color-scheme: light;
            --ground: #ffffff; --panel: #ffffff; --line: #b5bbc3; --text: #000000; --faint: #3d444c;
            --link: #000000; --fail: #9c1310; --warn: #6b3f00; --pass: #14562e; --info: #0b4a8c;
            --on-fill: #9c1310; --mark: #ffffff; --mark-warn: #ffffff; --mark-related: #ffffff; --on-mark: #000000;
          }
          body { max-width: none; padding: 0; font-size: 10pt; }
          #filters, .copied button { display: none; }
          details::details-content { content-visibility: visible; height: auto; }
          .word.fail { background: none; border: 1px solid; }
          mark { text-decoration: underline; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; }
          pre, .scroll { overflow: visible; }
          table { font-size: 8.5pt; }
          td, tbody th { min-width: 0; padding: 0.2rem 0.4rem; }
          .timeline { min-width: 0; }
          h1, h2, h3, h4, figcaption { break-after: avoid; }
          figure, tr, .paste { break-inside: avoid; }
        }

        """
}
