import PromQL
import Testing

@Suite("Numbers that promtool 2.42 printed")
struct PrintedNumbersTests {
    @Test(
        "come out to the last bit, wrong digits included:",
        arguments: [
            ("ln(vector(1.01))", 9.950330853168092E-03), ("ln(vector(70))", 4.248495242049359),
            ("ln(vector(0.3))", -1.2039728043259361), ("log2(vector(1.01))", 1.4355292977070166E-02),
            ("log2(vector(70))", 6.129283016944966), ("log2(vector(8))", 3), ("log10(vector(70))", 1.845098040014257),
            ("log10(vector(1000))", 3), ("log10(vector(1.08))", 3.342375548694973E-02),
            ("atan(vector(0.5))", 4.636476090008061E-01), ("atan(vector(1.5))", 9.82793723247329E-01),
            ("atan(vector(-30))", -1.5374753309166493), ("asin(vector(0.3))", 3.046926540153975E-01),
            ("asin(vector(0.99999))", 1.5663241871131197), ("acos(vector(0.99999))", 4.472139681776843E-03),
            ("acos(vector(-0.2))", 1.7721542475852274), ("acosh(vector(1.5))", 9.624236501192069E-01),
            ("acosh(vector(12))", 3.176313180591656), ("tanh(vector(0.9))", 7.162978701990245E-01),
            ("tanh(vector(-3))", -9.950547536867305E-01), ("tan(vector(pi()))", -1.2246467991473515E-16),
            ("sin(vector(pi()))", 1.2246467991473515E-16), ("deg(vector(1))", 5.729577951308232E+01),
            ("rad(vector(77))", 1.3439035240356338), ("round(vector(2.5))", 3), ("sgn(vector(-0.1))", -1),
            ("vector(1.1) ^ 500", 4.969841967312435E+20), ("vector(0.3) ^ 7", 2.1869999999999998E-04),
            ("vector(-3) ^ 3", -27), ("vector(5) atan2 -3", 2.1112158270654806),
            ("vector(-1) atan2 -0.001", -1.5717963264615635), ("vector(-7) % 3", -1), ("vector(5.5) % -2", 1.5),
        ])
    func printed(_ expression: String, _ value: Double) throws {
        #expect(try Scene([]).answer(expression, .prometheus2) == "{} \(GoNumberText.general(value))")
    }

    /// A number that fits no 64-bit integer is the smallest one, and the calendar goes on from there.
    @Test(
        "name days in any year, and for what is no time:",
        arguments: [
            ("NaN", "292277026596-12-4 339/0 15:30 31"), ("Inf", "292277026596-12-4 339/0 15:30 31"),
            ("1e18", "31688740476-10-23 297/5 1:46 31"), ("-1e18", "-31688736537-3-10 69/2 22:13 31"),
            ("9.2e18", "291536396232-8-31 244/5 11:33 31"), ("-9.2e18", "-291536392293-5-3 123/2 12:26 31"),
            ("-62135596801", "0-12-31 366/0 23:59 31"), ("-1e11", "-1199-2-15 46/4 14:13 28"),
            ("-1", "1969-12-31 365/3 23:59 31"), ("-86401", "1969-12-30 364/2 23:59 31"),
            ("951782400", "2000-2-29 60/2 0:0 29"), ("0", "1970-1-1 1/4 0:0 31"),
        ])
    func calendar(_ seconds: String, _ expected: String) throws {
        let scene = try Scene([])
        func number(_ function: String) -> String {
            guard let index = FunctionCatalogue.find(function),
                case .calendar(let field) = index.function.implementation
            else { return "none" }
            let value = Double(seconds) ?? .infinity
            return GoNumberText.shortest(field(CivilMoment(unixSeconds: GoMath.integer(value))))
        }
        let date = "\(number("year"))-\(number("month"))-\(number("day_of_month"))"
        let days = "\(number("day_of_year"))/\(number("day_of_week"))"
        let rest = "\(number("hour")):\(number("minute")) \(number("days_in_month"))"
        #expect("\(date) \(days) \(rest)" == expected)
        #expect(scene.answer("hour(vector(\(seconds)))") == "{} \(number("hour"))")
    }
}
