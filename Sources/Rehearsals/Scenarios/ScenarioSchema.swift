import Simulation

/// The JSON Schema (draft 2020-12) of a scenario file, for editors; `ScenarioReader` knows more. Faults and their
/// parameters are those of the catalogue.
package enum ScenarioSchema {
    package static let text = head + faultKinds + tail

    /// One alternative for each kind: its name, its parameters, and which of the common keys it takes.
    private static let faultKinds = FaultKind.catalogue.map { kind -> String in
        var keys = [#""fault": {"const": "\#(kind.name)"}"#]
        var required = [#""id""#, #""fault""#]
        if !kind.isMoment { keys += window }
        if kind.strikesPopulations { keys.append(##""match": {"$ref": "#/$defs/match"}"##) }
        if kind.strikesDependencies { keys.append(#""dependency": {"type": "string"}"#) }
        for parameter in kind.parameters {
            keys.append(#""\#(parameter.name)": \#(type(of: parameter))"#)
            if parameter.usual == nil { required.append(#""\#(parameter.name)""#) }
        }
        return """
                  {
                    "description": "\(kind.summary)",
                    "required": [\(required.joined(separator: ", "))],
                    "properties": {
                      "id": {"$ref": "#/$defs/name"}, "at": {"$ref": "#/$defs/duration"},
                      "every": {"$ref": "#/$defs/duration"},
                      \(keys.joined(separator: ",\n              "))
                    },
                    "additionalProperties": false
                  }
            """
    }.joined(separator: ",\n")

    private static let window = ["for", "ramp_in", "ramp_out"].map { ##""\##($0)": {"$ref": "#/$defs/duration"}"## }

    private static func type(of parameter: FaultKind.Parameter) -> String {
        let type =
            switch parameter.kind {
            case .share: ##""$ref": "#/$defs/share""##
            case .factor: #""type": "number", "minimum": 0"#
            case .duration: ##""$ref": "#/$defs/duration""##
            case .integer(let range):
                #""type": "integer", "minimum": \#(range.lowerBound), "maximum": \#(range.upperBound)"#
            case .flag: #""type": "boolean""#
            }
        return #"{\#(type), "description": "\#(parameter.what)"}"#
    }

    private static func words(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }

    private static let head = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "preflight scenario",
          "description": "Traffic, faults on a timeline and expectations; what is left out comes from the manifest.",
          "type": "object",
          "additionalProperties": false,
          "required": ["scenario", "version", "kind", "title", "story", "duration"],
          "properties": {
            "scenario": {"$ref": "#/$defs/name"},
            "version": {"type": "integer", "minimum": 1},
            "kind": {"enum": ["incident", "control"]},
            "title": {"type": "string"},
            "story": {"type": "string"},
            "signals": {"$ref": "#/$defs/names", "description": "what leaves its usual band, to the worse"},
            "shared_signals_with": {
              "type": "object", "additionalProperties": {"type": "string"},
              "description": "incidents with equal signals, and what tells them apart"
            },
            "needs": {"$ref": "#/$defs/names"},
            "duration": {"$ref": "#/$defs/duration"},
            "start": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "day": {"enum": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]},
                "time": {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{1,2}$"}
              }
            },
            "traffic": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "rate": {"type": "number", "minimum": 0, "description": "requests a second"},
                "daily_requests": {"$ref": "#/$defs/amount"},
                "stages": {
                  "type": "array",
                  "items": {
                    "type": "object", "additionalProperties": false, "required": ["target", "duration"],
                    "properties": {
                      "target": {"type": "number", "minimum": 0}, "duration": {"$ref": "#/$defs/duration"}
                    }
                  }
                },
                "trace": {"type": "string", "description": "a file of seconds,rps"},
                "workers": {"type": "integer", "minimum": 1},
                "think_time": {"$ref": "#/$defs/times"},
                "diurnal": {
                  "type": "object", "additionalProperties": false, "required": ["peak_hour", "peak_to_trough"],
                  "properties": {
                    "peak_hour": {"type": "number", "minimum": 0, "maximum": 24},
                    "peak_to_trough": {"type": "number", "minimum": 1}
                  }
                },
                "spike": {
                  "oneOf": [
                    {"$ref": "#/$defs/spike"}, {"type": "array", "items": {"$ref": "#/$defs/spike"}}
                  ]
                },
                "arrivals": {
                  "type": "object", "additionalProperties": false, "required": ["process"],
                  "properties": {
                    "process": {"enum": ["poisson", "gamma", "constant"]}, "cv": {"type": "number", "minimum": 0}
                  }
                }
              }
            },
            "clients": {"type": "array", "items": {"$ref": "#/$defs/client"}},
            "client_policy": {"oneOf": [{"$ref": "#/$defs/preset"}, {"$ref": "#/$defs/policy"}]},
            "backend": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "tier": {"enum": ["start", "build", "scale"]},
                "headroom": {"type": "number", "exclusiveMinimum": 0},
                "models": {"type": "array", "items": {"$ref": "#/$defs/model"}}
              }
            },
            "dependencies": {
              "type": "array",
              "items": {
                "type": "object", "additionalProperties": false, "required": ["name"],
                "properties": {
                  "name": {"$ref": "#/$defs/name"}, "latency": {"$ref": "#/$defs/times"},
                  "errors": {"$ref": "#/$defs/share"}
                }
              }
            },
            "faults": {"type": "array", "items": {"$ref": "#/$defs/fault"}},
            "background": {"type": "array", "items": {"$ref": "#/$defs/fault"}},
            "pipeline": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "mode": {"enum": ["pull", "async", "sync", "otel-sdk", "dogstatsd"]},
                "scrape_interval": {"$ref": "#/$defs/duration"}, "flush_interval": {"$ref": "#/$defs/duration"},
                "export_interval": {"$ref": "#/$defs/duration"}, "batch": {"type": "integer", "minimum": 1},
                "capacity": {"oneOf": [{"type": "integer", "minimum": 1}, {"const": "unbounded"}]},
                "on_full": {"enum": ["drop_new", "drop_old", "block"]}, "timeout": {"$ref": "#/$defs/duration"},
                "retry": {"type": ["boolean", "integer", "string"]}, "drain_on_shutdown": {"type": ["boolean", "string"]},
                "temporality": {"type": "string"}, "transport": {"type": "string"}, "sampling": {"type": ["string", "number"]},
                "on_error": {"type": "string"}
              }
            },
            "expect": {"type": "array", "items": {"$ref": "#/$defs/expectation"}}
          },
          "$defs": {
            "name": {"type": "string", "pattern": "^[A-Za-z0-9._/-]{1,100}$"},
            "names": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "duration": {
              "type": "string", "pattern": "^(0|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$"
            },
            "share": {
              "oneOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9]*\\.?[0-9]+%$"}]
            },
            "amount": {
              "oneOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9]*\\.?[0-9]+[kMG]$"}]
            },
            "distribution": {
              "oneOf": [
                {"type": "number", "minimum": 0},
                {
                  "type": "object", "additionalProperties": false, "required": ["p50", "p95"],
                  "properties": {"p50": {"type": "number", "minimum": 0}, "p95": {"type": "number", "minimum": 0}}
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["mean", "cv"],
                  "properties": {"mean": {"type": "number", "minimum": 0}, "cv": {"type": "number", "minimum": 0}}
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["low", "high"],
                  "properties": {"low": {"type": "number", "minimum": 0}, "high": {"type": "number", "minimum": 0}}
                }
              ]
            },
            "times": {
              "oneOf": [
                {"$ref": "#/$defs/duration"},
                {
                  "type": "object", "additionalProperties": false, "required": ["p50", "p95"],
                  "properties": {"p50": {"$ref": "#/$defs/duration"}, "p95": {"$ref": "#/$defs/duration"}}
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["mean", "cv"],
                  "properties": {"mean": {"$ref": "#/$defs/duration"}, "cv": {"type": "number", "minimum": 0}}
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["low", "high"],
                  "properties": {"low": {"$ref": "#/$defs/duration"}, "high": {"$ref": "#/$defs/duration"}}
                }
              ]
            },
            "spike": {
              "type": "object", "additionalProperties": false, "required": ["factor", "at", "for"],
              "properties": {
                "factor": {"type": "number", "minimum": 0}, "at": {"$ref": "#/$defs/duration"},
                "for": {"$ref": "#/$defs/duration"}, "ramp_in": {"$ref": "#/$defs/duration"},
                "ramp_out": {"$ref": "#/$defs/duration"}
              }
            },
            "client": {
              "type": "object", "additionalProperties": false, "required": ["id"],
              "properties": {
                "id": {"$ref": "#/$defs/name"}, "share": {"$ref": "#/$defs/share"}, "model": {"type": "string"},
                "feature": {"type": "string"}, "tenant": {"type": "string"}, "streaming": {"type": "boolean"},
                "input_tokens": {"$ref": "#/$defs/distribution"}, "output_tokens": {"$ref": "#/$defs/distribution"},
                "max_tokens": {"type": "integer", "minimum": 1},
                "cache": {
                  "type": "object", "additionalProperties": false, "required": ["prefix_tokens"],
                  "properties": {
                    "prefix_tokens": {"$ref": "#/$defs/distribution"}, "prefixes": {"type": "integer", "minimum": 1},
                    "ttl": {"enum": ["5m", "1h"]}
                  }
                },
                "thinking": {
                  "type": "object", "additionalProperties": false, "required": ["share", "tokens"],
                  "properties": {"share": {"$ref": "#/$defs/share"}, "tokens": {"$ref": "#/$defs/distribution"}}
                },
                "tools": {"$ref": "#/$defs/share"}, "calls_per_request": {"$ref": "#/$defs/distribution"}
              }
            },
            "policy": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "preset": {"$ref": "#/$defs/preset"}, "timeout": {"$ref": "#/$defs/duration"},
                "deadline": {"$ref": "#/$defs/duration"},
                "retries": {"type": "integer", "minimum": 0, "maximum": 100},
                "max_concurrency": {"type": "integer", "minimum": 1, "maximum": 1000000},
                "retry_broken_streams": {"type": "boolean"},
                "backoff": {
                  "type": "object", "additionalProperties": false,
                  "properties": {
                    "base": {"$ref": "#/$defs/duration"}, "cap": {"$ref": "#/$defs/duration"},
                    "jitter": {"$ref": "#/$defs/share"}
                  }
                },
                "retry_after": {
                  "type": "object", "additionalProperties": false,
                  "properties": {"heeded": {"type": "boolean"}, "up_to": {"$ref": "#/$defs/duration"}}
                },
                "budget": {
                  "type": "object", "additionalProperties": false, "required": ["ratio"],
                  "properties": {"ratio": {"$ref": "#/$defs/share"}, "reserve": {"type": "integer", "minimum": 0}}
                },
                "breaker": {
                  "type": "object", "additionalProperties": false, "required": ["failure_ratio"],
                  "properties": {
                    "failure_ratio": {"$ref": "#/$defs/share"}, "minimum_calls": {"type": "integer", "minimum": 1},
                    "window": {"$ref": "#/$defs/duration"}, "open": {"$ref": "#/$defs/duration"}
                  }
                },
                "fallback": {"type": "string"}
              }
            },
            "model": {
              "type": "object", "additionalProperties": false, "required": ["model"],
              "properties": {
                "model": {"type": "string"}, "ttft": {"$ref": "#/$defs/times"},
                "prefill_tokens_per_second": {"type": "number", "minimum": 1},
                "output_tokens_per_second": {"type": "number", "minimum": 1},
                "rpm": {"$ref": "#/$defs/amount"}, "itpm": {"$ref": "#/$defs/amount"},
                "otpm": {"$ref": "#/$defs/amount"}, "itpm_growth": {"$ref": "#/$defs/amount"}
              }
            },
            "match": {
              "type": "object", "additionalProperties": false,
              "properties": {
                "population": {"$ref": "#/$defs/names"}, "model": {"$ref": "#/$defs/names"},
                "feature": {"$ref": "#/$defs/names"}, "tenant": {"$ref": "#/$defs/names"},
                "streaming": {"type": "boolean"}
              }
            },
            "expectation": {
              "oneOf": [
                {
                  "type": "object", "additionalProperties": false, "required": ["alert", "fires"],
                  "properties": {
                    "alert": {"type": "string"},
                    "fires": {
                      "type": "object", "additionalProperties": false, "required": ["during", "within"],
                      "properties": {"during": {"type": "string"}, "within": {"$ref": "#/$defs/duration"}}
                    }
                  }
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["alert", "silent"],
                  "properties": {
                    "alert": {"type": "string"},
                    "silent": {
                      "oneOf": [
                        {"const": true},
                        {
                          "type": "object", "additionalProperties": false, "required": ["outside"],
                          "properties": {"outside": {"const": "incidents"}}
                        }
                      ]
                    }
                  }
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["alert", "resolves"],
                  "properties": {
                    "alert": {"type": "string"},
                    "resolves": {
                      "type": "object", "additionalProperties": false, "required": ["after", "within"],
                      "properties": {"after": {"type": "string"}, "within": {"$ref": "#/$defs/duration"}}
                    }
                  }
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["metric", "op", "value"],
                  "properties": {
                    "metric": {"enum": ["pages", "tickets", "telemetry.loss", "detection.worst", "added_latency_ms"]},
                    "op": {"enum": ["==", "!=", "<", "<=", ">", ">="]},
                    "value": {"type": ["number", "string"]}
                  }
                }
              ]
            },
            "preset": {"enum": [\#(words(ClientPolicy.presets.map(\.name)))]},
            "fault": {
              "type": "object",
              "oneOf": [

        """#
    private static let tail = """

              ]
            }
          }
        }
        """
}
