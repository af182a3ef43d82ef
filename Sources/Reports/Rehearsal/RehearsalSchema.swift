/// What the JSON report says of rehearsals, for `ReportSchema`: definitions at its depth.
enum RehearsalSchema {
    static let definitions = #"""
            "rehearsal": {
              "type": "object",
              "description": "scenarios in virtual time over one service; times are in milliseconds",
              "additionalProperties": false,
              "required": ["service", "runs", "seed", "series", "assumptions", "notApplicable", "scenarios"],
              "properties": {
                "service": {"type": "string"},
                "runs": {
                  "$ref": "#/$defs/count",
                  "description": "runs of each scenario, each with its own seed, scrape and evaluation phase"
                },
                "seed": {"type": "integer", "description": "of the first run; the next ones have the numbers behind it"},
                "series": {"$ref": "#/$defs/count", "description": "series that the service was taken to emit"},
                "assumptions": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "description": "what was taken for granted, and the key that would say it",
                    "additionalProperties": false,
                    "required": ["what", "key"],
                    "properties": {"what": {"type": "string"}, "key": {"type": ["string", "null"]}}
                  }
                },
                "notApplicable": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "description": "a scenario that cannot happen to the service, and why",
                    "additionalProperties": false,
                    "required": ["scenario", "reason"],
                    "properties": {"scenario": {"type": "string"}, "reason": {"type": "string"}}
                  }
                },
                "scenarios": {"type": "array", "items": {"$ref": "#/$defs/scenario"}}
              }
            },
            "scenario": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "id", "title", "control", "story", "standing", "unprovable", "durationMilliseconds", "incident",
                "signals", "detectedRuns", "pagedRuns", "detectionMilliseconds", "pageDetectionMilliseconds", "pages",
                "tickets", "nanoDollarsBeforePage", "healthyDays", "alerts", "expectations", "pipeline", "timeline", "ledger"
              ],
              "properties": {
                "id": {"type": "string"},
                "title": {"type": "string"},
                "control": {"type": "boolean", "description": "nothing is wrong in it, so nobody may be paged"},
                "story": {"type": "string"},
                "standing": {
                  "description": "detected: in every run; quiet: a control without a page; `services` has the verdicts",
                  "enum": ["detected", "missed", "quiet", "paged", "unprovable"]
                },
                "unprovable": {"type": ["string", "null"], "description": "why it was not run"},
                "durationMilliseconds": {"$ref": "#/$defs/count"},
                "incident": {
                  "description": "from the beginning of the run; null for a control without faults",
                  "oneOf": [{"$ref": "#/$defs/stretch"}, {"type": "null"}]
                },
                "signals": {
                  "type": "array", "items": {"type": "string"},
                  "description": "those that leave the control band"
                },
                "detectedRuns": {"$ref": "#/$defs/count"},
                "pagedRuns": {"$ref": "#/$defs/count"},
                "detectionMilliseconds": {
                  "$ref": "#/$defs/spreadOrNull",
                  "description": "from onset to the first alert that reads one of the signals; null if some run had none"
                },
                "pageDetectionMilliseconds": {"$ref": "#/$defs/spreadOrNull", "description": "the same to the first page"},
                "pages": {"$ref": "#/$defs/spread", "description": "notifications that wake somebody, in one run"},
                "tickets": {"$ref": "#/$defs/spread", "description": "notifications that wake nobody, in one run"},
                "nanoDollarsBeforePage": {
                  "$ref": "#/$defs/spreadOrNull",
                  "description": "spent from onset to the first page, or to the end without one"
                },
                "healthyDays": {"type": ["number", "null"], "minimum": 0, "description": "all runs of a control together"},
                "alerts": {"type": "array", "items": {"$ref": "#/$defs/alert"}},
                "expectations": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "description": "what the scenario itself expects, and what came of it",
                    "additionalProperties": false,
                    "required": ["expectation", "outcome", "reason"],
                    "properties": {
                      "expectation": {"type": "string"}, "outcome": {"$ref": "#/$defs/outcome"},
                      "reason": {"type": ["string", "null"]}
                    }
                  }
                },
                "pipeline": {"$ref": "#/$defs/pipeline"},
                "timeline": {"$ref": "#/$defs/timeline"},
                "ledger": {"$ref": "#/$defs/ledger"}
              }
            },
            "alert": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "name", "location", "page", "signals", "verdict", "reason", "firedRuns", "misfiredRuns",
                "detectionMilliseconds", "steps", "resetMilliseconds", "episodes", "counterfactuals", "notification"
              ],
              "properties": {
                "name": {"type": "string"},
                "location": {"oneOf": [{"$ref": "#/$defs/location"}, {"type": "null"}]},
                "page": {"type": "boolean", "description": "it wakes a person; otherwise it is a ticket"},
                "signals": {"type": "array", "items": {"type": "string"}},
                "verdict": {"enum": ["fired", "missed", "misfired", "silent", "alongside", "unprovable"]},
                "reason": {"type": ["string", "null"], "description": "why nothing can be said of it"},
                "firedRuns": {"$ref": "#/$defs/count"},
                "misfiredRuns": {"$ref": "#/$defs/count"},
                "detectionMilliseconds": {
                  "$ref": "#/$defs/spreadOrNull", "description": "over the runs in which it fired"
                },
                "steps": {
                  "type": "array",
                  "description": "where the time of the slowest run went",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["stage", "milliseconds"],
                    "properties": {
                      "stage": {
                        "enum": [
                          "first bad completion", "flush", "scrape", "window", "evaluation", "for", "grouping"
                        ]
                      },
                      "milliseconds": {"type": "integer"}
                    }
                  }
                },
                "resetMilliseconds": {
                  "$ref": "#/$defs/spreadOrNull", "description": "from the end of the incident to that of the alert"
                },
                "episodes": {"$ref": "#/$defs/count", "description": "in the worst run; more than one is flapping"},
                "counterfactuals": {
                  "type": "array",
                  "description": "changes that were tried on an alert that missed, the smallest first",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["change", "words", "detectionMilliseconds"],
                    "properties": {
                      "change": {
                        "enum": ["shorter for", "shorter window", "finer buckets", "pipeline perfect", "label fixed"]
                      },
                      "words": {"type": "string"},
                      "detectionMilliseconds": {"type": ["integer", "null"], "description": "null if it still misses"}
                    }
                  }
                },
                "notification": {
                  "description": "what is sent, templates expanded; null if it never fired",
                  "oneOf": [
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "required": ["receiver", "labels", "annotations"],
                      "properties": {
                        "receiver": {"type": ["string", "null"]},
                        "labels": {"$ref": "#/$defs/namedTexts"},
                        "annotations": {"$ref": "#/$defs/namedTexts"}
                      }
                    },
                    {"type": "null"}
                  ]
                }
              },
              "if": {"properties": {"verdict": {"const": "unprovable"}}},
              "then": {"properties": {"reason": {"type": "string"}}},
              "else": {"properties": {"reason": {"type": "null"}}}
            },
            "pipeline": {
              "type": "object",
              "description": "measurements on their way to the store, in the worst run: made = arrived + lost + under way",
              "additionalProperties": false,
              "required": [
                "made", "arrived", "underWay", "lost", "addedMeanMilliseconds", "addedMaximumMilliseconds",
                "peakBufferItems", "peakBufferBytes", "stalestMilliseconds", "drainMilliseconds"
              ],
              "properties": {
                "made": {"$ref": "#/$defs/count"},
                "arrived": {"$ref": "#/$defs/count"},
                "underWay": {"$ref": "#/$defs/count"},
                "lost": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["cause", "count"],
                    "properties": {
                      "cause": {
                        "enum": [
                          "buffer-full", "retries-exhausted", "refused", "export-timeout", "datagram-lost", "crash",
                          "not-drained", "collector-restart", "collector-queue-full", "never-scraped"
                        ]
                      },
                      "count": {"$ref": "#/$defs/count"}
                    }
                  }
                },
                "addedMeanMilliseconds": {"type": ["number", "null"], "description": "added to calls"},
                "addedMaximumMilliseconds": {"$ref": "#/$defs/count"},
                "peakBufferItems": {"$ref": "#/$defs/count"},
                "peakBufferBytes": {"$ref": "#/$defs/count"},
                "stalestMilliseconds": {
                  "$ref": "#/$defs/count", "description": "greatest age of the newest measurement in the store"
                },
                "drainMilliseconds": {
                  "type": ["integer", "null"],
                  "description": "from the end of the last fault to an empty buffer; null if it was never emptied"
                }
              }
            },
            "timeline": {
              "type": "object",
              "description": "the first run as columns and bands",
              "additionalProperties": false,
              "required": ["seed", "stepMilliseconds", "columns", "bands"],
              "properties": {
                "seed": {"type": "string", "pattern": "^[0-9]{1,20}$"},
                "stepMilliseconds": {"$ref": "#/$defs/count", "description": "the time that one value stands for"},
                "columns": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["quantity", "unit", "values"],
                    "properties": {
                      "quantity": {
                        "enum": ["traffic", "errors", "ttft p95", "latency p95", "cost", "cache hit rate", "loss"]
                      },
                      "unit": {"enum": ["1/s", "share", "ms", "USD/h"]},
                      "values": {"type": "array", "items": {"type": ["number", "null"]}}
                    }
                  }
                },
                "bands": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["kind", "name", "fromMilliseconds", "toMilliseconds"],
                    "properties": {
                      "kind": {"enum": ["fault", "pending", "firing"]},
                      "name": {"type": "string"},
                      "fromMilliseconds": {"type": "integer"},
                      "toMilliseconds": {"type": "integer"}
                    }
                  }
                }
              }
            },
            "ledger": {
              "type": "object",
              "description": "what the first run really came to",
              "additionalProperties": false,
              "required": [
                "requests", "calls", "attempts", "outcomes", "inputTokens", "outputTokens", "cacheReadTokens",
                "cacheWriteTokens", "thinkingTokens", "costNanoDollars", "inFlight"
              ],
              "properties": {
                "requests": {"$ref": "#/$defs/count"},
                "calls": {"$ref": "#/$defs/count"},
                "attempts": {"$ref": "#/$defs/count"},
                "outcomes": {
                  "type": "object", "description": "calls by how they ended, retries over",
                  "additionalProperties": {"$ref": "#/$defs/count"}
                },
                "inputTokens": {"$ref": "#/$defs/count"},
                "outputTokens": {"$ref": "#/$defs/count"},
                "cacheReadTokens": {"$ref": "#/$defs/count"},
                "cacheWriteTokens": {"$ref": "#/$defs/count"},
                "thinkingTokens": {"$ref": "#/$defs/count"},
                "costNanoDollars": {"$ref": "#/$defs/count"},
                "inFlight": {"$ref": "#/$defs/count"}
              }
            },
            "stretch": {
              "type": "object",
              "additionalProperties": false,
              "required": ["fromMilliseconds", "toMilliseconds"],
              "properties": {"fromMilliseconds": {"type": "integer"}, "toMilliseconds": {"type": "integer"}}
            },
            "spread": {
              "type": "object",
              "description": "a quantity over all runs",
              "additionalProperties": false,
              "required": ["best", "median", "worst"],
              "properties": {
                "best": {"type": "integer"}, "median": {"type": "integer"}, "worst": {"type": "integer"}
              }
            },
            "spreadOrNull": {"oneOf": [{"$ref": "#/$defs/spread"}, {"type": "null"}]},
            "namedTexts": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["name", "text"],
                "properties": {"name": {"type": "string"}, "text": {"type": "string"}}
              }
            },
            "count": {"type": "integer", "minimum": 0},
        """#
}
