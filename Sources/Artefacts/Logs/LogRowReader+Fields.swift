import Facts
import SourceText

extension LogRowReader {
    private static let nothing: [StaticString] = ["none", "null", "nil", "-", "n/a"]
    private static let successes: [StaticString] = [
        "ok", "success", "succeeded", "true", "completed", "complete", "done", "end_turn",
    ]
    private static let debugLevels: [StaticString] = ["debug", "trace", "debug5", "10", "20", "silly", "verbose"]

    /// Reads one value into the row; true where the row is to point at the value as a word. The first value of a field
    /// counts.
    static func read(
        _ field: LogField, _ measure: LogMeasure, _ kind: LogMember.Kind, _ bytes: UnsafeBufferPointer<UInt8>,
        into row: inout LogRow, isDebug: inout Bool
    ) -> Bool {
        let isFirst = !row.filled.contains(field)
        switch field {
        case .model, .feature, .tenant, .stopReason:
            row.filled.insert(field)
            return isFirst && (kind == .text || kind == .number)
        case .errorType: return readError(kind, bytes, into: &row)
        case .status:
            row.filled.insert(.status)
            if saysFailure(kind, bytes) { row.isError = true }
            return false
        case .errorMessage:
            if kind == .text, LogValues.says(bytes, anyOf: nothing) { return false }
            row.filled.insert(.errorMessage)
            return false
        case .level: isDebug = isDebugLevel(bytes)
        case .streaming: row.isStreaming = saysYes(kind, bytes)
        case .thinking: row.usedThinking = row.usedThinking == true || saysYes(kind, bytes)
        case .serviceTier: row.isBatch = row.isBatch || kind == .yes || LogValues.says(bytes, "batch")
        case .timestamp where isFirst: row.day = LogValues.day(bytes)
        case .requestID where isFirst: row.requestDigest = LogValues.digest(bytes)
        case .messageID where isFirst: row.messageDigest = LogValues.digest(bytes)
        case .inputTokens where isFirst: row.inputTokens = LogValues.scaled(bytes, exponent: 0)
        case .outputTokens where isFirst: row.outputTokens = LogValues.scaled(bytes, exponent: 0)
        case .cacheReadTokens where isFirst: row.cacheReadTokens = LogValues.scaled(bytes, exponent: 0)
        case .cacheCreationTokens where isFirst: row.cacheCreationTokens = LogValues.scaled(bytes, exponent: 0)
        case .cacheCreationHourTokens where isFirst:
            row.cacheCreationHourTokens = LogValues.scaled(bytes, exponent: 0)
        case .thinkingTokens where isFirst: row.thinkingTokens = LogValues.scaled(bytes, exponent: 0)
        case .cost where isFirst:
            row.costNanoDollars = LogValues.scaled(bytes, exponent: measure.nanoDollarExponent)
        case .ttft where isFirst: row.ttftMilliseconds = milliseconds(bytes, measure)
        case .latency where isFirst: row.latencyMilliseconds = milliseconds(bytes, measure)
        default: break
        }
        row.filled.insert(field)
        return false
    }

    static func isDebugLevel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        LogValues.says(bytes, anyOf: debugLevels)
    }

    private static func milliseconds(_ bytes: UnsafeBufferPointer<UInt8>, _ measure: LogMeasure) -> Double? {
        // Counted in microseconds until here, so that 0.35 s is 350 ms to the bit.
        LogValues.scaled(bytes, exponent: measure == .seconds ? 6 : 3).map { Double($0) / 1000 }
    }

    /// A type of error is a word; what a field called `error` holds beyond that is a message.
    private static func readError(
        _ kind: LogMember.Kind, _ bytes: UnsafeBufferPointer<UInt8>, into row: inout LogRow
    ) -> Bool {
        switch kind {
        case .yes:
            row.isError = true
            return false
        case .no: return false
        case .number:
            guard !LogValues.says(bytes, "0") else { return false }
        case .text:
            guard !LogValues.says(bytes, anyOf: nothing) else { return false }
            guard bytes.count <= 64, !bytes.contains(0x20) else {
                row.isError = true
                row.filled.insert(.errorMessage)
                return false
            }
        }
        row.isError = true
        row.filled.insert(.errorType)
        return true
    }

    private static func saysFailure(_ kind: LogMember.Kind, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch kind {
        case .yes: return false
        case .no: return true
        case .number: return LogValues.scaled(bytes, exponent: 0).map { $0 >= 400 } ?? false
        case .text:
            if let status = LogValues.scaled(bytes, exponent: 0) { return status >= 400 }
            return !LogValues.says(bytes, anyOf: successes)
        }
    }

    private static func saysYes(_ kind: LogMember.Kind, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch kind {
        case .yes: true
        case .no: false
        case .number: !LogValues.says(bytes, "0")
        case .text: !LogValues.says(bytes, anyOf: ["false", "disabled", "off", "no", "none", "0", "null"])
        }
    }
}
