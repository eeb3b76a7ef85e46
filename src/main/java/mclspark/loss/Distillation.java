package mclspark.loss;

/** Who learns from the ensemble, the mean of all nets' logits (spec 3.5, 4.4). */
public enum Distillation {
  /** Nobody. */
  NONE,
  /** Both of two nets, of any other number the last one; the ensemble has no gradient. */
  DETACHED_TEACHER,
  /**
   * The last net, also of two, and the gradient flows into the ensemble as well: what the
   * reference's ImageNet program does (defects D16, D17). For comparison only.
   */
  ATTACHED_TEACHER;

  /** The first taught net of N; those after it are taught, too. */
  int firstTaught(int nets) {
    return this == DETACHED_TEACHER && nets == 2 ? 0 : nets - 1;
  }
}
