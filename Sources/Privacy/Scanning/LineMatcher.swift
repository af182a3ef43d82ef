/// Finds the matches of one text: one pass over its bytes, in which a table names the few that may begin something, and
/// only there a validator is asked.
struct LineMatcher: Sendable {
    /// Matches of the last text, in their order, none over another.
    private(set) var matches: [Match] = []
    /// True if the last text has an escape of URLs in it.
    private(set) var holdsPercent = false
    /// Solid digits by the field they stand in; counted as long as `countsColumns` is set.
    var columns = CardColumns()
    var countsColumns = false

    mutating func match(_ text: Span<UInt8>) {
        matches.removeAll(keepingCapacity: true)
        holdsPercent = false
        scan(text, TriggerTable.masks.span, TriggerTable.detectors.span)
    }

    private mutating func scan(_ text: Span<UInt8>, _ masks: Span<UInt32>, _ detectors: Span<DetectorID>) {
        var index = 0
        var floor = 0
        while index < text.count {
            let mask = masks[Int(text[index])]
            if mask == 0 {
                index += 1
                continue
            }
            if mask == TriggerTable.digits {
                index = number(text, index, &floor)
            } else {
                index = candidate(text, index, mask, detectors, &floor)
            }
        }
    }

    /// Keeps a match; returns where to look on.
    private mutating func keep(_ match: Match, _ index: Int, _ floor: inout Int) -> Int {
        if let last = matches.last, match.start < last.end {
            guard last.isGeneric, !match.isGeneric, match.detector.isSecret else { return max(index + 1, match.end) }
            matches.removeLast()
        }
        matches.append(match)
        // Inside of what only its surroundings call a secret, a vendor's own shape may stand.
        if match.isGeneric { return max(index + 1, match.start) }
        floor = match.end
        return max(index + 1, match.end)
    }

    private mutating func candidate(
        _ text: Span<UInt8>, _ index: Int, _ mask: UInt32, _ detectors: Span<DetectorID>, _ floor: inout Int
    ) -> Int {
        // Behind the quote of a member's name nothing but its value can begin: most colons of a log.
        var rest = mask & TriggerTable.keys != 0 && text.at(index - 1) == Byte.quote ? TriggerTable.keys : mask
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            rest &= rest - 1
            if bit >= 29 {
                if bit == 30, let match = keyed(text, index) { return keep(match, index, &floor) }
                if bit == 29, Byte.isHexadecimal(text.at(index + 1)), Byte.isHexadecimal(text.at(index + 2)) {
                    holdsPercent = true
                }
                continue
            }
            if let match = Self.match(detectors[bit], text, index, floor) { return keep(match, index, &floor) }
        }
        return index + 1
    }

    private static func match(_ id: DetectorID, _ text: Span<UInt8>, _ index: Int, _ floor: Int) -> Match? {
        switch id {
        case .email: EmailMatcher.match(text, index, floor)
        case .phone: PhoneMatcher.match(text, index)
        case .ipv6: IPv6Matcher.match(text, index, floor)
        case .mac: MACMatcher.match(text, index, floor)
        case .jsonWebToken: JSONWebTokenMatcher.match(text, index, floor)
        case .privateKey: PrivateKeyMatcher.match(text, index)
        case .anthropicKey: ModelKeyMatcher.anthropic(text, index, floor)
        case .openAIKey: ModelKeyMatcher.openAI(text, index, floor)
        case .huggingFaceToken: ModelKeyMatcher.huggingFace(text, index, floor)
        case .awsAccessKey: CloudKeyMatcher.awsAccessKey(text, index)
        case .googleKey: CloudKeyMatcher.google(text, index, floor)
        case .githubToken: RepositoryTokenMatcher.github(text, index, floor)
        case .gitlabToken: RepositoryTokenMatcher.gitlab(text, index, floor)
        case .npmToken: RepositoryTokenMatcher.npm(text, index, floor)
        case .pypiToken: RepositoryTokenMatcher.pypi(text, index, floor)
        case .slackToken: ServiceKeyMatcher.slack(text, index, floor)
        case .stripeKey: ServiceKeyMatcher.stripe(text, index, floor)
        case .twilioKey: ServiceKeyMatcher.twilio(text, index)
        case .sendGridKey: ServiceKeyMatcher.sendGrid(text, index)
        case .grafanaToken: ServiceKeyMatcher.grafana(text, index, floor)
        case .observabilityKey: ServiceKeyMatcher.observability(text, index, floor)
        case .headerCredential: CredentialMatcher.scheme(text, index)
        case .password: CredentialMatcher.connection(text, index)
        case .paymentCard, .iban, .socialSecurityNumber, .ipv4, .awsSecretKey: nil
        }
    }

    /// A field whose name says what its value is.
    private func keyed(_ text: Span<UInt8>, _ index: Int) -> Match? {
        guard let key = KeyedValue.key(endingAt: index, in: text), let kind = KeyClass.of(key, in: text),
            let pair = KeyedValue.of(key, behind: index, in: text)
        else { return nil }
        return CloudKeyMatcher.awsSecretKey(text, pair, kind) ?? ServiceKeyMatcher.twilioToken(text, pair, kind)
            ?? ServiceKeyMatcher.namedKey(text, pair, kind) ?? CredentialMatcher.keyed(text, pair, kind)
            ?? CredentialMatcher.passwordField(text, pair, kind)
    }

    /// A run of digits; returns where to look on.
    private mutating func number(_ text: Span<UInt8>, _ start: Int, _ floor: inout Int) -> Int {
        let end = text.endOfDigits(from: start)
        let length = end - start
        let before = text.at(start - 1)
        if Byte.isWord(before) {
            if length >= 2, start - 2 >= floor, Byte.isLetter(before), Byte.isLetter(text.at(start - 2)),
                let match = IBANMatcher.match(text, start - 2)
            {
                return keep(match, start, &floor)
            }
            return end
        }
        let next = text.at(end)
        switch length {
        case 1...3 where next == Byte.dot:
            let (match, last) = IPv4Matcher.match(text, start)
            if let match { return keep(match, start, &floor) }
            return last
        case 3 where next == Byte.dash || next == Byte.space:
            if let match = SocialSecurityNumberMatcher.separated(text, start) { return keep(match, start, &floor) }
        case 4 where next == Byte.space || next == Byte.dash:
            if let match = PaymentCardMatcher.separated(text, start) { return keep(match, start, &floor) }
        case 9:
            if let match = SocialSecurityNumberMatcher.solid(text, start) { return keep(match, start, &floor) }
        case 12...19:
            if let match = card(text, start, end) { return keep(match, start, &floor) }
        default: break
        }
        return end
    }

    /// Solid digits of a card's length: what they are depends on the field they stand in.
    private mutating func card(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Match? {
        var match = PaymentCardMatcher.solid(text, start, end)
        guard let key = KeyedValue.key(before: start, in: text), CardColumns.endsValue(text.at(end)) else {
            // In the midst of a sentence it takes a word that says so.
            guard match != nil, match?.grade != .note else { return match }
            guard PaymentCardMatcher.saysCard(text, start) else { return end - start >= 14 ? match : nil }
            match?.grade = .certain
            return match
        }
        let column = countsColumns ? columns.count(key, in: text, passes: match != nil) : -1
        guard match != nil, match?.grade != .note else { return match }
        if PaymentCardMatcher.saysCard(text, start) {
            match?.grade = .certain
        } else {
            match?.column = column
            if column < 0, CardColumns.namesIdentity(key, in: text) { return nil }
        }
        return match
    }
}

extension DetectorID {
    /// Known without a look at the catalogue, since it is asked for every match.
    var isSecret: Bool {
        switch self {
        case .email, .paymentCard, .iban, .socialSecurityNumber, .phone, .ipv4, .ipv6, .mac: false
        default: true
        }
    }
}
