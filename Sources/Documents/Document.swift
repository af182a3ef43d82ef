package import Findings
package import SourceText

/// One document of a file (YAML files may hold several), as a tree whose every node knows its bytes in the file.
package struct Document: Sendable {
    package let root: Node

    init(_ storage: NodeStorage) { root = Node(storage: storage, index: 0, place: 0) }

    package var range: SourceRange { root.range }
}

/// What reading one file gave: every document that could be read, and everything that was wrong.
package struct DocumentReading: Sendable {
    /// In the order of the file; a document that could not be read is left out.
    package var documents: [Document]
    package var findings: [Finding]

    init(documents: [Document] = [], findings: [Finding] = []) {
        self.documents = documents
        self.findings = findings
    }

    /// True if no document was lost: nothing stopped the reader before the end of the file.
    package var isComplete: Bool { !findings.contains { $0.kind.stopsReading } }

    /// True if the file is a Helm template, which no other tool could read either before it is rendered.
    package var isTemplate: Bool { findings.contains { $0.kind == .unrenderedTemplate } }
}

/// What one file may cost. Bad input meets a limit and a finding, never a hang.
package struct DocumentLimits: Sendable {
    /// Size of the file in bytes; a text of nothing but `a,a,a` takes about 20 times its size in memory.
    package var bytes = 64 << 20
    /// Mappings and sequences inside one another, aliases expanded. libyaml's flow nesting is quadratic: 12,500 levels
    /// take half a second, 100,000 take half a minute; real files stay below 20.
    package var depth = 200
    /// Nodes that aliases add to what is written in the file ("billion laughs").
    package var aliasedNodes = 1_000_000
    /// Duplicate keys and the like that are told one by one; the rest is counted.
    package var findingsOfAKind = 100

    package init() {}
}
