import Facts
import Manifests
import SourceText

/// What a label holds, by its name and by the shape of its values. Values are counted and never handed on.
enum LabelShapes {
    /// Names of things that a service meets without end, as words between underscores.
    private static let endless: [String] = [
        "user", "users", "user_id", "userid", "uid", "end_user", "enduser", "customer_id", "account_id", "member_id",
        "session", "session_id", "sessionid", "conversation", "conversation_id", "thread", "thread_id", "chat_id",
        "request_id", "requestid", "req_id", "message_id", "msg_id", "correlation_id", "trace_id", "traceid", "span_id",
        "prompt_hash", "prompt", "url", "path_with_query", "query", "error_message", "exception_message", "message",
        "email", "user_email", "ip", "client_ip", "remote_addr", "phone", "phone_number", "token_hash", "api_key_hash",
    ]

    /// Names that say the value is about a person.
    private static let personal: [String] = [
        "email", "user_email", "e_mail", "mail", "email_address", "customer_email", "user_name", "username",
        "full_name",
        "first_name", "last_name", "phone", "phone_number", "msisdn", "ip", "client_ip", "ip_address", "remote_addr",
        "address", "ssn", "iban", "birthdate", "date_of_birth",
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

    /// Combinations of the other labels, as the sample shows them for one value of `label`.
    static func others(_ family: EmittedFamily, besides label: ByteString) -> Int {
        let values = max(1, family.labels[label]?.values.count ?? 1)
        return max(1, family.seriesCount / perCombination(family) / values)
    }

    /// Series after `count` values of `label` were met; never more than an `Int` holds.
    static func predicted(_ family: EmittedFamily, _ label: ByteString, values count: Int) -> Int {
        let each = perCombination(family).multipliedReportingOverflow(by: others(family, besides: label))
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
