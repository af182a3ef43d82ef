/// The JSON Schema (draft 2020-12) of what `JSONReport` writes, printed by `preflight schema report`.
package enum ReportSchema {
    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "preflight report",
          "description": "Lines and columns are one-based, columns in Unicode scalars, ends exclusive; offsets and lengths are in bytes.",
          "$ref": "#/$defs/report",
          "$defs": {
            "report": {
              "type": "object",
              "additionalProperties": false,
              "required": ["reportVersion", "tool", "catalogue", "asOf", "services", "rehearsals"],
              "properties": {
                "reportVersion": {"const": 1},
                "tool": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["name", "version"],
                  "properties": {"name": {"type": "string"}, "version": {"type": "string"}}
                },
                "catalogue": {"type": "string", "description": "edition of the checks and reference data"},
                "asOf": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                "services": {"type": "array", "items": {"$ref": "#/$defs/service"}},
                "rehearsals": {
                  "type": "array", "items": {"$ref": "#/$defs/rehearsal"},
                  "description": "one for each service that was rehearsed, by its name; empty for a check"
                }
              }
            },
            "service": {
              "type": "object",
              "additionalProperties": false,
              "required": ["service", "ready", "level", "editsToReady", "items", "findings"],
              "properties": {
                "service": {"type": "string"},
                "ready": {"type": "boolean", "description": "something was decided and no requirement failed"},
                "level": {"$ref": "#/$defs/level"},
                "editsToReady": {
                  "type": "integer", "minimum": 0,
                  "description": "failures that are left, each with the edit that ends it as its fix"
                },
                "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
                "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
              }
            },
            "item": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "title", "outcome", "proof", "requirements"],
              "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "outcome": {"$ref": "#/$defs/outcome"},
                "proof": {
                  "description": "how far the item is proven; null if it does not apply",
                  "oneOf": [{"$ref": "#/$defs/level"}, {"type": "null"}]
                },
                "requirements": {"type": "array", "items": {"$ref": "#/$defs/requirement"}}
              }
            },
            "requirement": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "level", "outcome", "reason", "message", "evidence"],
              "properties": {
                "id": {"type": "string"},
                "level": {"$ref": "#/$defs/level"},
                "outcome": {"$ref": "#/$defs/outcome"},
                "reason": {
                  "description": "why it is unprovable, for tools; null for every other outcome",
                  "enum": [
                    "no-artefact", "not-read-yet", "unreadable", "source-not-rendered", "sample-after-forced-errors",
                    "unsupported", "not-declared", "depends-on", "not-rehearsed", "rehearsal-undecided", null
                  ]
                },
                "message": {"type": ["string", "null"], "description": "what decided it, for people"},
                "advisory": {"const": true, "description": "it is told and decides nothing"},
                "evidence": {"type": "array", "items": {"$ref": "#/$defs/evidence"}}
              },
              "if": {"properties": {"outcome": {"const": "unprovable"}}},
              "then": {"properties": {"reason": {"type": "string"}}},
              "else": {"properties": {"reason": {"type": "null"}}}
            },
            "evidence": {
              "type": "object",
              "description": "path to sha256 are null if what shows it is no file",
              "additionalProperties": false,
              "required": ["path", "range", "line", "column", "sha256", "provenance", "note"],
              "properties": {
                "path": {"type": ["string", "null"]},
                "range": {
                  "oneOf": [
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["offset", "length"],
                      "properties": {"offset": {"$ref": "#/$defs/bytes"}, "length": {"$ref": "#/$defs/bytes"}}
                    },
                    {"type": "null"}
                  ]
                },
                "line": {"type": ["integer", "null"], "minimum": 1},
                "column": {"type": ["integer", "null"], "minimum": 1},
                "sha256": {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"},
                "provenance": {"enum": ["declared", "configured", "sampled", "observed"]},
                "note": {"type": "string"}
              }
            },
            "finding": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "code", "name", "severity", "confidence", "outcome", "acceptance", "message", "why", "fix",
                "location", "related", "fingerprint"
              ],
              "properties": {
                "code": {"type": "string", "pattern": "^PF[0-9]{3}$"},
                "name": {"type": "string"},
                "severity": {"enum": ["info", "warning", "error"]},
                "confidence": {"enum": ["low", "medium", "high"]},
                "outcome": {
                  "description": "that of the requirement that reported it; null if it belongs to none",
                  "oneOf": [{"$ref": "#/$defs/outcome"}, {"type": "null"}]
                },
                "acceptance": {
                  "description": "who accepted the finding, if somebody did; it then decides nothing",
                  "oneOf": [
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["by"],
                      "properties": {
                        "by": {"enum": ["waiver", "baseline"]},
                        "reason": {"type": "string"},
                        "owner": {"type": "string"},
                        "expires": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
                      }
                    },
                    {"type": "null"}
                  ]
                },
                "message": {"type": "string"},
                "why": {"type": "string"},
                "fix": {"type": "string"},
                "location": {"oneOf": [{"$ref": "#/$defs/location"}, {"type": "null"}]},
                "related": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["location", "label"],
                    "properties": {
                      "location": {"$ref": "#/$defs/location"},
                      "label": {"type": ["string", "null"]}
                    }
                  }
                },
                "fingerprint": {
                  "type": "string",
                  "pattern": "^[0-9a-f]{32}$",
                  "description": "stays the same when lines move or wording improves"
                }
              }
            },
            "location": {
              "type": "object",
              "additionalProperties": false,
              "required": ["path", "line", "column", "endLine", "endColumn", "offset"],
              "properties": {
                "path": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
                "endLine": {"type": "integer", "minimum": 1},
                "endColumn": {"type": "integer", "minimum": 1},
                "offset": {"$ref": "#/$defs/bytes"}
              }
            },
        \#(RehearsalSchema.definitions)
            "level": {"enum": ["declared", "evidenced", "rehearsed", "drilled"]},
            "outcome": {"enum": ["pass", "fail", "not-applicable", "unprovable", "waived", "vacuous"]},
            "bytes": {"type": "integer", "minimum": 0}
          }
        }

        """#
}
