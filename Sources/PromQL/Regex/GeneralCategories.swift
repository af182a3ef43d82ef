/// Unicode's general categories as bits, and the names `\p` knows them by.
enum GeneralCategories {
    /// The order of the bits; groups such as `L` take all that begin with the letter.
    private static let names = [
        "Cc", "Cf", "Cn", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd",
        "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
    ]

    static let everything: UInt32 = (1 << 30) - 1

    /// The bits of a category name of one or two letters, spelt as Unicode spells it; nil if there is none.
    ///
    /// Go before 1.25 lacks `Cn` and `LC`, and leaves the unassigned out of `C`.
    static func mask(named name: String, _ dialect: RegexDialect) -> UInt32? {
        if dialect == .prometheus2, name == "Cn" || name == "LC" { return nil }
        if name == "LC" { return union { ["Ll", "Lt", "Lu"].contains($0) } }
        let members = union { $0 == name || name.utf8.count == 1 && $0.hasPrefix(name) }
        guard members != 0 else { return nil }
        return dialect == .prometheus2 && name == "C" ? members & ~union { $0 == "Cn" } : members
    }

    private static func union(of isMember: (String) -> Bool) -> UInt32 {
        var mask: UInt32 = 0
        for (bit, name) in names.enumerated() where isMember(name) { mask |= 1 << UInt32(bit) }
        return mask
    }

    /// The one bit of a rune's category; surrogates are `Cs`.
    static func mask(of rune: UInt32) -> UInt32 {
        guard let scalar = Unicode.Scalar(rune) else { return 1 << 4 }
        let bit: UInt32 =
            switch scalar.properties.generalCategory {
            case .control: 0
            case .format: 1
            case .unassigned: 2
            case .privateUse: 3
            case .surrogate: 4
            case .lowercaseLetter: 5
            case .modifierLetter: 6
            case .otherLetter: 7
            case .titlecaseLetter: 8
            case .uppercaseLetter: 9
            case .spacingMark: 10
            case .enclosingMark: 11
            case .nonspacingMark: 12
            case .decimalNumber: 13
            case .letterNumber: 14
            case .otherNumber: 15
            case .connectorPunctuation: 16
            case .dashPunctuation: 17
            case .closePunctuation: 18
            case .finalPunctuation: 19
            case .initialPunctuation: 20
            case .otherPunctuation: 21
            case .openPunctuation: 22
            case .currencySymbol: 23
            case .modifierSymbol: 24
            case .mathSymbol: 25
            case .otherSymbol: 26
            case .lineSeparator: 27
            case .paragraphSeparator: 28
            case .spaceSeparator: 29
            @unknown default: 2
            }
        return 1 << bit
    }

    /// Go 1.25's long names of categories (Unicode's `PropertyValueAliases.txt`), in the loose spelling.
    static let aliases: [String: String] = [
        "Casedletter": "LC", "Closepunctuation": "Pe", "Connectorpunctuation": "Pc", "Control": "Cc", "Cntrl": "Cc",
        "Currencysymbol": "Sc", "Dashpunctuation": "Pd", "Decimalnumber": "Nd", "Digit": "Nd", "Enclosingmark": "Me",
        "Finalpunctuation": "Pf", "Format": "Cf", "Initialpunctuation": "Pi", "Letter": "L", "Letternumber": "Nl",
        "Lineseparator": "Zl", "Lowercaseletter": "Ll", "Mark": "M", "Combiningmark": "M", "Mathsymbol": "Sm",
        "Modifierletter": "Lm", "Modifiersymbol": "Sk", "Nonspacingmark": "Mn", "Number": "N",
        "Openpunctuation": "Ps", "Other": "C", "Otherletter": "Lo", "Othernumber": "No", "Otherpunctuation": "Po",
        "Othersymbol": "So", "Paragraphseparator": "Zp", "Privateuse": "Co", "Punctuation": "P", "Punct": "P",
        "Separator": "Z", "Spaceseparator": "Zs", "Spacingmark": "Mc", "Surrogate": "Cs", "Symbol": "S",
        "Titlecaseletter": "Lt", "Unassigned": "Cn", "Uppercaseletter": "Lu",
    ]
}
