/// How the SDKs behave when nobody tells them otherwise, by version.
///
/// Sources: anthropic-sdk-python `_constants.py` and `_base_client.py` of the versions named; anthropic-sdk-typescript
/// 0.120 `client.ts`. All retry 408, 409, 429 and 5xx twice, wait 0.5 s doubled up to 8 s less up to a quarter, and give
/// a read 600 s.
extension ClientPolicy {
    /// A policy by the name that scenario files spell it by.
    package static func preset(named name: String) -> ClientPolicy? {
        presets.first { $0.name.utf8.elementsEqual(name.utf8) }?.policy
    }

    /// Names and policies, the one that is taken unless another is named first.
    package static let presets: [(name: String, policy: ClientPolicy)] = [
        ("anthropic-sdk", currentPython), ("anthropic-python@2.12", currentPython),
        ("anthropic-python@1.5", formerPython), ("anthropic-typescript@0.120", currentPython), ("none", ClientPolicy()),
    ]

    /// TypeScript 0.120 does as much. Since 1.6.0 (2026-09-15) any `retry-after` is heeded, up to 4,294,967 s.
    private static let currentPython: ClientPolicy = {
        var policy = ClientPolicy()
        policy.maximumRetries = 2
        return policy
    }()

    /// Up to 1.5 a `retry-after` of more than 60 s is ignored for the usual backoff.
    private static let formerPython: ClientPolicy = {
        var policy = currentPython
        policy.longestRetryAfterMilliseconds = 60_000
        return policy
    }()
}
