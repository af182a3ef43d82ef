import Facts
import Findings
import SourceText

/// Everything the price table adapter can object to.
enum PriceTableFindings {
    static let refusedKind = FindingKind(code: "PF055", name: "price-table-refused")
    static let unreadableKind = FindingKind(code: "PF056", name: "price-unreadable")
    static let dateKind = FindingKind(code: "PF057", name: "price-date-unreadable")

    private static let why = "what the service believes tokens cost cannot be compared with what they cost"

    static func refused(_ message: String, fix: String, at range: SourceRange, subject: String) -> Finding {
        Finding(
            refusedKind, .error, message: message, why: why, fix: fix, at: Annotation(range), subject: subject,
            discriminator: message)
    }

    static func row(at range: SourceRange, model: String) -> Finding {
        Finding(
            unreadableKind, .error, message: "the row of `\(model)` is no mapping of prices, so it cannot be read",
            why: why, fix: "write `\(model): {input: USD, output: USD}`, in dollars for a million tokens",
            at: Annotation(range, "not a mapping"), subject: "price of \(model)")
    }

    static func nameless(at range: SourceRange, path: String) -> Finding {
        Finding(
            unreadableKind, .error, message: "a row of `\(path)` has prices and names no model", why: why,
            fix: "add `model:`", at: Annotation(range, "whose prices are these?"), subject: path,
            discriminator: "no model")
    }

    static func price(_ kind: PriceKind, of model: String, at range: SourceRange) -> Finding {
        Finding(
            unreadableKind, .error, message: "the price of `\(model)` for \(kind.title) is no price",
            why: why, fix: "write a number of dollars, not negative, without a currency sign",
            at: Annotation(range, "no price"), subject: "price of \(model)", discriminator: kind.rawValue)
    }

    static func unit(at range: SourceRange, path: String) -> Finding {
        Finding(
            refusedKind, .error,
            message: "`\(path)` says its prices are for a number of tokens that cannot be read", why: why,
            fix: "write `unit: per_million`, `per_1k` or `per_token`", at: Annotation(range, "which unit?"),
            subject: path, discriminator: "unit")
    }

    static func date(at range: SourceRange, subject: String) -> Finding {
        Finding(
            dateKind, .warning, message: "the day of \(subject) is not written YYYY-MM-DD, so it counts as undated",
            why: "prices change; without a day nobody can say which ones these are", fix: "write it as `2026-11-20`",
            at: Annotation(range, "no day"), subject: subject)
    }
}
