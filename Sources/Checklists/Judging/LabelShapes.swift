import Facts
import Manifests
import SourceText

/// What a label holds, by its name and by the shape of its values. Values are counted and never handed on.
enum LabelShapes {
    /// Names of things that a service meets without end, as words between underscores.
    private static let endless: [String] = [
        "user", "users", "user_id", "userid", "uid", "end_user", "enduser", "customer_id", "account_id", "member_id",
        "session", "session_id", "sessionid", "conversation", "conversation_id", "thread_id", "chat_id",
        "request_id", "requestid", "req_id", "message_id", "msg_id", "correlation_id", "trace_id", "traceid", "span_id",
        "prompt_hash", "prompt", "url", "path_with_query", "error_message", "exception_message",
        "email", "user_email", "ip", "client_ip", "remote_addr", "phone", "phone_number", "token_hash", "api_key_hash",
    ]

    /// Names that say the value is about a person.
    private static let personal: [String] = [
        "email", "user_email", "e_mail", "mail", "email_address", "customer_email", "user_name", "username",
        "full_name",
        "first_name", "last_name", "phone", "phone_number", "msisdn", "ip", "client_ip", "ip_address", "remote_addr",
        "ssn", "iban", "birthdate", "date_of_birth",
    ]

    static let tenants: [String] = [
        "tenant", "tenant_id", "customer", "organization", "organization_id", "organisation", "org", "org_id",
        "account",
        "workspace", "workspace_id", "company",
    ]

    static func isEndless(_ label: ByteString) -> Bool { holds(endless, label) }

    static func isPersonal(_ label: ByteString) -> Bool { holds(personal, label) }

    static func isTenant(_ label: ByteString) -> Bool { holds(tenants, label) }

    private static func holds(_ words: [String], _ label: ByteString) -> Bool {
        // OpenTelemetry attributes arrive with their dots as underscores: `user.email`, `gen_ai.conversation.id`.
        let name = label.string.lowercased()
        let plain = name.hasPrefix("gen_ai_") ? String(name.dropFirst(7)) : name
        return words.contains { plain.utf8.elementsEqual($0.utf8) }
    }

    /// How many values have the shape of an e-mail address: one `@`, and a dot after it.
    static func addressCount(_ domain: LabelDomain) -> Int {
        domain.values.count { value in
            let parts = value.bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !value.bytes.contains(UInt8(ascii: " ")) else { return false }
            guard let dot = parts[1].lastIndex(of: UInt8(ascii: ".")) else { return false }
            return dot > parts[1].startIndex && parts[1].distance(from: dot, to: parts[1].endIndex) > 2
        }
    }
}

extension LabelShapes {
    /// How many values read like a sentence: four words or more, or longer than any name.
    static func proseCount(_ domain: LabelDomain) -> Int {
        domain.values.count { value in
            value.count > 120 || value.bytes.split(separator: UInt8(ascii: " ")).count >= 4
        }
    }
}

/// Families that a language's runtime brings along; nobody chose their labels.
enum RuntimeFamilies {
    private static let prefixes: [ByteString] = [
        "python_", "go_", "process_", "nodejs_", "jvm_", "dotnet_", "tokio_", "promhttp_", "scrape_", "otel_sdk_",
    ]

    static func contain(_ name: ByteString) -> Bool { prefixes.contains(where: name.hasPrefix) }
}

/// How many series a family will have.
enum SeriesCount {
    /// Series for one combination of labels: the buckets of a histogram with its sum and its count.
    static func perCombination(_ family: EmittedFamily) -> Int {
        switch family.kind {
        case .histogram: family.finiteBounds.count + 3
        case .summary: 2
        case .counter, .gauge, nil: 1
        }
    }

    /// Combinations of the other labels for one value of `label`: as the sample shows them, and once more for each
    /// model and feature that the manifest names and the sample has not met yet.
    static func others(_ family: EmittedFamily, besides label: ByteString, _ context: CheckContext) -> Int {
        let values = max(1, family.labels[label]?.values.count ?? 1)
        let sampled = max(1, family.seriesCount / perCombination(family) / values)
        let spellings = context.facts.signals.spellings.values.joined().filter { $0.family == family.name }
        let declared = [
            (LabelRole.model, context.manifest.claude.models.count), (.feature, context.manifest.features.count),
        ]
        return declared.reduce(sampled) { combinations, dimension in
            let own = spellings.lazy.compactMap { $0.labels[dimension.0] }.first ?? ByteString(dimension.0.rawValue)
            guard own != label, let met = family.labels[own]?.values.count, met > 0, dimension.1 > met else {
                return combinations
            }
            let scaled = combinations.multipliedReportingOverflow(by: dimension.1)
            return scaled.overflow ? Int.max : max(combinations, scaled.partialValue / met)
        }
    }

    /// Series after `count` values of `label` were met; never more than an `Int` holds.
    static func predicted(
        _ family: EmittedFamily, _ label: ByteString, values count: Int, _ context: CheckContext
    ) -> Int {
        let each = perCombination(family).multipliedReportingOverflow(by: others(family, besides: label, context))
        let all = each.partialValue.multipliedReportingOverflow(by: count)
        return each.overflow || all.overflow ? Int.max : all.partialValue
    }

    /// With a comma between thousands.
    static func text(_ count: Int) -> String {
        var digits = String(count)
        var groups: [String] = []
        while digits.utf8.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits = String(digits.dropLast(3))
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
