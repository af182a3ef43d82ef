import Foundation
import TestKit
import Testing

/// Python's own readers: PyYAML in pure Python (not its binding to libyaml) and the standard library's `json`.
///
/// `make test` installs PyYAML into `.tools/venv`; elsewhere any `python3` that has it will do.
enum PythonReferee {
    static let python = Referee.python(with: "yaml")

    /// False on a developer's machine without PyYAML, where the test is skipped; in CI the test runs and fails.
    static var isAvailable: Bool { python != nil || Referee.isRequired }

    /// Runs a script over texts, which it reads as lines of hexadecimal; gives the lines that it prints for each text,
    /// which the script ends with a line `.`.
    static func answers(_ script: String, to texts: [[UInt8]]) throws -> [[String]] {
        let python = try #require(self.python, "no python3 with PyYAML: run `make test`, which installs it")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("texts")
        let lines = texts.map { $0.map { String(format: "%02x", $0) }.joined() }
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: input)
        let program = folder.appendingPathComponent("referee.py")
        try Data(script.utf8).write(to: program)
        let output = try Referee.run(python, [program.path, input.path])
        try #require(output.status == 0, "\(output.standardError)")
        var answers: [[String]] = [[]]
        for line in output.standardOutput.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "." { answers.append([]) } else { answers[answers.count - 1].append(String(line)) }
        }
        answers.removeLast()
        try #require(answers.count == texts.count)
        return answers
    }

    /// One line for each event: kind, style, place in Unicode scalars, value in hexadecimal.
    static let yamlEvents = """
        import sys, yaml
        styles = {None: 'plain', '': 'plain', "'": 'singleQuoted', '"': 'doubleQuoted', '|': 'literal', '>': 'folded'}
        for line in open(sys.argv[1]):
            try:
                text = bytes.fromhex(line.strip()).decode('utf-8')
                out = []
                for e in yaml.parse(text, Loader=yaml.Loader):
                    if isinstance(e, yaml.ScalarEvent):
                        style = styles[e.style]
                        place = '' if e.anchor or e.tag else f' {e.start_mark.index}'
                        if style not in ('literal', 'folded') and place: place += f'-{e.end_mark.index}'
                        out.append(f'scalar {style}{place} {e.value.encode("utf-8").hex()}')
                    elif isinstance(e, yaml.AliasEvent):
                        out.append(f'alias {e.start_mark.index}-{e.end_mark.index}')
                    elif isinstance(e, yaml.MappingStartEvent): out.append('mapping')
                    elif isinstance(e, yaml.SequenceStartEvent): out.append('sequence')
                    elif isinstance(e, (yaml.MappingEndEvent, yaml.SequenceEndEvent)): out.append('end')
                    elif isinstance(e, yaml.DocumentStartEvent): out.append('document')
            except (yaml.YAMLError, UnicodeDecodeError) as error:
                out = ['error']
            print(*out, '.', sep='\\n')
        """

    /// One line for each node of a JSON value, keys included; a single line `error` if it is none.
    static let jsonNodes = """
        import sys, json
        sys.setrecursionlimit(10000)
        def refuse(word): raise ValueError(word)
        def hexadecimal(text): return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace').encode('utf-8').hex()
        def walk(v, out):
            if isinstance(v, list) and v and isinstance(v[0], Pairs):
                out.append('mapping')
                for k, x in v[0].items: out.append('text ' + hexadecimal(k)); walk(x, out)
                out.append('end')
            elif isinstance(v, list):
                out.append('sequence')
                for x in v: walk(x, out)
                out.append('end')
            elif isinstance(v, Number): out.append('number ' + v.text)
            elif isinstance(v, str): out.append('text ' + hexadecimal(v))
            else: out.append({True: 'true', False: 'false', None: 'null'}[v])
        class Pairs:
            def __init__(self, items): self.items = items
        class Number:
            def __init__(self, text): self.text = text
        for line in open(sys.argv[1]):
            out = []
            try:
                text = bytes.fromhex(line.strip()).decode('utf-8')
                value = json.loads(text, object_pairs_hook=lambda p: [Pairs(p)], parse_int=Number, parse_float=Number,
                                   parse_constant=refuse)
                walk(value, out)
            except (ValueError, RecursionError):
                out = ['error']
            print(*out, '.', sep='\\n')
        """
}
