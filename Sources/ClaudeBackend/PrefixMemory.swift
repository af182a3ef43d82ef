/// Which prefixes are in the cache, for the simulator: a prefix has a number, and that it is the same text is taken as
/// given.
///
/// An entry can be read once the answer began that wrote it, and lives five minutes or an hour from the beginning of the
/// request that used it last. Source: platform.claude.com, "Prompt caching".
struct PrefixEntry {
    /// When the first answer began that wrote it.
    var readableMilliseconds: Int64 = .max
    var expiresMilliseconds: Int64 = .min
    /// How long the prefix is.
    let tokens: Int32

    @inline(__always)
    func isReadable(at now: Int64) -> Bool { now >= readableMilliseconds && now < expiresMilliseconds }

    /// A request that began now used or wrote the entry, and its answer begins then.
    @inline(__always)
    mutating func use(at now: Int64, lifetimeMilliseconds: Int64, answerBegins: Int64) {
        let begins = now >= expiresMilliseconds ? answerBegins : min(readableMilliseconds, answerBegins)
        readableMilliseconds = begins
        expiresMilliseconds = max(expiresMilliseconds, now &+ lifetimeMilliseconds)
    }
}
