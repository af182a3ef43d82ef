import Findings
package import SourceText

/// Turns the bytes of a file, or a text inside one, into located documents. Never fails: what cannot be read becomes
/// a finding, and what could be read before it is kept.
package enum DocumentReader {
    /// Reads every document of a YAML file. An empty file, or one of comments only, has none.
    package static func readYAML(_ file: SourceFile, limits: DocumentLimits = DocumentLimits()) -> DocumentReading {
        do throws(TextProblem) {
            return readYAML(try .decode(file, limit: limits.bytes), limits: limits, subject: file.path)
        } catch {
            return DocumentReading(findings: [DocumentFindings.unreadable(error, file: file.id, subject: file.path)])
        }
    }

    /// Reads a YAML text that stands inside another file; all ranges are those of that file.
    ///
    /// `subject` names the text in findings: `ConfigMap key rules.yaml`.
    package static func readYAML(
        _ text: EmbeddedText, subject: String, limits: DocumentLimits = DocumentLimits()
    ) -> DocumentReading {
        do throws(TextProblem) {
            return readYAML(try .decode(text, limit: limits.bytes), limits: limits, subject: subject)
        } catch {
            return DocumentReading(findings: [DocumentFindings.unreadable(error, file: text.file, subject: subject)])
        }
    }

    /// Reads a JSON file (RFC 8259): one value, or findings that say why there is none.
    package static func readJSON(_ file: SourceFile, limits: DocumentLimits = DocumentLimits()) -> DocumentReading {
        do throws(TextProblem) {
            var composer = JSONComposer(
                try .decode(file, limit: limits.bytes), limits: limits, subject: file.path)
            return composer.compose()
        } catch {
            return DocumentReading(findings: [DocumentFindings.unreadable(error, file: file.id, subject: file.path)])
        }
    }

    /// Reads a JSON text that stands inside another file: a dashboard in a ConfigMap. See `readYAML(_:subject:limits:)`.
    package static func readJSON(
        _ text: EmbeddedText, subject: String, limits: DocumentLimits = DocumentLimits()
    ) -> DocumentReading {
        do throws(TextProblem) {
            var composer = JSONComposer(try .decode(text, limit: limits.bytes), limits: limits, subject: subject)
            return composer.compose()
        } catch {
            return DocumentReading(findings: [DocumentFindings.unreadable(error, file: text.file, subject: subject)])
        }
    }

    private static func readYAML(_ text: ReadableText, limits: DocumentLimits, subject: String) -> DocumentReading {
        let census = YAMLCensus(text)
        if let range = census.forbidden {
            let scalar = String(decoding: text.bytes[range], as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
            let place = text.fileRange(of: range)
            return DocumentReading(findings: [DocumentFindings.forbidden(scalar, at: place, subject: subject)])
        }
        if let range = census.directiveBeyondLimit {
            let limit = YAMLCensus.directiveLimit
            let place = text.fileRange(of: range)
            return DocumentReading(
                findings: [DocumentFindings.tooManyDirectives(limit: limit, at: place, subject: subject)])
        }
        let templates = census.hasTemplateActions ? TemplateActions(text) : nil
        if let action = templates?.helmAction {
            let finding = TemplateActions.helmFinding(at: action, in: text, subject: subject)
            return DocumentReading(findings: [finding])
        }
        var composer = YAMLComposer(
            text, isASCII: census.isASCII, templates: templates, limits: limits, subject: subject)
        return composer.compose()
    }
}
