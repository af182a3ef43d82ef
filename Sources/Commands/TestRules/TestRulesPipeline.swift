import Facts
import Findings
import PromQL
package import Reports
package import SourceText
import TimeSeries

/// What `preflight test rules` was asked for.
package struct TestRulesRequest: Sendable {
    /// Test files, as named on the command line.
    package var paths: [String]
    package var profile: TestProfile
    package var isStrict: Bool

    package init(paths: [String], profile: TestProfile = .three, isStrict: Bool = false) {
        self.paths = paths
        self.profile = profile
        self.isStrict = isStrict
    }
}

/// What came of a run of rule tests.
package struct TestRulesOutcome: Sendable {
    package var status: ExitStatus
    package var report: RuleTestReport
    /// All files that were read, so that places can be shown.
    package var sources: SourceSet
    /// Texts for standard error.
    package var messages: [String]
}

/// Test files in, answers out; every step is a function of another file.
package struct TestRulesPipeline {
    private let request: TestRulesRequest
    private let files: FileAccess
    private var sources = SourceSet()
    private var ruleFiles: [String: Result<SourceFile, FileProblem>] = [:]
    private var messages: [String] = []
    private var statuses: [ExitStatus] = []

    package static func run(_ request: TestRulesRequest, files: FileAccess) -> TestRulesOutcome {
        var pipeline = TestRulesPipeline(request: request, files: files)
        return pipeline.run()
    }

    private init(request: TestRulesRequest, files: FileAccess) {
        self.request = request
        self.files = files
    }

    private mutating func run() -> TestRulesOutcome {
        let results = request.paths.compactMap { test(path: $0) }
        let report = RuleTestReport(
            tool: Report.Tool(name: "preflight", version: toolVersion),
            profile: request.profile.semantics.profileName, isStrict: request.isStrict, files: results)
        let decided: [RuleTestReport.Test.Outcome] = [.passed, .failed, .vacuous]
        if !decided.contains(where: { report.count($0) > 0 }) {
            statuses.append(.nothingProvable)
            if messages.isEmpty, results.allSatisfy({ $0.isValid && report.passes($0) }) {
                messages.append("error: no test was decided, so nothing is proven")
            }
        }
        statuses += results.map { !$0.isValid ? .misuse : report.passes($0) ? .ready : .notReady }
        return TestRulesOutcome(
            status: ExitStatus.worst(of: statuses), report: report, sources: sources, messages: messages)
    }

    // MARK: One file

    private mutating func test(path: String) -> RuleTestReport.File? {
        let bytes: [UInt8]
        switch files.read(path) {
        case .failure(let problem):
            messages.append("error: `\(path)` \(problem.sentence)")
            statuses.append(.misuse)
            return nil
        case .success(let read): bytes = read
        }
        let source = sources.add(path: path, bytes: bytes)
        let (file, findings) = TestFileReader.read(source, request.profile)
        guard let file else { return RuleTestReport.File(path: path, isValid: false, findings: findings) }
        var result = RuleTestReport.File(path: path, isValid: true, findings: findings)
        let inputs = inputs(of: file, &result)
        guard result.isValid, let rules = rules(of: file, &result) else { return result }
        result.findings += TestOrder.findings(rules, file)
        for (group, input) in zip(file.groups, inputs) {
            // `inputs` has made sure that there is a grid.
            guard let grid = TestGroupRun.grid(of: group, in: file) else { continue }
            let run = TestGroupRun(
                group: group, file: file, rules: rules, profile: request.profile, isStrict: request.isStrict,
                input: input)
            result.groups.append(run.run(grid))
        }
        return result
    }

    /// The input of each group; the file is invalid if one of them is.
    private func inputs(of file: TestFile, _ result: inout RuleTestReport.File) -> [TestInput] {
        var inputs: [TestInput] = []
        for group in file.groups {
            if TestGroupRun.grid(of: group, in: file) == nil {
                result.findings.append(TestFindings.tooManyEvaluations(limit: EvaluationGrid.limit, at: group.place))
                result.isValid = false
                continue
            }
            let input = TestInput(group, last: TestGroupRun.lastEvaluation(of: group, in: file), request.profile)
            result.findings += input.findings
            if !input.isValid { result.isValid = false }
            inputs.append(input)
        }
        return inputs
    }

    // MARK: Rule files

    /// The rules of a file in the order of their evaluation; nil if a server would not load them.
    private mutating func rules(of file: TestFile, _ result: inout RuleTestReport.File) -> RuleFileReading? {
        var reading = RuleFileReading()
        var seen: Set<[UInt8]> = []
        for pattern in file.ruleFiles {
            for path in paths(of: pattern, file, &result) where seen.insert(Array(path.utf8)).inserted {
                switch source(of: path) {
                case .success(let source): reading.add(source, request.profile)
                case .failure(let problem):
                    result.findings.append(TestFindings.ruleFileUnreadable(path, problem, at: pattern.range))
                }
            }
        }
        result.findings += reading.findings
        let isUnreadable = result.findings.contains { $0.severity == .error }
        return reading.isRefused || isUnreadable ? nil : reading.ordered(by: file.groupOrder)
    }

    private func paths(
        of pattern: Located<String>, _ file: TestFile, _ result: inout RuleTestReport.File
    ) -> [String] {
        let folder = ManifestDiscovery.folder(of: file.file.path)
        let isAbsolute = pattern.value.utf8.first == UInt8(ascii: "/")
        let joined = pattern.value.isEmpty || isAbsolute ? pattern.value : GoGlob.join(folder, pattern.value)
        do throws(GoGlob.Malformed) {
            let paths = try GoGlob.paths(for: joined, in: files)
            if paths.isEmpty { result.findings.append(TestFindings.matchesNothing(pattern)) }
            return paths
        } catch {
            result.findings.append(TestFindings.patternMalformed(pattern))
            result.isValid = false
            return []
        }
    }

    /// A rule file, read once for all tests that name it.
    private mutating func source(of path: String) -> Result<SourceFile, FileProblem> {
        if let known = ruleFiles[path] { return known }
        let result = files.read(path).map { sources.add(path: path, bytes: $0) }
        ruleFiles[path] = result
        return result
    }
}

/// Whether the verdict depends on an order that promtool leaves open.
enum TestOrder {
    /// A warning for the first pair of groups that stand nowhere in `group_eval_order`, or both at its beginning, and of
    /// which one reads what the other writes.
    static func findings(_ rules: RuleFileReading, _ file: TestFile) -> [Finding] {
        let rank = { (group: Int) in
            file.groupOrder.firstIndex { $0.value == rules.groups[group].name } ?? 0
        }
        let dependencies = RuleDependencies(RuleSet(groups: rules.groups))
        for (reader, writers) in dependencies.reads.enumerated() {
            let id = dependencies.ids[reader]
            for writer in writers.map({ dependencies.ids[$0] })
            where writer.group != id.group && rank(Int(writer.group)) == rank(Int(id.group)) {
                return [
                    TestFindings.orderUnspecified(
                        rules.groups[Int(id.group)].name, rules.groups[Int(writer.group)].name,
                        at: rules.fact(id).text.outer, writes: rules.fact(writer).name.range)
                ]
            }
        }
        return []
    }
}
