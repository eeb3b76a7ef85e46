package mclspark.model;

/**
 * Where a module stands, which decides its name (spec 5.1): in a network of its own or in a branch.
 *
 * @param branch number of the branch; -1 in a network of its own
 */
public record Place(int branch) {

  public static final Place ALONE = new Place(-1);

  public boolean alone() {
    return branch < 0;
  }

  /** {@code own} in a network of its own, otherwise {@code branched} and the branch's number. */
  public String name(String own, String branched) {
    return alone() ? own : branched + branch;
  }
}
