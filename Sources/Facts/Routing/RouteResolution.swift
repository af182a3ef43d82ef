package import SourceText

/// Where an alert goes: Alertmanager's walk through the tree, with labels that may be unknown.
///
/// Source: prometheus/alertmanager `dispatch/route.go`, `Route.Match`: depth first; the first child that matches ends
/// the search unless it says `continue`; a route whose children all decline takes the alert itself.
package struct RouteResolution: Sendable {
    /// Routes that get the alert whatever the series' labels are, in the order of the file.
    package private(set) var certain: [Int] = []
    /// Routes that get it for some series.
    package private(set) var possible: [Int] = []
    /// The labels on which it depends, in the order in which they were asked for.
    package private(set) var openLabels: [ByteString] = []

    package init(of labels: AlertLabels, in routing: RoutingFact) {
        let result = Walk(routing: routing, labels: labels).visit(0)
        certain = result.certain
        possible = result.possible
        var seen: Set<ByteString> = []
        for matcher in routing.routes.flatMap(\.matchers)
        where labels.satisfy(matcher) == nil && seen.insert(matcher.label).inserted {
            openLabels.append(matcher.label)
        }
    }

    /// What one route and those below it take.
    private struct Taken {
        var certain: [Int] = []
        var possible: [Int] = []
        /// Whether the route took it at all; nil if that depends.
        var isMatch: Bool?
    }

    /// The depth of the recursion is that of the tree, which the document's limit bounds.
    private struct Walk {
        let routing: RoutingFact
        let labels: AlertLabels

        func visit(_ index: Int) -> Taken {
            let route = routing.routes[index]
            var result = Taken(isMatch: labels.satisfy(route.matchers))
            guard result.isMatch != false else { return result }
            // Whether an earlier child has ended the search.
            var isOver: Bool? = false
            var isTaken: Bool? = false
            for child in route.children {
                let taken = visit(child)
                guard taken.isMatch != false else { continue }
                if isOver == false, taken.isMatch == true {
                    result.certain += taken.certain
                    result.possible += taken.possible
                } else {
                    result.possible += taken.certain + taken.possible
                }
                if taken.isMatch == true { isTaken = true } else if isTaken == false { isTaken = nil }
                if routing.routes[child].continues { continue }
                if taken.isMatch == true { break }
                isOver = nil
            }
            switch isTaken {
            case false?: result.certain.append(index)
            case nil: result.possible.append(index)
            case true?: break
            }
            if result.isMatch == nil {
                result.possible = result.certain + result.possible
                result.certain = []
            }
            return result
        }
    }
}
