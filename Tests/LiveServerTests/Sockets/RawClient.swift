#if Live
import Glibc

/// A client that says exactly what it is told to, over a socket on loopback. It never blocks a thread: those belong to all
/// tests together. One task may send while another reads; only the test itself closes.
final class RawClient: @unchecked Sendable {
    enum Ending: Equatable {
        /// The server closed in good order.
        case closed
        case reset
        /// Nothing came for long.
        case silent
    }

    struct Failure: Error {
        var call: String
        var errno: Int32
    }

    private let socket: Int32
    private var isOpen = true

    /// Long enough for a busy machine; no test waits for it to pass unless it fails.
    private static let patienceMilliseconds = 30_000

    init(port: Int, receiveBufferBytes: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure(call: "socket", errno: errno) }
        var yes: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        if var bytes = receiveBufferBytes {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(call: "connect", errno: errno) }
    }

    deinit { close() }

    func close() {
        if isOpen { _ = Glibc.close(socket) }
        isOpen = false
    }

    /// Leaves with a reset.
    func reset() {
        var none = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func closeSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// False if the server is gone, or takes nothing more.
    @discardableResult
    func send(_ bytes: some Sequence<UInt8>) async -> Bool {
        var rest = Array(bytes)[...]
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return await patiently {
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) }
                if sent < 0 { return errno == EAGAIN ? nil : false }
                rest = rest.dropFirst(sent)
            }
            return true
        } ?? false
    }

    @discardableResult
    func send(_ text: String) async -> Bool { await send(text.utf8) }

    /// So many bytes, or fewer if the server closes.
    func read(_ count: Int) async -> [UInt8] { await receive(upTo: count).bytes }

    /// Whether something is there to be read at once.
    var hasInput: Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    func readToEnd() async -> (bytes: [UInt8], ending: Ending) { await receive(upTo: .max) }

    private func receive(upTo count: Int) async -> (bytes: [UInt8], ending: Ending) {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let ending = await patiently { () -> Ending? in
            while result.count < count {
                let wanted = min(buffer.count, count - result.count)
                let got = buffer.withUnsafeMutableBytes {
                    recv(socket, $0.baseAddress, wanted, Int32(MSG_DONTWAIT))
                }
                if got == 0 { return .closed }
                if got < 0 { return errno == EAGAIN ? nil : errno == ECONNRESET ? .reset : .silent }
                result += buffer[..<got]
            }
            return .silent
        }
        return (result, ending ?? .silent)
    }

    /// Tries until something comes of it, or for long.
    private func patiently<Outcome>(_ attempt: () -> Outcome?) async -> Outcome? {
        for tries in 0..<Self.patienceMilliseconds {
            if let outcome = attempt() { return outcome }
            if tries < 10 { await Task.yield() } else { try? await Task.sleep(for: .milliseconds(1)) }
        }
        return nil
    }
}
#endif
