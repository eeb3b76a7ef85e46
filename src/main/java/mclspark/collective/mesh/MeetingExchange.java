package mclspark.collective.mesh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import mclspark.collective.Buffers;
import mclspark.collective.Operation;

/**
 * All-reduce of workers who reach each other's memory. Each says where its data lies; when all have
 * said the same, the work begins; each says when its own is over. Only that travels.
 */
final class MeetingExchange implements Exchange {

  private final Mesh mesh;
  private final Operation call;
  private final long place;
  private final Runnable work;
  private final Map<WorkerLink, ByteBuffer> places = new HashMap<>();
  private boolean over;

  MeetingExchange(Mesh mesh, Operation call, long place, Runnable work) {
    this.mesh = mesh;
    this.call = call;
    this.place = place;
    this.work = work;
    for (WorkerLink link : mesh.links()) {
      ByteBuffer own = place(place);
      ByteBuffer other = Buffers.allocate(Long.BYTES);
      places.put(link, other);
      link.sender().start(call, FrameHeader.PLACE, own, own.limit());
      link.receiver().expect(call, FrameHeader.PLACE, other);
    }
  }

  @Override
  public boolean advance(WorkerLink link) throws IOException {
    boolean moved = link.advance();
    if (!over && link.receiver().full()) {
      requireSamePlace(link);
    }
    if (!over && mesh.links().stream().allMatch(MeetingExchange::said)) {
      work.run();
      over = true;
      for (WorkerLink each : mesh.links()) {
        each.sender().start(call, FrameHeader.RESULT, Buffers.allocate(0), 0);
        each.receiver().expect(call, FrameHeader.RESULT, Buffers.allocate(0));
      }
      return true;
    }
    return moved;
  }

  @Override
  public boolean done(WorkerLink link) {
    return over && said(link);
  }

  private static boolean said(WorkerLink link) {
    return link.sent() && link.receiver().full();
  }

  private void requireSamePlace(WorkerLink link) throws UnexpectedFrameException {
    if (places.get(link).getLong(0) != place) {
      throw new UnexpectedFrameException(call + " elsewhere in its memory", call);
    }
  }

  private static ByteBuffer place(long place) {
    return Buffers.allocate(Long.BYTES).putLong(place).flip();
  }
}
