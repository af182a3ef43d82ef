import SourceText

/// Why a text names no fault, in words for whoever wrote it.
package struct WireFaultProblem: Error, Sendable, Equatable {
    package var message: String
}

extension WireFaultUse {
    /// Reads `rate-limit` or `slow-drip; bytes=1; every=50`.
    package init(_ text: String) throws(WireFaultProblem) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        try self.init(name: parts.first ?? "", settings: parts.dropFirst().map { $0 })
    }

    /// A fault by its name with settings such as `bytes=1`.
    package init(name: String, settings: [String]) throws(WireFaultProblem) {
        guard let fault = WireFault.named(name) else {
            let names = WireFault.catalogue.map(\.name)
            let hint = NearMiss.closest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? "."
            throw WireFaultProblem(
                message: "there is no fault `\(name)`\(hint) Known are: \(names.joined(separator: ", "))")
        }
        self.init(fault)
        for setting in settings where !setting.isEmpty { try apply(setting) }
    }

    private mutating func apply(_ setting: String) throws(WireFaultProblem) {
        let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
        guard let place = fault.parameters.firstIndex(where: { $0.name.utf8.elementsEqual(sides[0].utf8) }) else {
            let known = fault.parameters.map(\.name)
            let takes = known.isEmpty ? "takes no settings" : "takes \(known.joined(separator: ", "))"
            throw WireFaultProblem(message: "`\(fault.name)` has no setting `\(sides[0])`: it \(takes)")
        }
        let parameter = fault.parameters[place]
        guard sides.count == 2, let value = NumberText.number(ArraySlice(sides[1].utf8), .json).value,
            parameter.range.contains(value)
        else {
            let (least, most) = (parameter.range.lowerBound, parameter.range.upperBound)
            throw WireFaultProblem(
                message: "`\(parameter.name)` of `\(fault.name)` is a number from \(Self.text(least)) to "
                    + "\(Self.text(most)): \(parameter.what)")
        }
        values[place] = value
    }

    private static func text(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
