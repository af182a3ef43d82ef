#if Live
import NIOCore

/// Stands before the decoder, which says nothing of bytes that make no whole head yet: they start the deadline of a
/// slow client. Bytes that nobody wants any more end here.
final class ArrivalProbe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler

    init(before connection: ConnectionHandler) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = unwrapInboundIn(data).readableBytes
        if connection.bytesArrived(count) { context.fireChannelRead(data) }
    }
}
#endif
