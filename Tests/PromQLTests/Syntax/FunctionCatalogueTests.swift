import PromQL
import Testing

@Suite("The catalogue of functions")
struct FunctionCatalogueTests {
    @Test("holds each name once, in order, and finds it")
    func names() {
        let names = FunctionCatalogue.all.map(\.name)
        #expect(names == Set(names).sorted())
        for name in names { #expect(FunctionCatalogue.find(name)?.name == name) }
        #expect(FunctionCatalogue.find("Rate") == nil)
        #expect(FunctionCatalogue.find("") == nil)
        #expect(FunctionCatalogue.find("zzz") == nil)
    }

    /// Prometheus 2.42 has 70 functions, 3.14 has 90 of which 17 are experimental.
    @Test("has as many functions as Prometheus")
    func counts() {
        let second = FunctionCatalogue.all.filter { $0.exists(in: .prometheus2) }
        let third = FunctionCatalogue.all.filter { $0.exists(in: .prometheus3) }
        #expect(second.count == 70)
        #expect(third.count == 90)
        #expect(third.filter { $0.standing == .experimental }.count == 17)
    }

    @Test("has a sentence and a working example for each:", arguments: FunctionCatalogue.all.map(\.name))
    func example(_ name: String) throws {
        let function = try #require(FunctionCatalogue.find(name)).function
        #expect(function.summary.hasSuffix("."))
        var semantics: Semantics = function.availability == .onlyInPrometheus2 ? .prometheus2 : .prometheus3
        semantics.acceptsExperimentalFunctions = true
        let expression = try Expression.parse(function.example, semantics)
        let calls = expression.nodes.contains { node in
            if case .call(let call) = node.kind { return call.function.name == name }
            return false
        }
        #expect(calls, "the example of \(name) does not call it: \(function.example)")
    }
}
