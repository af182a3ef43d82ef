import CZlib

/// Why a gzip stream ended before its end.
package enum GzipProblem: Error, Hashable, Sendable {
    /// The file ends inside the stream: it is still being written, or was cut.
    case truncated
    /// The bytes are no gzip, or a checksum does not agree.
    case damaged
    /// More comes out than may be held; a few kilobytes of zeros can stand for gigabytes.
    case tooLarge(limitBytes: Int)
    /// The system has no memory for the decoder.
    case outOfMemory
}

/// Undoes gzip (RFC 1952) piece by piece, one member after another as `cat a.gz b.gz` makes them. By zlib, which checks
/// length and CRC of each member.
package final class GzipStream {
    private let stream: UnsafeMutablePointer<z_stream>
    private var isOpen = false
    /// True between members, where a stream may end.
    private var isBetweenMembers = true
    /// True once what follows the last member is no member: gzip(1) ignores such bytes, often zeros of a tape block.
    private var isPastEnd = false
    private var problem: GzipProblem?

    /// True for bytes that begin like a gzip file.
    package static func begins(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

    package init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 more for "gzip and nothing else".
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        isOpen = status == Z_OK
        if !isOpen { problem = .outOfMemory }
    }

    deinit {
        if isOpen { inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Undoes the next piece; `body` gets what comes of it, in runs of at most 64 KiB, and returns false to stop.
    package func inflate(
        _ input: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(GzipProblem) {
        if let problem { throw problem }
        guard !input.isEmpty, !isPastEnd else { return }
        let outcome = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { output in
            run(input, output, body)
        }
        if let outcome {
            problem = outcome
            throw outcome
        }
    }

    /// Says that no more comes; throws if the stream is not at its end.
    package func finish() throws(GzipProblem) {
        if let problem { throw problem }
        if !isBetweenMembers { throw .truncated }
    }

    private func run(
        _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> GzipProblem? {
        // zlib's interface is older than `const`; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0 {
            let wasBetween = isBetweenMembers
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(clamping: output.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            let count = output.count - Int(stream.pointee.avail_out)
            if count > 0, !body(UnsafeBufferPointer(rebasing: output[..<count])) { return nil }
            switch status {
            case Z_OK: isBetweenMembers = false
            case Z_STREAM_END:
                isBetweenMembers = true
                hasReadMember = true
                inflateReset(stream)
                if stream.pointee.avail_in == 0 { return nil }
            case Z_BUF_ERROR: return nil
            case Z_MEM_ERROR: return .outOfMemory
            default:
                if wasBetween, hasReadMember {
                    isPastEnd = true
                    isBetweenMembers = true
                    return nil
                }
                return .damaged
            }
        }
        return nil
    }

    private var hasReadMember = false
}

/// Whole files.
package enum Gzip {
    /// What the bytes stand for, at most `limitBytes`; with a problem, what came before it.
    package static func decompress(_ bytes: [UInt8], limitBytes: Int) -> (bytes: [UInt8], problem: GzipProblem?) {
        var result: [UInt8] = []
        // Logs shrink to a tenth or less.
        result.reserveCapacity(min(limitBytes, bytes.count * 8))
        let stream = GzipStream()
        var isTooLarge = false
        do throws(GzipProblem) {
            var start = 0
            while start < bytes.count, !isTooLarge {
                // Pieces, since zlib counts what it is given in 32 bits.
                let piece = start..<min(start + 1_048_576, bytes.count)
                try bytes[piece].withUnsafeBufferPointer { (input) throws(GzipProblem) in
                    try stream.inflate(input) { output in
                        isTooLarge = result.count + output.count > limitBytes
                        if !isTooLarge { result += output }
                        return !isTooLarge
                    }
                }
                start = piece.upperBound
            }
            if isTooLarge { return (result, .tooLarge(limitBytes: limitBytes)) }
            try stream.finish()
            return (result, nil)
        } catch {
            return (result, error)
        }
    }
}
