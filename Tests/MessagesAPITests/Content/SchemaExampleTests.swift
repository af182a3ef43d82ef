import Foundation
import MessagesAPI
import TestKit
import Testing

/// Values made up for schemas, judged by Python's jsonschema; by one Python at a time.
@Suite(.serialized) struct SchemaExampleTests {
    /// One schema a feature, and those that structured outputs and tools really come with.
    static let handmade = [
        #"{}"#, #"true"#, #"{"type":"null"}"#, #"{"type":"boolean"}"#, #"{"type":"integer"}"#, #"{"type":"number"}"#,
        #"{"type":"string"}"#, #"{"type":"array"}"#, #"{"type":"object"}"#, #"{"type":["string","null"]}"#,
        #"{"type":["integer","boolean"]}"#, #"{"const":{"a":[1,"x",null]}}"#, #"{"enum":["a","b",3]}"#,
        #"{"enum":[1,2,3],"minimum":2}"#, #"{"type":"string","enum":["x"],"description":"d"}"#,
        #"{"type":"integer","minimum":7,"maximum":7}"#,
        #"{"type":"integer","exclusiveMinimum":7,"exclusiveMaximum":9}"#,
        #"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}"#,
        #"{"type":"number","minimum":-5,"maximum":-4.5}"#,
        #"{"type":"integer","multipleOf":7,"minimum":50}"#,
        #"{"type":"number","multipleOf":0.25,"minimum":0.1,"maximum":0.6}"#,
        #"{"type":"number","multipleOf":0.01,"minimum":3,"maximum":4}"#, #"{"type":"integer","maximum":-1000000}"#,
        #"{"allOf":[{"multipleOf":4},{"multipleOf":6}],"type":"integer"}"#,
        #"{"type":"string","minLength":40,"maxLength":41}"#, #"{"type":"string","maxLength":0}"#,
        #"{"type":"string","maxLength":3}"#, #"{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"}"#,
        #"{"type":"string","pattern":"^(red|green|blue)s?$"}"#, #"{"type":"string","pattern":"[0-9]+"}"#,
        #"{"type":"string","pattern":"^\\+?[1-9]\\d{1,14}$"}"#,
        #"{"type":"string","pattern":"^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$"}"#,
        #"{"type":"string","pattern":"^[a-z]+$","minLength":12}"#,
        #"{"type":"string","pattern":"\\w{2,4}(?:-\\w+)*","maxLength":30}"#,
        #"{"type":"string","format":"date"}"#, #"{"type":"string","format":"date-time"}"#,
        #"{"type":"string","format":"email"}"#,
        #"{"type":"string","format":"uri"}"#, #"{"type":"string","format":"uuid"}"#,
        #"{"type":"string","format":"ipv4"}"#,
        #"{"type":"string","format":"ipv6"}"#, #"{"type":"string","format":"regex"}"#,
        #"{"type":"array","items":{"type":"integer"},"minItems":3,"maxItems":3}"#,
        #"{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}"#,
        #"{"type":"array","prefixItems":[{"const":1}],"items":{"type":"boolean"},"minItems":4}"#,
        #"{"type":"array","items":{"enum":[1,2,3]},"uniqueItems":true,"minItems":3}"#,
        #"{"type":"array","contains":{"const":"x"},"items":{"type":"string"},"minItems":3}"#,
        #"{"type":"array","contains":{"const":"x"},"minContains":2,"maxContains":2}"#,
        #"{"type":"array","maxItems":0}"#, #"{"items":{"type":"null"}}"#,
        #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a"],"additionalProperties":false}"#,
        #"{"type":"object","required":["q"]}"#,
        #"{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}"#,
        #"{"type":"object","patternProperties":{"^x-[a-z]+$":{"type":"boolean"}},"additionalProperties":false,"minProperties":1}"#,
        #"{"type":"object","propertyNames":{"pattern":"^[a-z]{3}$"},"minProperties":2}"#,
        #"{"type":"object","properties":{"a":{},"b":{},"c":{}},"maxProperties":2}"#,
        #"{"type":"object","properties":{"a":false,"b":{"type":"integer"}}}"#,
        #"{"type":"object","properties":{"card":{"type":"string"}},"required":["card"],"dependentRequired":{"card":["address"]}}"#,
        #"{"anyOf":[{"type":"string"},{"type":"integer","minimum":5}]}"#,
        #"{"oneOf":[{"type":"integer","multipleOf":3},{"type":"integer","multipleOf":5}]}"#,
        #"{"oneOf":[{"type":"number","maximum":10},{"type":"number","minimum":5}]}"#,
        #"{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"integer"}},"required":["b"]}]}"#,
        #"{"type":"integer","not":{"multipleOf":2}}"#, #"{"not":{"type":"string"}}"#,
        #"{"type":"object","properties":{"kind":{"enum":["a","b"]}},"required":["kind"],"if":{"properties":{"kind":{"const":"a"}}},"then":{"required":["x"]},"else":{"required":["y"]}}"#,
        ##"{"$ref":"#/$defs/person","$defs":{"person":{"type":"object","properties":{"name":{"type":"string"},"boss":{"$ref":"#/$defs/person"}},"required":["name"]}}}"##,
        ##"{"$defs":{"tree":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/tree"}}},"required":["value","children"]}},"$ref":"#/$defs/tree"}"##,
        ##"{"$defs":{"list":{"anyOf":[{"type":"object","properties":{"head":{"type":"string"},"tail":{"$ref":"#/$defs/list"}},"required":["head","tail"],"additionalProperties":false},{"type":"null"}]}},"$ref":"#/$defs/list"}"##,
        ##"{"$defs":{"e":{"oneOf":[{"type":"integer"},{"type":"object","properties":{"l":{"$ref":"#/$defs/e"},"r":{"$ref":"#/$defs/e"}},"required":["l","r"]}]}},"$ref":"#/$defs/e"}"##,
        ##"{"definitions":{"a/b":{"type":"boolean"}},"properties":{"p":{"$ref":"#/definitions/a~1b"}},"required":["p"],"type":"object"}"##,
        #"{"type":"object","properties":{"city":{"type":"string","nullable":true},"days":{"type":"integer","minimum":1,"maximum":14},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},"required":["city","days","unit"],"additionalProperties":false}"#,
        #"{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string","pattern":"^[A-Z0-9]{8}$"},"price":{"type":"number","exclusiveMinimum":0}},"required":["sku","price"],"additionalProperties":false},"minItems":1},"total":{"type":"number","minimum":0},"due":{"type":["string","null"],"format":"date"}},"required":["items","total","due"],"additionalProperties":false}"#,
    ]

    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator as V
        for number, line in enumerate(open(sys.argv[1], encoding="utf-8")):
            schema, value = json.loads(line)
            V.check_schema(schema)
            for error in list(V(schema, format_checker=V.FORMAT_CHECKER).iter_errors(value))[:1]:
                print(number, json.dumps(schema), json.dumps(value), error.message[:200])
        """

    private static func judge(_ schemas: [String], seeds: ClosedRange<UInt64>) throws {
        var lines = ""
        for schema in schemas {
            for seed in seeds {
                let value = SchemaExample.value(for: Array(schema.utf8), seed: seed)
                lines += "[\(schema),\(String(decoding: value, as: UTF8.self))]\n"
            }
        }
        guard let output = try PythonReferee.run(script, on: [lines], importing: "jsonschema") else {
            #expect(!Referee.isRequired, "python with jsonschema is required in CI")
            return
        }
        #expect(output.standardError == "")
        #expect(output.standardOutput == "")
    }

    @Test func `satisfy a schema of each feature`() throws {
        try Self.judge(Self.handmade, seeds: 1...8)
    }

    @Test func `satisfy random schemas`() throws {
        try Self.judge((UInt64(1)...400).map { RandomSchema.text(seed: $0) }, seeds: 1...3)
    }

    @Test func `hostile schemas take no longer than a client waits`() {
        let many = 40_000
        let names = (0..<many).map { "\"k\($0)\"" }.joined(separator: ",")
        let properties = (0..<many).map { "\"k\($0)\":{}" }.joined(separator: ",")
        let schemas = [
            #"{"enum":[\#(names)]}"#, #"{"enum":[\#(names)],"type":"integer"}"#,
            #"{"type":"object","properties":{\#(properties)},"required":[\#(names)]}"#,
            #"{"anyOf":[\#(Array(repeating: "{}", count: many).joined(separator: ","))]}"#,
            #"{"oneOf":[\#(Array(repeating: "{}", count: many).joined(separator: ","))]}"#,
            #"{"allOf":[\#(Array(repeating: "{}", count: many).joined(separator: ","))]}"#,
            #"{"type":"array","prefixItems":[\#(Array(repeating: "{}", count: many).joined(separator: ","))]}"#,
            #"{"type":"string","pattern":"^(a|a)*b$","minLength":4000}"#,
            String(repeating: #"{"items":"#, count: 190) + "{}" + String(repeating: "}", count: 190),
        ]
        for schema in schemas {
            let start = ContinuousClock.now
            #expect(!SchemaExample.value(for: Array(schema.utf8), seed: 1).isEmpty)
            #expect(ContinuousClock.now - start < .seconds(20), "\(schema.prefix(40))")
        }
    }

    /// The SDK checks such an answer against the model that it made the schema from.
    @Test func `keep to what the SDK moved into descriptions`() throws {
        let schema =
            Array(
                #"{"type":"object","properties":{"n":{"type":"integer","description":"{maximum: 9, minimum: 7}"},"#
                    .utf8)
            + Array(
                #""s":{"type":"string","description":"A code.\n\n{pattern: ^[A-Z]{2,4}$, maxLength: 3}"},"#.utf8)
            + Array(
                #""l":{"type":"array","items":{"type":"boolean"},"description":"{minItems: 3, maxItems: 3}"},"#.utf8)
            + Array(#""x":{"type":"number","description":"{exclusiveMinimum: 0.0, exclusiveMaximum: 1.0}"},"#.utf8)
            + Array(#""o":{"type":"integer","description":"Odd {maximum: 0}, they say: {}"}},"#.utf8)
            + Array(#""required":["n","s","l","x","o"],"additionalProperties":false}"#.utf8)
        for seed in UInt64(1)...50 {
            let value = SchemaExample.value(for: schema, seed: seed)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(value)) as? [String: Any])
            #expect((7...9).contains(try #require(object["n"] as? Int)))
            let text = try #require(object["s"] as? String)
            #expect((2...3).contains(text.utf8.count) && text.utf8.allSatisfy { (65...90).contains($0) })
            #expect((object["l"] as? [Bool])?.count == 3)
            let number = try #require(object["x"] as? Double)
            #expect(number > 0 && number < 1)
            #expect(object["o"] is Int)
        }
    }

    @Test func `are the same from the same seed, and vary with it`() {
        let schema = Array(#"{"type":"object","properties":{"a":{"type":"string"},"n":{"type":"integer"}}}"#.utf8)
        let values = (UInt64(1)...20).map { SchemaExample.value(for: schema, seed: $0) }
        #expect(values == (UInt64(1)...20).map { SchemaExample.value(for: schema, seed: $0) })
        #expect(Set(values).count > 15)
    }

    @Test(arguments: [
        #"{"type":"string","minLength":1000000000}"#, #"{"type":"array","minItems":1000000000}"#,
        #"{"type":"integer","minimum":5,"maximum":4}"#, #"{"type":"integer","minimum":1e300}"#,
        #"{"type":"number","maximum":-1e308}"#, #"{"type":"integer","multipleOf":1e-300}"#, #"false"#, #"{"enum":[]}"#,
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##, ##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
        ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}"##,
        ##"{"type":"array","minItems":3,"items":{"$ref":"#"}}"##, #"{"$ref":"https://example.com/x.json"}"#,
        #"{"type":"string","pattern":"(a*)*b"}"#, #"{"type":"string","pattern":"(((a{0,999}){0,999}){0,999})$"}"#,
        #"{"type":"string","pattern":"^(ab|c)+$","minLength":4000}"#, #"{"type":"string","minLength":-1e300}"#,
        #"{"type":"array","minItems":-5,"maxItems":1e300}"#, #"{"type":"number","multipleOf":-1}"#,
        #"{"type":"string","pattern":"(?=x)y"}"#, #"{"type":"string","pattern":"["}"#,
        #"{"type":"string","pattern":"^a$","minLength":5}"#, #"{"type":"object","minProperties":100000}"#,
        #"{"type":7}"#,
        #"{"properties":7,"required":7,"items":7,"enum":7,"allOf":7,"minLength":"x"}"#, "[", "",
        #"{"type":"object","properties":{"a":{"not":{}}},"required":["a"]}"#,
    ])
    func `come to an end, and are JSON, where nothing satisfies the schema`(schema: String) throws {
        let value = SchemaExample.value(for: Array(schema.utf8), seed: 1)
        #expect(value.count < 200_000)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(value), options: .fragmentsAllowed) }
    }
}

/// Schemas that something satisfies, nested at random.
enum RandomSchema {
    static func text(seed: UInt64) -> String {
        var random = SeededGenerator(seed: seed)
        return schema(depth: 0, &random)
    }

    private static func schema(depth: Int, _ random: inout SeededGenerator) -> String {
        switch random.below(depth >= 3 ? 8 : 14) {
        case 0: return "{\"type\":\"boolean\"}"
        case 1: return integer(&random)
        case 2: return number(&random)
        case 3: return string(&random)
        case 4:
            return random.pick([#"{"enum":[1,"two",null,[3]]}"#, #"{"const":"fixed"}"#, #"{"type":["null","string"]}"#])
        case 5: return random.pick(["{}", "true", #"{"description":"anything"}"#])
        case 6: return #"{"type":"string","format":"\#(random.pick(["date", "email", "uuid", "uri", "ipv4"]))"}"#
        case 7:
            return
                #"{"type":"string","pattern":"\#(random.pick(["^[a-f0-9]{6}$", "^v\\\\d+\\\\.\\\\d+$", "x|y", "^.{2,5}$"]))"}"#
        case 8, 9, 10: return object(depth: depth, &random)
        case 11: return array(depth: depth, &random)
        case 12:
            let parts = (0..<2 + random.below(2)).map { _ in schema(depth: depth + 1, &random) }
            return "{\"anyOf\":[\(parts.joined(separator: ","))]}"
        default:
            return
                #"{"allOf":[\#(object(depth: depth + 1, &random, prefix: "a")),\#(object(depth: depth + 1, &random, prefix: "b"))]}"#
        }
    }

    private static func integer(_ random: inout SeededGenerator) -> String {
        let low = random.below(2_000) - 1_000
        var members = [#""type":"integer""#]
        if random.chance(2, in: 3) { members.append("\"\(random.pick(["minimum", "exclusiveMinimum"]))\":\(low)") }
        if random.chance(1, in: 2) {
            members.append("\"\(random.pick(["maximum", "exclusiveMaximum"]))\":\(low + 30 + random.below(50))")
        }
        if random.chance(1, in: 3) { members.append("\"multipleOf\":\(2 + random.below(12))") }
        return "{\(members.joined(separator: ","))}"
    }

    private static func number(_ random: inout SeededGenerator) -> String {
        let low = Double(random.below(200) - 100) / 8
        var members = [#""type":"number""#]
        if random.chance(1, in: 2) { members.append("\"exclusiveMinimum\":\(low)") }
        if random.chance(1, in: 2) { members.append("\"maximum\":\(low + 0.5)") }
        return "{\(members.joined(separator: ","))}"
    }

    private static func string(_ random: inout SeededGenerator) -> String {
        let least = random.below(30)
        var members = [#""type":"string""#]
        if random.chance(1, in: 2) { members.append("\"minLength\":\(least)") }
        if random.chance(1, in: 2) { members.append("\"maxLength\":\(least + random.below(10))") }
        return "{\(members.joined(separator: ","))}"
    }

    private static func array(depth: Int, _ random: inout SeededGenerator) -> String {
        let least = random.below(4)
        var members = [#""type":"array""#, "\"items\":\(schema(depth: depth + 1, &random))"]
        if random.chance(1, in: 2) { members.append("\"minItems\":\(least)") }
        if random.chance(1, in: 2) { members.append("\"maxItems\":\(least + random.below(3))") }
        if random.chance(1, in: 3) { members.append("\"prefixItems\":[\(schema(depth: depth + 1, &random))]") }
        return "{\(members.joined(separator: ","))}"
    }

    private static func object(depth: Int, _ random: inout SeededGenerator, prefix: String = "p") -> String {
        let names = (0..<random.below(5)).map { "\(prefix)\($0)" }
        let properties = names.map { "\"\($0)\":\(schema(depth: depth + 1, &random))" }
        let required = names.filter { _ in random.chance(1, in: 2) }
        var members = [#""type":"object""#, "\"properties\":{\(properties.joined(separator: ","))}"]
        if random.chance(2, in: 3) {
            members.append("\"required\":[\(required.map { "\"\($0)\"" }.joined(separator: ","))]")
        }
        if prefix == "p" {
            if random.chance(1, in: 3) {
                members.append("\"additionalProperties\":false")
            } else if random.chance(1, in: 3) {
                members.append(
                    "\"additionalProperties\":\(schema(depth: depth + 2, &random)),\"minProperties\":\(names.count + 1)"
                )
            }
        }
        return "{\(members.joined(separator: ","))}"
    }
}
