package mclspark.collective;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** The data connection to one other worker and what goes over it just now. */
final class PeerLink {

  private final Announcement peer;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final FrameSender sender = new FrameSender();
  private final FrameReceiver receiver = new FrameReceiver();

  PeerLink(Announcement peer, SocketChannel channel, Selector selector) throws IOException {
    this.peer = peer;
    this.channel = channel;
    channel.configureBlocking(false);
    key = channel.register(selector, 0);
  }

  int rank() {
    return peer.rank();
  }

  /** For messages: rank, host and port. */
  String worker() {
    return peer.worker();
  }

  FrameSender sender() {
    return sender;
  }

  FrameReceiver receiver() {
    return receiver;
  }

  /** Sends and receives what goes without waiting. Returns whether anything moved. */
  boolean advance() throws IOException {
    long bytes = sender.advance(channel);
    return bytes + receiver.advance(channel) > 0;
  }

  /** Tells the selector what this link waits for. */
  void declareInterest() {
    int send = sender.blocked() ? SelectionKey.OP_WRITE : 0;
    int receive = receiver.full() ? 0 : SelectionKey.OP_READ;
    if (key.interestOps() != (send | receive)) {
      key.interestOps(send | receive);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
