package mclspark.collective;

import java.nio.ByteBuffer;
import java.util.List;

/** The group of one worker: sums are what they are, messages go to the worker itself. */
public final class SingleProcess extends GroupMember {

  private final String description;

  /** Creates the group. */
  public SingleProcess() {
    this("one worker");
  }

  public SingleProcess(String reason) {
    super(0, 1);
    description = "single process (" + reason + ")";
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void reduce(Operation operation, ByteBuffer data) {
    // The sum over one worker is that worker's data.
  }

  @Override
  public void exchange(Operation operation, List<ByteBuffer> send, List<ByteBuffer> receive) {
    receive.get(0).put(send.get(0));
  }

  @Override
  public void leave() {
    // Nobody waits for this worker.
  }
}
