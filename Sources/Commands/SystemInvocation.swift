import Glibc
import SourceText

extension Invocation {
    /// The real world, prepared so that neither a vanished reader nor a closed stream can hurt.
    package static func system() -> Invocation {
        // `preflight ... | head` would otherwise die of SIGPIPE, with status 141 instead of the verdict.
        signal(SIGPIPE, SIG_IGN)
        openClosedStreams()
        return Invocation(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: { name in getenv(name).map { String(cString: $0) } },
            files: .system(), standardOutput: .system(STDOUT_FILENO), standardError: .system(STDERR_FILENO),
            workers: .system(), stopRequests: StopSignals.hold, today: currentDay())
    }

    /// A stream that was closed by the caller (`>&-`) leaves its number to the next file opened, which would then
    /// receive the report. Such a stream leads nowhere instead.
    private static func openClosedStreams() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is given out, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    private static func currentDay() -> CivilDate {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let day = now.tv_sec >= 0 ? now.tv_sec / 86_400 : 0
        guard let date = CivilDate(daysSinceEpoch: day) ?? CivilDate(daysSinceEpoch: 0) else {
            preconditionFailure("1970-01-01 is a day")
        }
        return date
    }
}

extension StandardStream {
    fileprivate static func system(_ descriptor: Int32) -> StandardStream {
        let isTerminal = isatty(descriptor) == 1
        return StandardStream(
            isTerminal: isTerminal, columns: isTerminal ? terminalColumns(descriptor) : usualColumns,
            write: { bytes in
                guard let problem = SystemFiles.write(bytes[...], to: descriptor) else { return .delivered }
                return problem == .system(code: EPIPE) ? .readerGone : .failed(problem)
            })
    }

    private static func terminalColumns(_ descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return usualColumns }
        return min(Int(size.ws_col), 120)
    }
}

extension Preflight {
    /// Runs in the real world and ends the process.
    package static func runAndExit() -> Never {
        exit(run(.system()).rawValue)
    }
}
