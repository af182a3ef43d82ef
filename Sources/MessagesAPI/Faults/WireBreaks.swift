import ClaudeBackend

// What happens to an answer between Claude and its client, whatever the answer is.
extension WireFault {
    static let resetBeforeHeaders = WireFault(
        "reset-before-headers", "the connection is reset instead of an answer",
        .wire { plan, _ in
            var broken = ResponsePlan()
            broken.add(.reset, after: plan.steps.first?.afterMilliseconds ?? 0)
            return broken
        })

    static let resetAfterHeaders = WireFault(
        "reset-after-headers", "headers, then the connection is reset",
        .wire { plan, _ in plan.upToHeaders(then: .reset) })

    static let stallBeforeHeaders = WireFault(
        "stall-before-headers", "no byte at all until the client gives up",
        .wire { plan, _ in
            var broken = ResponsePlan()
            broken.add(.stall, after: plan.steps.first?.afterMilliseconds ?? 0)
            return broken
        })

    static let stallAfterHeaders = WireFault(
        "stall-after-headers", "headers, then silence until the client gives up",
        .wire { plan, _ in plan.upToHeaders(then: .stall) })

    static let emptyBody = WireFault(
        "empty-body", "200 with no body",
        .wire { plan, _ in
            guard var head = plan.head else { return plan }
            head.framing = .length(0)
            let moment = plan.steps.first?.afterMilliseconds ?? 0
            var broken = ResponsePlan()
            broken.add(.head(head), after: moment)
            broken.add(.finish, after: moment)
            return broken
        })

    /// What a gateway in between answers when the API does not: HTML, and no request id.
    static let proxyError = WireFault(
        "proxy-error", "502 with an HTML page from a gateway",
        .wire { plan, _ in
            let body = Array("<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>\n".utf8)
            let moment = plan.steps.first?.afterMilliseconds ?? 0
            var broken = ResponsePlan()
            broken.add(
                .head(
                    ResponseHead(
                        status: 502, headers: [HTTPHeader("content-type", "text/html")],
                        framing: .length(body.count))), after: moment)
            broken.add(.body(body), after: moment)
            broken.add(.finish, after: moment)
            return broken
        })

    static let wrongContentLength = WireFault(
        "wrong-content-length", "a length that is not the body's, then the connection is closed",
        parameters: [
            Parameter("by", "bytes more than the body has; fewer if negative", usual: 10, -1_000_000...1_000_000)
        ],
        .wire { plan, values in
            let count = max(0, plan.body.count + Int(values[0]))
            var left = count
            var broken = ResponsePlan()
            for step in plan.steps {
                switch step.action {
                case .head(var head):
                    head.framing = .length(count)
                    broken.add(.head(head), after: step.afterMilliseconds)
                case .body(let bytes):
                    // A server that sends more than it announced would corrupt the next answer, not this one.
                    let piece = Array(bytes.prefix(left))
                    left -= piece.count
                    if !piece.isEmpty { broken.add(.body(piece), after: step.afterMilliseconds) }
                case .finish: broken.add(.close, after: step.afterMilliseconds)
                case .partialChunk, .close, .reset, .stall: broken.add(step.action, after: step.afterMilliseconds)
                }
            }
            return broken
        })
}

extension ResponsePlan {
    fileprivate func upToHeaders(then end: Action) -> ResponsePlan {
        var broken = ResponsePlan()
        for step in steps {
            guard case .head = step.action else { break }
            broken.add(step.action, after: step.afterMilliseconds)
        }
        broken.add(end, after: steps.first?.afterMilliseconds ?? 0)
        return broken
    }

    /// The same plan with every piece of the body replaced; what is not replaced stays.
    func mappingBody(_ change: (_ number: Int, _ bytes: [UInt8], _ moment: Int32) -> [Step]) -> ResponsePlan {
        var changed = ResponsePlan()
        var number = 0
        for step in steps {
            guard case .body(let bytes) = step.action else {
                changed.add(step.action, after: step.afterMilliseconds)
                continue
            }
            for piece in change(number, bytes, step.afterMilliseconds) {
                changed.add(piece.action, after: piece.afterMilliseconds)
            }
            number += 1
        }
        return changed
    }
}
