import SourceText

// Which family a name belongs to, and the samples as the result keeps them.

extension ExpositionReader {
    /// The family that a metadata line names, made if it is the first to do so.
    mutating func family(declaredAs name: NameSpelling) -> Int {
        let id = number(of: name)
        if familyOfName[id] >= 0 && families[familyOfName[id]].name == texts[id] { return familyOfName[id] }
        familyOfName[id] = addFamily(id, at: name.range)
        return familyOfName[id]
    }

    private mutating func addFamily(_ name: Int, at range: Range<Int>) -> Int {
        families.append(
            MetricFamily(
                name: texts[name], type: .unknown, typeRange: nil, help: nil, unit: nil, range: place(range),
                series: []))
        declarations.append(FamilyDeclarations())
        return families.count - 1
    }

    /// The family of a sample: the one declared under its name, or under its name less a suffix that the declared type
    /// brings with it, or one of its own.
    private mutating func family(ofSample name: Int, at range: Range<Int>) -> Int {
        if familyOfName[name] >= 0 { return familyOfName[name] }
        var owner = name
        if declaredTypes[name] == nil {
            for suffix in Self.suffixes where texts[name].hasSuffix(suffix.text) {
                let stem = texts[name].bytes.dropLast(suffix.text.count)
                let id = number(ofBytes: stem)
                if let type = declaredTypes[id], suffix.types.contains(type) {
                    owner = id
                    break
                }
            }
        }
        if familyOfName[owner] < 0 { familyOfName[owner] = addFamily(owner, at: range) }
        familyOfName[name] = familyOfName[owner]
        return familyOfName[owner]
    }

    private mutating func number(ofBytes bytes: ArraySlice<UInt8>) -> Int {
        unescaped = Array(bytes)
        return numberOfUnescaped()
    }

    /// `_created` is OpenMetrics's time of creation; the older format has it as a family of its own, which then is
    /// declared and found first.
    private static let suffixes: [(text: ByteString, types: [MetricType])] = [
        ("_bucket", [.histogram, .gaugeHistogram]), ("_sum", [.histogram, .summary]),
        ("_count", [.histogram, .summary]), ("_total", [.counter]), ("_info", [.info]),
        ("_created", [.counter, .histogram, .summary]), ("_gsum", [.gaugeHistogram]),
        ("_gcount", [.gaugeHistogram]),
    ]

    /// Adds the sample of the line at hand to its family.
    mutating func keep(_ sample: SampleDraft, line: Range<Int>) throws(LineTrouble) {
        let known = sampleKeys.count
        let id = sampleKey(sample)
        guard id == known else {
            throw LineTrouble(.duplicateSample(first: place(sampleLines[id])), line)
        }
        sampleLines.append(line)
        let family = family(ofSample: sample.name, at: sample.nameRange)
        // Without TYPE lines the parts of a histogram are families of their own and stand by turns, as they should.
        if family != lastFamily, !families[family].series.isEmpty, families[family].typeRange != nil,
            !declarations[family].isInterleaved
        {
            declarations[family].isInterleaved = true
            report(.interleavedFamily, line)
        }
        lastFamily = family
        noteUnlikeType(sample, family)
        families[family].series.append(series(sample, line))
        sampleCount += 1
    }

    private func series(_ sample: SampleDraft, _ line: Range<Int>) -> ExposedSeries {
        ExposedSeries(
            name: texts[sample.name],
            labels: labels.map { label in
                ExposedLabel(
                    name: texts[label.name], value: texts[label.value],
                    start: UInt32(clamping: label.range.lowerBound - line.lowerBound),
                    length: UInt32(clamping: label.range.count))
            },
            value: sample.value, timestampMilliseconds: sample.milliseconds, hasExemplar: sample.hasExemplar,
            range: place(line), nameStart: UInt32(clamping: sample.nameRange.lowerBound - line.lowerBound),
            nameLength: UInt32(clamping: sample.nameRange.count))
    }

    /// The bare name of a family is a sample name only for some types.
    private mutating func noteUnlikeType(_ sample: SampleDraft, _ family: Int) {
        guard let type = declaredTypes[sample.name] else { return }
        let mayBeBare =
            switch type {
            case .gauge, .summary, .stateSet, .unknown: true
            case .counter: format == .prometheusText
            case .histogram, .gaugeHistogram, .info: false
            }
        if !mayBeBare { report(.nameUnlikeType, sample.nameRange) }
    }

    /// Numbers the sample by its series and time; a number seen before is a duplicate.
    private mutating func sampleKey(_ sample: SampleDraft) -> Int {
        key.removeAll(keepingCapacity: true)
        appendToKey(UInt64(sample.name), byteCount: 4)
        for label in labels {
            appendToKey(UInt64(label.name), byteCount: 4)
            appendToKey(UInt64(label.value), byteCount: 4)
        }
        // Nine bytes where a label takes eight, so a key with a time never equals one without.
        if let milliseconds = sample.milliseconds {
            key.append(1)
            appendToKey(UInt64(bitPattern: milliseconds), byteCount: 8)
        }
        return sampleKeys.intern(key, 0..<key.count)
    }

    private mutating func appendToKey(_ number: UInt64, byteCount: Int) {
        for shift in 0..<byteCount { key.append(UInt8(truncatingIfNeeded: number >> UInt64(shift * 8))) }
    }
}
