import PromQL
import Testing

@Suite("Each difference between versions")
struct SemanticsSwitchTests {
    struct Switch: CustomTestStringConvertible, Sendable {
        let name: String
        let path: any WritableKeyPath<Semantics, Bool> & Sendable
        let series: [String]
        let expression: String
        let minute: Double
        /// What comes where the switch is on, and where it is off.
        let on: String
        let off: String

        var testDescription: String { name }
    }

    static let switches: [Switch] = [
        Switch(
            name: "opensRangesOnTheLeft", path: \.opensRangesOnTheLeft, series: ["x 1 2 3 4 5 6"],
            expression: "count_over_time(x[2m])", minute: 5, on: "{} 2", off: "{} 3"),
        Switch(
            name: "opensRangesOnTheLeft of the lookback", path: \.opensRangesOnTheLeft, series: ["x 1"],
            expression: "x", minute: 5, on: "", off: "{__name__=\"x\"} 1"),
        Switch(
            name: "halvesDistanceBeforeZero", path: \.halvesDistanceBeforeZero, series: ["x _x5 30 70 110 150"],
            expression: "increase(x[9m])", minute: 8, on: "{} 140", off: "{} 150"),
        Switch(
            name: "compensatesSums", path: \.compensatesSums,
            series: ["x{a=\"1\"} 1e100", "x{a=\"2\"} 1", "x{a=\"3\"} -1e100"], expression: "sum(x)", minute: 0,
            on: "{} 1", off: "{} 0"),
        Switch(
            name: "averagesFromSums", path: \.averagesFromSums,
            series: ["x{a=\"1\"} 1e100", "x{a=\"2\"} 3", "x{a=\"3\"} -1e100"], expression: "avg(x)", minute: 0,
            on: "{} 1", off: "{} 0"),
        Switch(
            name: "averagesFromSums over time", path: \.averagesFromSums, series: ["x 1e100 3 -1e100"],
            expression: "avg_over_time(x[3m])", minute: 2, on: "{} 1", off: "{} 0"),
        Switch(
            name: "forgetsCompensationAtInfinity", path: \.forgetsCompensationAtInfinity, series: ["x Inf 1 2 3 4 5"],
            expression: "predict_linear(x[6m] offset -4m, -60)", minute: 1, on: "{} +Inf", off: "{} NaN"),
        Switch(
            name: "spoilsSpreadByNonFiniteValues", path: \.spoilsSpreadByNonFiniteValues, series: ["x Inf"],
            expression: "stddev(x)", minute: 0, on: "{} NaN", off: "{} 0"),
        Switch(
            name: "replacesTopOfHeap", path: \.replacesTopOfHeap,
            series: ["x{a=\"1\"} 1", "x{a=\"2\"} 1", "x{a=\"3\"} 1", "x{a=\"4\"} 2", "x{a=\"5\"} 2"],
            expression: "topk(3, x) < 2", minute: 0, on: "{__name__=\"x\", a=\"3\"} 1",
            off: "{__name__=\"x\", a=\"2\"} 1"),
        Switch(
            name: "namesNaNParameters", path: \.namesNaNParameters, series: ["x 1"], expression: "topk(NaN, x)",
            minute: 0, on: "error: Parameter value is NaN", off: "error: Scalar value NaN overflows int64"),
        Switch(
            name: "dropsNameInAtan2", path: \.dropsNameInAtan2, series: ["x 0"], expression: "x atan2 1", minute: 0,
            on: "{} 0", off: "{__name__=\"x\"} 0"),
        Switch(
            name: "dropsTypeAndUnitWithName", path: \.dropsTypeAndUnitWithName,
            series: ["x{__type__=\"gauge\", __unit__=\"s\", a=\"b\"} 1"], expression: "x * 2", minute: 0,
            on: "{a=\"b\"} 2", off: "{__type__=\"gauge\", __unit__=\"s\", a=\"b\"} 2"),
        Switch(
            name: "delaysNameRemoval", path: \.delaysNameRemoval, series: ["x 1"],
            expression: "label_replace(abs(x), \"__name__\", \"$1\", \"__name__\", \"(.+)\")", minute: 0,
            on: "{__name__=\"x\"} 1", off: "{} 1"),
        Switch(
            name: "judgesMatchesBeforeFiltering", path: \.judgesMatchesBeforeFiltering,
            series: ["x{i=\"1\"} 1", "x{i=\"2\"} 5", "y 3"], expression: "x > on () y", minute: 0,
            on: "error: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
            off: "{} 5"),
        Switch(
            name: "ordersDuplicatesInErrors", path: \.ordersDuplicatesInErrors,
            series: ["x{i=\"1\"} 1", "x{i=\"2\"} 5", "y 3"], expression: "y + on () x", minute: 0,
            on: duplicates("{__name__=\"x\", i=\"1\"}, {__name__=\"x\", i=\"2\"}"),
            off: duplicates("{__name__=\"x\", i=\"2\"}, {__name__=\"x\", i=\"1\"}")),
        Switch(
            name: "mergesNegatedSeries", path: \.mergesNegatedSeries, series: ["a 1 stale", "b _ _ 1 1 1"],
            expression: "count_over_time((-{__name__=~\"a|b\"})[5m:1m])", minute: 4, on: "{} 4",
            off: "error: vector cannot contain metrics with the same labelset"),
        Switch(
            name: "keepsIncludedName", path: \.keepsIncludedName, series: ["a{i=\"1\"} 1", "b 1"],
            expression: "a == bool on () group_left (__name__) b", minute: 0, on: "{__name__=\"b\", i=\"1\"} 1",
            off: "{i=\"1\"} 1"),
        Switch(
            name: "takesFractionsOfClassicHistograms", path: \.takesFractionsOfClassicHistograms,
            series: ["x{le=\"1\"} 1", "x{le=\"+Inf\"} 4"], expression: "histogram_fraction(0, 1, x)", minute: 0,
            on: "{} 0.25", off: ""),
        Switch(
            name: "levelsSmallBucketDifferences", path: \.levelsSmallBucketDifferences,
            series: ["x{le=\"1\"} 100", "x{le=\"2\"} 100.0000000000001", "x{le=\"+Inf\"} 100.0000000000001"],
            expression: "histogram_quantile(1, x)", minute: 0, on: "{} 1", off: "{} 2"),
        Switch(
            name: "hasHoltWinters", path: \.hasHoltWinters, series: ["x 1 2 3"],
            expression: "holt_winters(x[5m], 0.5, 0.5)", minute: 2, on: "{} 3",
            off: "error: unknown function with name \"holt_winters\""),
        Switch(
            name: "hasThirdGenerationFunctions", path: \.hasThirdGenerationFunctions, series: ["x 1 2 3"],
            expression: "first_over_time(x[5m])", minute: 2, on: "{__name__=\"x\"} 1",
            off: "error: unknown function with name \"first_over_time\""),
        Switch(
            name: "knowsThirdGenerationWords, by which a dot matches a line break", path: \.knowsThirdGenerationWords,
            series: ["x{a=\"1\\n2\"} 1"], expression: "x{a=~\"1.2\"}", minute: 0,
            on: "{__name__=\"x\", a=\"1\\n2\"} 1", off: ""),
    ]

    private static func duplicates(_ series: String) -> String {
        "error: found duplicate series for the match group {} on the right hand-side of the operation: [\(series)];"
            + "many-to-many matching not allowed: matching labels must be unique on one side"
    }

    @Test("shows in a result, and only where its switch says so:", arguments: switches)
    func flipped(_ difference: Switch) throws {
        let scene = try Scene(difference.series)
        for preset in [Semantics.prometheus3, .prometheus2] {
            for isOn in [true, false] {
                var semantics = preset
                semantics[keyPath: difference.path] = isOn
                let answer = scene.answer(difference.expression, atMinute: difference.minute, semantics)
                #expect(answer == (isOn ? difference.on : difference.off), "\(preset.profileName), \(isOn)")
            }
        }
    }

    @Test(
        "spells the bounds of buckets as a scrape of its version does",
        arguments: [
            ("1", "1.0"), ("0", "0.0"), ("-1", "-1.0"), ("0.5", "0.5"), ("1e3", "1000.0"), ("1000000", "1e+06"),
            ("+Inf", "+Inf"), ("Inf", "+Inf"), ("0.10", "0.1"), ("many", "many"), ("", ""),
        ])
    func scrapedBounds(_ written: String, _ stored: String) {
        #expect(Semantics.prometheus3.scrapedBound(Array(written.utf8)) == Array(stored.utf8))
        #expect(Semantics.prometheus2.scrapedBound(Array(written.utf8)) == Array(written.utf8))
    }
}
