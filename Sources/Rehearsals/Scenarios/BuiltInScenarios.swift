import Findings
import SourceText

/// The scenarios that ship, read from the copies embedded in the program.
extension BuiltInScenarios {
    /// Incidents first, then controls, each in bytewise order of their names.
    package static let all: [Scenario] = {
        let read = files.enumerated().map { index, file -> Scenario in
            let source = SourceFile(
                id: FileID(index: Int32(truncatingIfNeeded: -1 - index)), path: file.path, bytes: Array(file.text.utf8))
            let (scenario, findings) = ScenarioReader.read(source)
            guard let scenario else {
                preconditionFailure("\(file.path) cannot be read: \(findings.map(\.message))")
            }
            return scenario
        }
        return read.filter { $0.kind == .incident } + read.filter { $0.kind == .control }
    }()

    package static func named(_ id: String) -> Scenario? { all.first { $0.id.value.utf8.elementsEqual(id.utf8) } }
}
