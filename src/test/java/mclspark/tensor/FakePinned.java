package mclspark.tensor;

import java.util.ArrayList;
import java.util.List;

/** Ordinary memory in place of page-locked one, and a mark that writes down what it is asked. */
public final class FakePinned implements StreamMark {

  private static final int POLLS = 3;

  private final String name;
  private final List<String> log;
  private int left;

  private FakePinned(String name, List<String> log) {
    this.name = name;
    this.log = log;
  }

  /** A buffer whose every copy seems to take a few looks. */
  public static PinnedBuffer floats(TorchEngine engine, int elements) {
    return new PinnedBuffer(engine.zeros(elements), new FakePinned("", new ArrayList<>()));
  }

  /**
   * A buffer of bytes.
   *
   * @param log gets "name queued" for each copy and "name over" when its end was seen
   */
  static PinnedBuffer bytes(TorchEngine engine, int elements, String name, List<String> log) {
    return new PinnedBuffer(engine.emptyBytes(elements), new FakePinned(name, log));
  }

  /** A mark by itself; logs as {@link #bytes} does. */
  static StreamMark mark(String name, List<String> log) {
    return new FakePinned(name, log);
  }

  @Override
  public void set() {
    log.add(name + " queued");
    left = POLLS;
  }

  @Override
  public boolean reached() {
    if (left > 0 && --left == 0) {
      log.add(name + " over");
    }
    return left == 0;
  }
}
