package mclspark.collective;

/** Who adds which part of an all-reduce: worker s owns floats {@code [start(s), start(s + 1))}. */
public final class Segments {

  private Segments() {}

  /** First float of segment s when n floats are cut for P workers: {@code floor(n * s / P)}. */
  public static int start(int floats, int segment, int workers) {
    return (int) ((long) floats * segment / workers);
  }
}
