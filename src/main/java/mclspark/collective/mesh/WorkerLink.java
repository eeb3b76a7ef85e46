package mclspark.collective.mesh;

import java.io.IOException;
import mclspark.collective.Announcement;
import mclspark.collective.wire.Wire;

/** The data connection to one other worker and what goes over it just now. */
public final class WorkerLink {

  private final Announcement peer;
  private final Wire wire;
  private final FrameSender sender = new FrameSender();
  private final FrameReceiver receiver = new FrameReceiver();

  public WorkerLink(Announcement peer, Wire wire) {
    this.peer = peer;
    this.wire = wire;
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
    long bytes = sender.advance(wire);
    return bytes + receiver.advance(wire) > 0;
  }

  /** Whether the frame has been sent and is out of this worker's hands. */
  boolean sent() {
    return sender.done() && wire.flushed();
  }

  /** Whether something is ready to be sent, but could not be yet. */
  boolean blocked() {
    return sender.blocked() || !wire.flushed();
  }

  void close() throws IOException {
    wire.close();
  }
}
