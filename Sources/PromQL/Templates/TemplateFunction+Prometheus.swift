import SourceText
import TimeSeries

/// The functions Prometheus adds. Source: `prometheus/prometheus:template/template.go` (2.42 and 3.14), restated.
extension TemplateFunction {
    static let prometheusFunctions: [String: TemplateFunction] = [
        "query": TemplateFunction(.text) { values, executor throws(TemplateFault) in
            switch executor.query(ByteString(values[0].bytes), executor.data.timeMilliseconds) {
            case .success(let samples): return .vector(samples)
            case .failure(.failed(let words)): throw .message(words.bytes)
            case .failure(.unsupported(let feature)): throw .unsupported(feature)
            }
        },
        "first": TemplateFunction(.vector) { values, _ throws(TemplateFault) in
            guard case .vector(let samples) = values[0], let first = samples.first else {
                throw .words("first() called on vector with no elements")
            }
            return .sample(first)
        },
        "label": TemplateFunction(.text, .sample) { values, _ throws(TemplateFault) in
            .text(try sample(values[1]).labels[values[0].bytes] ?? [])
        },
        "value": TemplateFunction(.sample) { values, _ throws(TemplateFault) in .float(try sample(values[0]).value) },
        "strvalue": TemplateFunction(.sample) { values, _ throws(TemplateFault) in
            .text(try sample(values[0]).labels[Array("__value__".utf8)] ?? [])
        },
        "sortByLabel": TemplateFunction(.text, .vector) { values, _ throws(TemplateFault) in
            guard case .vector(let samples) = values[1] else { return .vector([]) }
            let keys = samples.map { $0.labels[values[0].bytes] ?? [] }
            // A stable sort: equal keys keep their order.
            let order = samples.indices.sorted { one, other in
                if keys[one] == keys[other] { return one < other }
                return keys[one].lexicographicallyPrecedes(keys[other])
            }
            return .vector(order.map { samples[$0] })
        },
        "args": TemplateFunction(rest: .any) { values, _ throws(TemplateFault) in .arguments(TemplateArguments(values))
        },
        "match": TemplateFunction(.text, .text) { values, executor throws(TemplateFault) in
            do throws(RegexError) {
                return .boolean(try Regex(values[0].bytes, as: .search, executor.dialect).hasMatch(in: values[1].bytes))
            } catch {
                throw fault(error, compiling: nil)
            }
        },
        "reReplaceAll": TemplateFunction(.text, .text, .text) { values, executor throws(TemplateFault) in
            let regex: Regex
            do throws(RegexError) {
                regex = try Regex(values[0].bytes, as: .search, executor.dialect)
            } catch {
                throw fault(error, compiling: values[0].bytes)
            }
            let limit = TemplateLimits.outputBytes
            guard let text = regex.replacingMatches(in: values[2].bytes, with: values[1].bytes, limit: limit) else {
                throw .limit("more than \(limit) bytes of text")
            }
            return .text(text)
        },
        "safeHtml": TemplateFunction(.text) { values, _ throws(TemplateFault) in .html(values[0].bytes) },
        "title": TemplateFunction(.text) { values, executor throws(TemplateFault) in
            let isFirst = executor.dialect == .prometheus2
            return .text(isFirst ? GoText.titlecased(values[0].bytes) : GoText.titlecasedByWord(values[0].bytes))
        },
        "toUpper": TemplateFunction(.text) { values, _ throws(TemplateFault) in
            .text(GoText.uppercased(values[0].bytes))
        },
        "toLower": TemplateFunction(.text) { values, _ throws(TemplateFault) in
            .text(GoText.lowercased(values[0].bytes))
        },
        "graphLink": TemplateFunction(.text) { values, _ throws(TemplateFault) in .text(link(values[0].bytes, tab: 0))
        },
        "tableLink": TemplateFunction(.text) { values, _ throws(TemplateFault) in .text(link(values[0].bytes, tab: 1))
        },
        "stripPort": TemplateFunction(.text) { values, _ throws(TemplateFault) in
            .text(HostPort(values[0].bytes)?.host ?? values[0].bytes)
        },
        "stripDomain": TemplateFunction(.text) { values, _ throws(TemplateFault) in
            .text(HostPort.withoutDomain(values[0].bytes))
        },
        "externalURL": TemplateFunction { _, executor throws(TemplateFault) in .text(try externalURL(executor)) },
        "pathPrefix": TemplateFunction { _, executor throws(TemplateFault) in
            .text(HostPort.path(ofURL: try externalURL(executor)))
        },
        "humanize": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            .text(Humanize.decimal(try number(values[0], executor)))
        },
        "humanize1024": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            .text(Humanize.binary(try number(values[0], executor)))
        },
        "humanizeDuration": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            .text(Humanize.duration(try number(values[0], executor)))
        },
        "humanizePercentage": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            .text(Humanize.significant(try number(values[0], executor) * 100) + [UInt8(ascii: "%")])
        },
        "humanizeTimestamp": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            let number = try number(values[0], executor)
            if !number.isFinite { return .text(Humanize.significant(number)) }
            return .text(Array(GoTime.text(milliseconds: try milliseconds(number)).utf8))
        },
        "toTime": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            let number = try number(values[0], executor)
            if !number.isFinite { throw .words("value is NaN or Inf") }
            return .time(milliseconds: try milliseconds(number))
        },
        "toDuration": TemplateFunction(.any) { values, executor throws(TemplateFault) in
            let nanoseconds = try number(values[0], executor) * 1e9
            // Where it does not fit, amd64 gives the least number.
            return .duration(
                nanoseconds: nanoseconds.magnitude < 0x1p63 ? Int64(nanoseconds.rounded(.towardZero)) : .min)
        },
        "now": TemplateFunction { _, executor throws(TemplateFault) in
            .float(Double(executor.data.timeMilliseconds) / 1000)
        },
        "parseDuration": TemplateFunction(.text) { values, executor throws(TemplateFault) in
            .float(try seconds(values[0].bytes, allowsSign: executor.dialect == .prometheus3))
        },
        "urlQueryEscape": TemplateFunction(.text) { values, _ throws(TemplateFault) in
            .text(GoText.queryEscaped(values[0].bytes))
        },
    ]

    private static let nilPointer = TemplateFault.words(
        "runtime error: invalid memory address or nil pointer dereference")

    private static func sample(_ value: TemplateValue) throws(TemplateFault) -> TemplateSample {
        guard case .sample(let sample?) = value else { throw nilPointer }
        return sample
    }

    private static func externalURL(_ executor: TemplateExecutor) throws(TemplateFault) -> [UInt8] {
        guard let url = executor.data.externalURL else { throw nilPointer }
        return url.bytes
    }

    private static func link(_ expression: [UInt8], tab: Int) -> [UInt8] {
        Array("/graph?g0.expr=".utf8) + GoText.queryEscaped(expression) + Array("&g0.tab=\(tab)".utf8)
    }

    /// What Go reports of a pattern; `reReplaceAll` panics, and so quotes the whole of it.
    private static func fault(_ error: RegexError, compiling pattern: [UInt8]?) -> TemplateFault {
        guard case .syntax(let syntax) = error else { return .unsupported(error.message) }
        guard let pattern else { return .message(syntax.messageBytes) }
        let quoted = GoLiterals.canBackquote(pattern) ? [0x60] + pattern + [0x60] : GoLiterals.quote(pattern)
        return .message(Array("regexp: Compile(".utf8) + quoted + Array("): ".utf8) + syntax.messageBytes)
    }

    /// A number from what a template may hand in.
    private static func number(
        _ value: TemplateValue, _ executor: TemplateExecutor
    ) throws(TemplateFault) -> Double {
        switch value {
        case .float(let number): return number
        case .integer(let number): return Double(number)
        case .text(let bytes):
            switch GoNumbers.float(bytes[...]) {
            case .success(let number): return number
            case .failure(let failure):
                throw .message(
                    Array("strconv.ParseFloat: parsing ".utf8) + GoLiterals.quote(bytes)
                        + Array(": \(failure.words)".utf8))
            }
        default: throw .words("can't convert \(value.typeName(executor.dialect)) to float")
        }
    }

    /// Seconds since 1970 as milliseconds, by way of nanoseconds in 64 bits.
    private static func milliseconds(_ seconds: Double) throws(TemplateFault) -> Int64 {
        let nanoseconds = seconds * 1e9
        if nanoseconds > 0x1p63 || nanoseconds < -0x1p63 {
            var printer = GoPrinter(.prometheus2, limit: 100)
            printer.print([.float(seconds)])
            let words = " cannot be represented as a nanoseconds timestamp since it overflows int64"
            throw .message(printer.output + Array(words.utf8))
        }
        // At 2^63 itself amd64 gives the least number.
        return (nanoseconds < 0x1p63 ? Int64(nanoseconds.rounded(.towardZero)) : .min) / 1_000_000
    }

    private static func seconds(_ text: [UInt8], allowsSign: Bool) throws(TemplateFault) -> Double {
        let isNegative = allowsSign && text.first == UInt8(ascii: "-")
        let unsigned = isNegative ? Array(text.dropFirst()) : text
        do throws(PrometheusDurationError) {
            let milliseconds = try PrometheusDuration.milliseconds(of: unsigned)
            return Double(isNegative ? -milliseconds : milliseconds) / 1000
        } catch {
            guard error == .malformed else { throw .words(error.message(for: ByteString(unsigned))) }
            throw .message(Array("not a valid duration string: ".utf8) + GoLiterals.quote(unsigned))
        }
    }
}
