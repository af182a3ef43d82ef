import SourceText
import Testing
import TimeSeries

@Suite("Series in a store")
struct SeriesStoreTests {
    private static func store(_ texts: [[(ByteString, ByteString)]]) -> SeriesStore {
        var store = SeriesStore()
        let clock = store.addClock([0])
        for labels in texts {
            let set = store.labels.set(labels.map { (name: $0.0, value: $0.1) })
            store.add(set, clock, [1])
        }
        return store
    }

    private static let example = store([
        [("__name__", "requests"), ("job", "b"), ("code", "500")],
        [("__name__", "requests"), ("job", "a"), ("code", "200")],
        [("__name__", "requests"), ("job", "a")],
        [("__name__", "up"), ("job", "a")],
        [("__name__", "up")],
    ])

    private static func values(
        _ conditions: [LabelCondition], of name: String, in store: SeriesStore = example
    ) -> [String] {
        guard let name = store.labels.find(Array(name.utf8)) else { return [] }
        return store.select(conditions).map { id in
            String(decoding: store.labels.bytes(of: store.labels.value(of: name, in: store[id].labels)), as: UTF8.self)
        }
    }

    @Test("come out in the order of their labels, whatever the order in which they came in")
    func ordered() {
        #expect(Self.values([], of: "__name__") == ["requests", "requests", "requests", "up", "up"])
        #expect(Self.values([], of: "code") == ["200", "500", "", "", ""])
        #expect(Self.values([LabelCondition("__name__", .equal(Array("up".utf8)))], of: "job") == ["", "a"])
    }

    @Test("are found by equality, inequality and predicates, where an absent label is empty")
    func selected() {
        let requests = LabelCondition("__name__", .equal(Array("requests".utf8)))
        #expect(
            Self.values([requests, LabelCondition("code", .notEqual(Array("200".utf8)))], of: "job") == ["b", "a"])
        #expect(Self.values([requests, LabelCondition("code", .equal([]))], of: "job") == ["a"])
        #expect(Self.values([requests, LabelCondition("code", .notEqual([]))], of: "code") == ["200", "500"])
        let anything = LabelCondition("code", .satisfies { $0.count != 3 })
        #expect(Self.values([requests, anything], of: "code") == [""])
        #expect(Self.values([LabelCondition("nowhere", .equal([1]))], of: "job").isEmpty)
        #expect(Self.values([LabelCondition("nowhere", .notEqual([1]))], of: "job").count == 5)
    }

    @Test("ask a predicate once for each distinct value, and once for the absent label")
    func predicateCalls() {
        var series: [[(ByteString, ByteString)]] = []
        for number in 0..<100 {
            let value = ByteString(String(number))
            let rest = ByteString(String(number % 3))
            series.append([("__name__", "x"), ("n", value), ("s", rest)])
        }
        let store = Self.store(series)
        let condition = LabelCondition("s", .satisfies { $0.first == UInt8(ascii: "1") })
        #expect(store.select([condition]).count == 33)
    }

    @Test("of the same labels become one, the newer sample standing at equal times")
    func merged() {
        var store = SeriesStore()
        let labels = store.labels.set([(name: "__name__", value: "x")])
        let id = store.add(labels, samples: [(0, .value(1)), (10, .value(2)), (30, .stale)])
        #expect(store.add(labels, samples: [(10, .value(5)), (20, .value(6))]) == id)
        let series = store[id]
        #expect(store.ticks(of: series.clock) == [0, 10, 20, 30])
        #expect(Array(series.values.prefix(3)) == [1, 5, 6])
        #expect(series.presence == Bitmap([true, true, true, false]))
        #expect(series.stale == Bitmap([false, false, false, true]))
        #expect(store.seriesCount == 1)
    }

    @Test("can be written step by step, and copies keep what they had")
    func written() {
        var store = SeriesStore()
        let clock = store.addClock([0, 10])
        let id = store.add(
            store.labels.set([(name: "__name__", value: "x")]), clock, [0, 0], presence: Bitmap(count: 2),
            stale: Bitmap(count: 2))
        let before = store
        store.set(.value(7), of: id, atTick: 0)
        store.set(.stale, of: id, atTick: 1)
        #expect(store[id].values[0] == 7)
        #expect(store[id].presence == Bitmap([true, false]))
        #expect(store[id].stale == Bitmap([false, true]))
        store.set(nil, of: id, atTick: 1)
        #expect(store[id].stale.isEmpty)
        #expect(before[id].presence.isEmpty)
    }
}

@Suite("Labels in a table")
struct LabelTableTests {
    @Test("are one set whatever their order, without empty values, the later of two counting")
    func sets() {
        var table = LabelTable()
        let set = table.set([(name: "b", value: "2"), (name: "a", value: "1")])
        #expect(table.set([(name: "a", value: "0"), (name: "b", value: "2"), (name: "a", value: "1")]) == set)
        #expect(table.set([(name: "a", value: "1"), (name: "c", value: ""), (name: "b", value: "2")]) == set)
        #expect(table.set([(name: "a", value: "")]) == .empty)
    }

    @Test("are compared by bytes: two spellings of one accented letter are two labels")
    func bytewise() {
        var table = LabelTable()
        let composed = table.set([(name: "a", value: "\u{E9}")])
        let decomposed = table.set([(name: "a", value: "e\u{301}")])
        #expect(composed != decomposed)
        #expect(table.precedes(decomposed, composed))
        #expect(!table.precedes(composed, decomposed))
        #expect(!table.precedes(composed, composed))
    }

    @Test("can be set, kept and dropped")
    func operations() {
        var table = LabelTable()
        let (a, b, c) = (table.intern("a"), table.intern("b"), table.intern("c"))
        let set = table.set([(name: "__name__", value: "x"), (name: "a", value: "1"), (name: "c", value: "3")])
        let withB = table.setting(b, to: table.intern("2"), in: set)
        #expect(table.labels(of: withB).map(\.name) == [.metricName, a, b, c])
        #expect(table.setting(b, to: .empty, in: withB) == set)
        #expect(table.dropping([b], in: withB) == set)
        #expect(table.keeping([.metricName, c, a], in: withB) == set)
        #expect(table.dropping([b, .metricName], in: withB) == table.droppingMetricName(in: set))
        #expect(table.droppingMetricName(in: set) == table.droppingMetricName(in: set))
        #expect(table.value(of: c, in: set) == table.intern("3"))
        #expect(table.value(of: b, in: set) == .empty)
        #expect(table.keeping([], in: set) == .empty)
    }

    @Test("sort label by label, a set before its extensions")
    func sorted() {
        var table = LabelTable()
        let sets: [LabelSetID] = [
            .empty, table.set([(name: "a", value: "1")]),
            table.set([(name: "a", value: "1"), (name: "b", value: "1")]),
            table.set([(name: "a", value: "10")]), table.set([(name: "aa", value: "0")]),
        ]
        for (left, right) in zip(sets, sets.dropFirst()) {
            #expect(table.precedes(left, right))
            #expect(!table.precedes(right, left))
        }
    }

    @Test("stay apart in thousands")
    func many() {
        var table = LabelTable()
        var ids: [LabelSetID] = []
        for _ in 0..<2 {
            for number in 0..<5_000 { ids.append(table.set([(name: "a", value: ByteString(String(number)))])) }
        }
        #expect(Set(ids).count == 5_000)
        #expect(ids[..<5_000] == ids[5_000...])
    }
}

@Suite("Bitmaps")
struct BitmapTests {
    @Test("have no bits past their end", arguments: [0, 1, 63, 64, 65, 130])
    func tail(_ count: Int) {
        let bitmap = Bitmap(repeating: true, count: count)
        #expect(bitmap.setCount == count)
        #expect(bitmap.isFull)
        #expect(Bitmap(words: bitmap.words.map { _ in .max }, count: count) == bitmap)
    }

    @Test("find their neighbours as a plain search does")
    func neighbours() {
        let bits = (0..<200).map { $0 % 7 == 3 || $0 == 64 || $0 == 127 }
        let bitmap = Bitmap(bits)
        for index in 0...200 {
            #expect(bitmap.firstSet(atOrAfter: index) == (index..<200).first { bits[$0] })
            #expect(bitmap.lastSet(before: index) == (0..<index).last { bits[$0] })
        }
        var seen: [Int] = []
        bitmap.forEachSet { seen.append($0) }
        #expect(seen == bits.indices.filter { bits[$0] })
    }

    @Test("intersect, unite and subtract")
    func algebra() {
        let left = Bitmap((0..<130).map { $0 % 2 == 0 })
        let right = Bitmap((0..<130).map { $0 % 3 == 0 })
        #expect(left.intersection(right) == Bitmap((0..<130).map { $0 % 6 == 0 }))
        #expect(left.union(right) == Bitmap((0..<130).map { $0 % 2 == 0 || $0 % 3 == 0 }))
        #expect(left.subtracting(right) == Bitmap((0..<130).map { $0 % 2 == 0 && $0 % 3 != 0 }))
    }
}
