/// A function of PromQL: everything about it in one value.
package struct Function: Sendable {
    /// How many arguments may follow the types listed.
    package enum Repetition: Sendable, Equatable {
        /// As many arguments as types.
        case none
        /// The last type may be absent or stand up to this many times.
        case upTo(Int)
        /// The last type may be absent or stand any number of times.
        case unlimited
    }

    /// What it takes to call the function.
    package enum Standing: Sendable, Equatable {
        case stable
        /// Only with `--enable-feature=promql-experimental-functions`.
        case experimental
        /// Says something about native histograms only; over other samples it yields nothing.
        case nativeHistograms
    }

    /// Which generation of Prometheus has the function.
    package enum Availability: Sendable, Equatable {
        case always
        case onlyInPrometheus2
        case onlyInPrometheus3
    }

    /// ASCII.
    package let name: String
    package let arguments: [ValueType]
    package let repetition: Repetition
    package let returns: ValueType
    package let standing: Standing
    package let availability: Availability
    /// What it computes, in one sentence.
    package let summary: String
    /// A whole expression that uses it.
    package let example: String
    package let implementation: FunctionImplementation

    init(
        _ name: String, _ arguments: [ValueType], repetition: Repetition = .none, returns: ValueType = .vector,
        standing: Standing = .stable, availability: Availability = .always, summary: String, example: String,
        implementation: FunctionImplementation = .refused
    ) {
        self.name = name
        self.arguments = arguments
        self.repetition = repetition
        self.returns = returns
        self.standing = standing
        self.availability = availability
        self.summary = summary
        self.example = example
        self.implementation = implementation
    }

    /// The fewest arguments a call may have.
    package var fewestArguments: Int { repetition == .none ? arguments.count : arguments.count - 1 }

    /// The most arguments a call may have; nil if there is no limit.
    package var mostArguments: Int? {
        switch repetition {
        case .none: arguments.count
        case .upTo(let extra): arguments.count - 1 + extra
        case .unlimited: nil
        }
    }

    /// The type of the argument at `index`; nil past the last of a function that does not repeat.
    package func argumentType(at index: Int) -> ValueType? {
        if index < arguments.count { return arguments[index] }
        return repetition == .none ? nil : arguments.last
    }

    /// Whether a Prometheus with these semantics has the function at all.
    package func exists(in semantics: Semantics) -> Bool {
        switch availability {
        case .always: true
        case .onlyInPrometheus2: semantics.hasHoltWinters
        case .onlyInPrometheus3: semantics.hasThirdGenerationFunctions
        }
    }
}

/// A function by its place in the catalogue.
package struct FunctionID: Hashable, Sendable {
    package let index: Int16

    /// The function itself.
    package var function: Function { FunctionCatalogue.all[Int(index)] }

    package var name: String { function.name }
}

/// Every function of every supported version, each declared in the file of its family.
package enum FunctionCatalogue {
    /// In the order of their names.
    package static let all: [Function] = families.flatMap { $0 }.sorted {
        $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }

    private static let families: [[Function]] = [
        Function.overRanges, Function.overTime, Function.arithmetic, Function.trigonometry, Function.dates,
        Function.histograms, Function.labels, Function.shapes,
    ]

    private static let names: [[UInt8]] = all.map { Array($0.name.utf8) }

    /// The function of that name, in any version; names are case-sensitive.
    package static func find(_ name: ArraySlice<UInt8>) -> FunctionID? {
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if names[middle].lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
        }
        guard low < names.count, names[low].elementsEqual(name) else { return nil }
        return FunctionID(index: Int16(low))
    }

    /// The function of that name, in any version.
    package static func find(_ name: String) -> FunctionID? { find(Array(name.utf8)[...]) }
}
