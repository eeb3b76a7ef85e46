package mclspark.pth;

/**
 * A value that no tensor needs, such as an object of a class of the program that saved it. Only its
 * kind is known: nothing was built or called, and what it holds was left out.
 */
public sealed class OpaqueValue permits SkippedBytes, NumpyArray {

  private static final int LONGEST_KIND = 100;

  private final String kind;

  OpaqueValue(String kind) {
    String start = kind.substring(0, Math.min(kind.length(), LONGEST_KIND));
    this.kind = start.replaceAll("[^\\p{Graph} ]", "?");
  }

  /** What it is in words: the full name of a class or function, or a kind of Python's values. */
  public String kind() {
    return kind;
  }

  @Override
  public String toString() {
    return "(" + kind + ")";
  }
}
