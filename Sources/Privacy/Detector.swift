package import Findings

/// A detector's number: its place in the catalogue, in masks and in tables of counts.
package enum DetectorID: UInt8, CaseIterable, Sendable {
    case email
    case paymentCard
    case iban
    case socialSecurityNumber
    case phone
    case ipv4
    case ipv6
    case mac
    case jsonWebToken
    case privateKey
    case anthropicKey
    case awsAccessKey
    case awsSecretKey
    case githubToken
    case gitlabToken
    case slackToken
    case googleKey
    case stripeKey
    case openAIKey
    case twilioKey
    case sendGridKey
    case npmToken
    case pypiToken
    case huggingFaceToken
    case headerCredential
    case password
    case grafanaToken
    case observabilityKey

    package var detector: Detector { DetectorCatalogue.all[Int(rawValue)] }
}

/// One kind of personal data or secret: how it is called, when it is looked at, and texts that show what it does.
///
/// The validator is a static function in the same file, reached from `LineMatcher` by the detector's number: a closure
/// kept in here would be called through a pointer for every candidate.
package struct Detector: Sendable {
    package let id: DetectorID
    package let kind: FindingKind
    /// What it is in a sentence: "an e-mail address".
    package let title: String
    /// Its plural in a count: "e-mail addresses".
    package let plural: String
    package let severity: Severity
    package let category: Category
    /// What takes the place of a value in any output: `‹e-mail›`.
    package let word: String
    /// What must hold before something counts, for people.
    package let guards: String
    /// What must stand in a text before the validator is asked.
    package let trigger: Trigger
    /// Texts with the match between `⟦` and `⟧`; each is a test. All values are invented.
    package let matching: [String]
    /// Near misses, in which it must find nothing.
    package let ignoring: [String]

    /// What kind of trouble a match is.
    package enum Category: String, Sendable {
        /// Opens something.
        case secret
        /// Says who somebody is.
        case person
        /// Says which machine it was; personal data under European law where it can be tied to a person.
        case network
    }

    package enum Trigger: Sendable {
        /// One of these bytes.
        case bytes(StaticString)
        /// The begin of a run of digits.
        case digits
        /// A `:` or `=` after a field's name.
        case keys
        /// Both of the last two.
        case bytesAndKeys(StaticString)

        package var words: String {
            switch self {
            case .bytes(let bytes): "one of the bytes `\(bytes)`"
            case .digits: "a run of digits"
            case .keys: "the name of a field"
            case .bytesAndKeys(let bytes): "one of the bytes `\(bytes)`, or the name of a field"
            }
        }
    }
}

/// A rule over the values of one field, which no single value can show.
package struct ColumnRule: Sendable {
    package let kind: FindingKind
    package let title: String
    package let severity: Severity
    package let guards: String
}

/// Every detector, in the order of its number and of its code.
package enum DetectorCatalogue {
    package static let all: [Detector] = [
        .email,
        .paymentCard,
        .iban,
        .socialSecurityNumber,
        .phone,
        .ipv4,
        .ipv6,
        .mac,
        .jsonWebToken,
        .privateKey,
        .anthropicKey,
        .awsAccessKey,
        .awsSecretKey,
        .githubToken,
        .gitlabToken,
        .slackToken,
        .googleKey,
        .stripeKey,
        .openAIKey,
        .twilioKey,
        .sendGridKey,
        .npmToken,
        .pypiToken,
        .huggingFaceToken,
        .headerCredential,
        .password,
        .grafanaToken,
        .observabilityKey,
    ]

    package static let columnRules: [ColumnRule] = [
        ColumnRule(
            kind: FindingKind(code: "PF328", name: "user-text-field"),
            title: "a field that people's sentences stand in",
            severity: .warning,
            guards:
                "of at least 50 values, half read like sentences and half differ once digits are masked: telemetry's "
                + "own messages repeat themselves, people do not"),
        ColumnRule(
            kind: FindingKind(code: "PF329", name: "digest-without-key"),
            title: "a digest that anybody can compute again from another field of the row", severity: .warning,
            guards:
                "16 or more hexadecimal digits under a name such as `user_hash` that equal MD5, SHA-1 or SHA-256 of "
                + "another value of the same row, as it stands, in lowercase or with a line break behind it"),
    ]
}
