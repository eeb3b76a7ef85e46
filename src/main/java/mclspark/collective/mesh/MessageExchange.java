package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import mclspark.collective.Operation;

/** One frame to each worker and one from each: all-gather and all-to-all. */
final class MessageExchange implements Exchange {

  /** Sets up both frames of every link and delivers the worker's message to itself. */
  MessageExchange(
      Mesh mesh, int rank, Operation call, List<ByteBuffer> send, List<ByteBuffer> receive) {
    receive.get(rank).put(send.get(rank));
    for (WorkerLink link : mesh.links()) {
      ByteBuffer out = send.get(link.rank());
      ByteBuffer in = receive.get(link.rank());
      link.sender().start(call.withBytes(out.limit()), FrameHeader.FIRST, out, out.limit());
      link.receiver().expect(call.withBytes(in.limit()), FrameHeader.FIRST, in);
    }
  }

  @Override
  public boolean advance(WorkerLink link) throws IOException {
    return link.advance();
  }

  @Override
  public boolean done(WorkerLink link) {
    return link.sent() && link.receiver().full();
  }
}
