package mclspark.augment;

/** The buffers that making a crop needs, kept by each thread from picture to picture. */
final class Workspace {

  private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

  private final Pixels pixels = new Pixels();
  private final PillowResize resize = new PillowResize();
  private final GaussianBlur blur = new GaussianBlur();

  /** The calling thread's own workspace. */
  static Workspace ofThisThread() {
    return OF_THREAD.get();
  }

  Pixels pixels() {
    return pixels;
  }

  PillowResize resize() {
    return resize;
  }

  GaussianBlur blur() {
    return blur;
  }
}
