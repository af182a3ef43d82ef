import Findings

extension Detector {
    static let email = Detector(
        id: .email, kind: FindingKind(code: "PF300", name: "e-mail-address"), title: "an e-mail address",
        plural: "e-mail addresses", severity: .error, category: .person, word: "e-mail",
        guards:
            "a local part of at most 64 bytes, two labels or more behind the `@`, a top-level domain of letters that "
            + "is no file name's ending. Reserved domains (RFC 2606), service accounts, `noreply` and `git@` are no person",
        trigger: .bytes("@"),
        matching: [
            "contact ⟦jo.doe+news@mail.acme-tools.com⟧ today",
            #"{"user": "⟦anna_k@firma.de⟧"}"#,
            #"{"text": "write to ⟦anna\u0040firma.de⟧"}"#,
            #"{"text": "line\n⟦anna@firma.de⟧."}"#,
            "GET /reset?for=⟦anna%40firma.de⟧&x=1",
        ],
        ignoring: [
            "icon@2x.png", "npm i left-pad@1.3.0", "noreply@acme.com", "git@github.com:org/repo.git",
            "someone@example.com", "https://deploy@build.acme.com/x", "a@b", "@app.route", "runner@host.local",
            "build@project.iam.gserviceaccount.com",
        ])
}

enum EmailMatcher {
    static func match(_ text: Span<UInt8>, _ at: Int, _ floor: Int) -> Match? {
        var start = at
        let limit = max(floor, at - 65)
        while start > limit, isLocal(text[start - 1]) { start -= 1 }
        // Quotes and signs around it are the sentence's, not the address's.
        while start < at, !Byte.isWord(text[start]) { start += 1 }
        guard start < at, at - start <= 64, text[at - 1] != Byte.dot else { return nil }
        if text.at(start - 1) == Byte.slash, text.at(start - 2) == Byte.slash { return nil }
        guard let end = endOfDomain(text, at + 1) else { return nil }
        if isNobody(text, start..<at, at + 1..<end) { return nil }
        return Match(detector: .email, grade: .certain, start: start, end: end)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        Byte.isWord(byte) || byte == Byte.dot || byte == Byte.percent || byte == Byte.plus || byte == Byte.dash
    }

    /// Where the domain ends, with a top-level domain of letters.
    private static func endOfDomain(_ text: Span<UInt8>, _ start: Int) -> Int? {
        var end = start
        var labelStart = start
        var labels = 0
        var isLetters = false
        // `left-pad@1.3.1.tgz` is a version of something.
        var isVersion = true
        while true {
            var index = labelStart
            var onlyLetters = true
            while Byte.isAlphanumeric(text.at(index)) || text.at(index) == Byte.dash {
                if !Byte.isLetter(text[index]) { onlyLetters = false }
                index += 1
            }
            let length = index - labelStart
            if length == 0 || length > 63 || text[labelStart] == Byte.dash || text[index - 1] == Byte.dash { break }
            if labels == 0 || index < text.count && text[index] == Byte.dot {
                isVersion = isVersion && (labelStart..<index).allSatisfy { Byte.isDigit(text[$0]) }
            }
            labels += 1
            end = index
            isLetters = onlyLetters && length >= 2 && length <= 24 || text.hasLowercased("xn--", at: labelStart)
            guard text.at(index) == Byte.dot, end - start < 254 else { break }
            labelStart = index + 1
        }
        guard labels >= 2, isLetters, !isVersion else { return nil }
        let next = text.at(end)
        if next == Byte.underscore || next == Byte.at { return nil }
        return endsLikeAFile(text, end) ? nil : end
    }

    /// Endings that are no top-level domains, or are seen in file and host names far more often.
    private static func endsLikeAFile(_ text: Span<UInt8>, _ end: Int) -> Bool {
        ends(text, end, ".png") || ends(text, end, ".jpg") || ends(text, end, ".jpeg") || ends(text, end, ".gif")
            || ends(text, end, ".svg") || ends(text, end, ".webp")
            || ends(text, end, ".js") || ends(text, end, ".ts") || ends(text, end, ".css") || ends(text, end, ".json")
            || ends(text, end, ".html") || ends(text, end, ".xml")
            || ends(text, end, ".yaml") || ends(text, end, ".yml") || ends(text, end, ".txt") || ends(text, end, ".log")
            || ends(text, end, ".gz") || ends(text, end, ".tgz") || ends(text, end, ".whl")
            || ends(text, end, ".jar")
            || ends(text, end, ".local") || ends(text, end, ".localdomain") || ends(text, end, ".internal")
            || ends(text, end, ".service") || ends(text, end, ".lan")
            || ends(text, end, ".corp") || ends(text, end, ".localhost") || ends(text, end, ".test")
            || ends(text, end, ".invalid") || ends(text, end, ".example")
            || ends(text, end, ".cluster")
    }

    private static func ends(_ text: Span<UInt8>, _ end: Int, _ word: StaticString) -> Bool {
        text.hasLowercased(word, at: end - word.utf8CodeUnitCount)
    }

    private static func isNobody(_ text: Span<UInt8>, _ local: Range<Int>, _ domain: Range<Int>) -> Bool {
        if isBelow(text, domain, "example.com") || isBelow(text, domain, "example.org")
            || isBelow(text, domain, "example.net")
        {
            return true
        }
        if isBelow(text, domain, "gserviceaccount.com") || isBelow(text, domain, "noreply.github.com") { return true }
        if isLocal(text, local, "git"), text.at(domain.upperBound) == Byte.colon { return true }
        return isLocal(text, local, "noreply") || isLocal(text, local, "no-reply") || isLocal(text, local, "no_reply")
            || isLocal(text, local, "donotreply")
            || isLocal(text, local, "do-not-reply") || isLocal(text, local, "mailer-daemon")
    }

    private static func isLocal(_ text: Span<UInt8>, _ local: Range<Int>, _ word: StaticString) -> Bool {
        local.count == word.utf8CodeUnitCount && text.hasLowercased(word, at: local.lowerBound)
    }

    private static func isBelow(_ text: Span<UInt8>, _ domain: Range<Int>, _ word: StaticString) -> Bool {
        let start = domain.upperBound - word.utf8CodeUnitCount
        guard start >= domain.lowerBound, text.hasLowercased(word, at: start) else { return false }
        return start == domain.lowerBound || text[start - 1] == Byte.dot
    }
}
