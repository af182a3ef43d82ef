import MessagesAPI
import Reports

/// What `list wire-faults` says.
enum WireFaultList {
    static var text: String {
        let rows = WireFault.catalogue.map { fault in
            [fault.name, fault.parameters.map(\.name).joined(separator: ", "), fault.summary]
        }
        let widths = (0..<2).map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
        return rows.map { row in
            let padded = (0..<2).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].utf8.count) }
            return (padded + [row[2]]).joined(separator: "  ") + "\n"
        }.joined()
    }

    static var json: JSONValue {
        .object([
            (
                "wireFaults",
                .array(
                    WireFault.catalogue.map { fault in
                        .object([
                            ("name", .string(fault.name)), ("summary", .string(fault.summary)),
                            (
                                "settings",
                                .array(
                                    fault.parameters.map {
                                        .object([("name", .string($0.name)), ("what", .string($0.what))])
                                    })
                            ),
                        ])
                    })
            )
        ])
    }
}
