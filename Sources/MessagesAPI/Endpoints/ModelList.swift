import ClaudeAPI
import ClaudeBackend
import SourceText
import TimeSeries

/// `GET /v1/models` and `/v1/models/{id}`. Source: anthropic-sdk-python 2.12.0, `types/model_info.py`.
extension ClaudeService {
    mutating func listModels(_ request: APIRequest, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        let page = try ListPage(request, ids: models.entries.map(\.model.listedID))
        let infos = models.entries[page.range].map { info(of: $0) }
        return reply(page.json(infos), arrival)
    }

    mutating func showModel(_ name: String, _ arrival: Arrival) throws(ErrorResponse) -> ServedAnswer {
        guard let place = models.index(of: name) else { throw .unknownModel(name) }
        return reply(info(of: models.entries[place]), arrival)
    }

    /// The catalogue has no creation days; that of the Unix epoch says that it is not known, as the API does.
    private func info(of entry: ServedModels.Entry) -> WireJSON {
        let model = entry.model
        let retires = model.retiresOn.map { WireTime.rfc3339(roundingUp: $0.midnight) }
        return .object([
            ("type", .string("model")), ("id", .string(model.listedID)),
            ("display_name", .string(Self.displayName(model.id))), ("created_at", .string("1970-01-01T00:00:00Z")),
            ("lifecycle", .string(retires == nil ? "active" : "deprecated")),
            ("line", .string(model.family.rawValue)),
            ("max_input_tokens", .integer(entry.backend.contextWindow)),
            ("max_tokens", .integer(ModelGates.of(model.id).maximumOutput)),
            ("deprecated_at", .null), ("retires_at", .optional(retires)),
        ])
    }

    /// `claude-sonnet-4-6` is shown as `Claude Sonnet 4.6`.
    private static func displayName(_ id: String) -> String {
        let parts = id.split(separator: "-").map(String.init)
        let words = parts.filter { $0.utf8.first.map { $0 > UInt8(ascii: "9") } ?? false }
        let numbers = parts.filter { $0.utf8.first.map { $0 <= UInt8(ascii: "9") } ?? false }
        let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        return numbers.isEmpty ? name : name + " " + numbers.joined(separator: ".")
    }
}

extension ClaudeModel {
    /// Up to 4.5 the list names the dated id.
    var listedID: String { aliases.first ?? id }
}

extension CivilDate {
    var midnight: VirtualTime { VirtualTime(milliseconds: Int64(daysSinceEpoch) * 86_400_000) }
}

/// One page of a list, by `limit`, `after_id` and `before_id`.
struct ListPage: Sendable {
    private let ids: [String]
    let range: Range<Int>

    init(_ request: APIRequest, ids: [String]) throws(ErrorResponse) {
        var limit = 20
        if let text = request.queryValues("limit").last {
            guard let value = NumberText.integer(ArraySlice(text.utf8), .json).value, (1...1000).contains(value) else {
                throw .invalid("limit: Input should be a valid integer from 1 to 1000")
            }
            limit = value
        }
        func place(_ name: String) throws(ErrorResponse) -> Int? {
            guard let id = request.queryValues(name).last else { return nil }
            guard let place = ids.firstIndex(where: { $0.utf8.elementsEqual(id.utf8) }) else {
                throw .invalid("\(name): there is no object `\(id)`")
            }
            return place
        }
        self.ids = ids
        if let before = try place("before_id") {
            range = max(0, before - limit)..<before
        } else {
            let first = try place("after_id").map { $0 + 1 } ?? 0
            range = first..<min(ids.count, first + limit)
        }
    }

    func json(_ objects: [WireJSON]) -> WireJSON {
        .object([
            ("data", .array(objects)),
            ("has_more", .raw(Array((range.upperBound < ids.count ? "true" : "false").utf8))),
            ("first_id", .optional(ids[range].first)), ("last_id", .optional(ids[range].last)),
        ])
    }
}
