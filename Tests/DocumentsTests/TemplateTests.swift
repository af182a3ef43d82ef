import Documents
import Findings
import SourceText
import Testing

@Suite("A template")
struct TemplateTests {
    @Test(
        "of Helm is told before anything is judged",
        arguments: [
            "{{- if .Values.alerts.enabled }}\ngroups: []\n{{- end }}\n",
            "groups:\n{{- range .Files.Glob }}\n  - name: x\n{{- end }}\n",
            "metadata:\n  name: {{ .Release.Name }}-rules\n",
            "metadata:\n  name: app-{{ .Release.Name }}\n",
            "expr: up{namespace=\"{{ .Values.namespace }}\"}\n",
            "expr: 'rate(x[{{ $.Values.window }}]) > 1'\n",
            "labels:\n  {{- include \"chart.labels\" . | nindent 4 }}\n",
            "labels:\n{{ toYaml .Values.labels | indent 2 }}\n",
            "summary: \"{{`{{ $labels.instance }}`}} is down\"\n",
            "summary: '{{ \"{{\" }} $labels.instance }} is down'\n",
            "description: |\n  {{ .Values.text }}\n",
            "name: {{ template_variable }}\n",
            "- {{ item }}\n",
            "a: 1\n{{ end }}\nb: 2\n",
            "severity: {{ .Values.severity | default \"page\" }}\n",
        ])
    func helm(_ text: String) {
        let reading = DocumentReader.readYAML(file(text))
        #expect(reading.findings.map(\.kind) == [.unrenderedTemplate])
        #expect(reading.documents.isEmpty && reading.isTemplate)
        #expect(reading.findings.first?.fix.contains("helm template") == true)
    }

    @Test(
        "of Prometheus or Alertmanager is an ordinary text",
        arguments: [
            "summary: Instance {{ $labels.instance }} down\n",
            "summary: '{{ $labels.instance }} down'\n",
            "summary: \"{{ $value | humanizePercentage }} of {{ .Labels.job }}\"\n",
            "description: |\n  {{ range query \"up\" }}\n  {{- .Value }}\n  {{ end }}\n",
            "description: >-\n  {{ with $x := 1 }}{{ $x }}{{ end }}\n",
            "description: \"first\n  {{ $labels.x }}\n  - {{ $value }} done\"\n",
            "text: '{{ template \"slack.text\" . }}'\n",
            "text: '{{ `up{job=\"x\"}` | query | first | value }}'\n",
            "title: '[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }}'\n",
            "# {{ .Values.x }} is filled in by the chart\na: 1\n",
            "a: 1 # see {{ .Values.x }}\n",
            "legend: '{{instance}} {{ default }} {{ include }}'\n",
            "expr: 'sum(rate({a=\"b\"} | line_format \"{{.msg | default `x` | indent 2}}\" [5m]))'\n",
            "a: {b: {c: 1}}\n",
            "a: {? {b: 1} : 2}\n",
        ])
    func prometheus(_ text: String) {
        let reading = DocumentReader.readYAML(file(text))
        #expect(reading.findings.map(\.message) == [])
        #expect(reading.documents.count == 1)
    }

    @Test(
        "of Prometheus without quotes is told with the fix",
        arguments: ["summary: {{ $labels.instance }} is down\n", "- {{ $value }}\n", "a: {{$labels.x}}\n"])
    func unquoted(_ text: String) {
        let findings = DocumentReader.readYAML(file(text)).findings
        #expect(findings.map(\.kind) == [.yamlSyntaxError])
        #expect(findings.first?.fix.contains("double quotes") == true)
    }

    @Test("in JSON is told where it stands outside strings, and is text inside them")
    func json() {
        let template = DocumentReader.readJSON(file("{\"title\": {{ .Values.title | toJson }}}"))
        #expect(template.isTemplate && template.findings.first?.primary?.range.start == 10)
        #expect(DocumentReader.readJSON(file("{\"legendFormat\": \"{{instance}}\"}")).findings.isEmpty)
    }

    @Test("that has nothing to do with a syntax error does not take the blame for it")
    func blame() {
        let text = "description: |\n  {{ range . }}\n  {{ end }}\nsummary: a: b\n"
        let findings = DocumentReader.readYAML(file(text)).findings
        #expect(findings.map(\.kind) == [.yamlSyntaxError])
        #expect(findings.first?.message.contains("key where no key can stand") == true)
    }
}
