package mclspark.pretrain;

/**
 * Bytes of the tensors that steps of one logical rank keep, without the maps of a forward pass.
 *
 * @param peers N
 * @param parameters of one encoder
 * @param queueSize K
 * @param dim D
 * @param rows b
 */
public record StepTensors(long peers, long parameters, long queueSize, long dim, long rows) {

  /** Tensors of an encoder's size in a step: query, gradient, velocity and key. */
  public static final int COPIES = 4;

  /** So many tensors of the size of each peer's encoder. */
  public long networks(long copies) {
    return peers * parameters * copies * Float.BYTES;
  }

  /** The negative keys. */
  public long queue() {
    return peers * queueSize * dim * Float.BYTES;
  }

  /** The logits. */
  public long loss() {
    return peers * peers * rows * queueSize * Float.BYTES;
  }
}
