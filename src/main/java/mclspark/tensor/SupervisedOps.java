package mclspark.tensor;

/**
 * The supervised losses as one TorchScript call each; package {@code mclspark.loss} states the
 * formulas. No argument is part of a graph: gradients are results.
 */
public final class SupervisedOps {

  private static final ScriptOps SCRIPT = ScriptOps.get();

  private SupervisedOps() {}

  /**
   * The four in-batch MCL terms and their gradient (spec 3.5).
   *
   * @param z float32 [N, B, d], rows of norm 1
   * @param labels int64 [B]
   * @param weights of VCL, softVCL, ICL and softICL in the gradient
   * @return unweighted terms [4] in the same order; gradient of the weighted sum [N, B, d]
   */
  public static Tensor[] inBatchMcl(
      Tensor z, Tensor labels, double temperature, double softTemperature, double[] weights) {
    return SCRIPT.tensors(
        "in_batch_mcl",
        z,
        labels,
        temperature,
        softTemperature,
        weights[0],
        weights[1],
        weights[2],
        weights[3]);
  }

  /**
   * The four memory-bank MCL terms and their gradient (spec 4.3). Works on {@code chunk} rows at a
   * time and then holds {@code N * chunk * L * (d + about 8 N)} floats.
   *
   * @param bank float32 [N, n, d]
   * @param z float32 [N, B, d], rows of norm 1
   * @param rows int64 [B * L]: for each row of z its own picture, the positives, the negatives
   * @param positives how many follow the own picture
   * @param weights of VCL, softVCL, ICL and softICL in the gradient
   * @return unweighted terms [4] in the same order; gradient of the weighted sum [N, B, d]
   */
  public static Tensor[] memoryBankMcl(
      Tensor bank,
      Tensor z,
      Tensor rows,
      int positives,
      double temperature,
      double softTemperature,
      double[] weights,
      int chunk) {
    return SCRIPT.tensors(
        "bank_mcl",
        bank,
        z,
        rows,
        positives,
        temperature,
        softTemperature,
        weights[0],
        weights[1],
        weights[2],
        weights[3],
        chunk);
  }

  /**
   * Moves entries of a memory bank towards fresh embeddings and normalises them, in place: {@code v
   * = momentum * bank[a][index] + (1 - momentum) * z[a]; bank[a][index] = v / |v|}.
   *
   * @param bank float32 [N, n, d]
   * @param index int64 [R], without repetitions
   * @param z float32 [N, R, d]
   */
  public static void updateBank(Tensor bank, Tensor index, Tensor z, double momentum) {
    SCRIPT.run("update_bank_", bank, index, z, momentum);
  }

  /**
   * Cross entropy and distillation from the mean of the logits, with gradient and hits (spec 3.5).
   *
   * @param logits float32 [N, B, C]
   * @param labels int64 [B], in 0 .. C - 1
   * @param distill whether the distillation is part of the loss
   * @param firstTaught nets from this one on are taught
   * @param attachedTeacher whether the teacher has a gradient, too
   * @return sums over nets [2] of cross entropy and distillation; gradient of their sum [N, B, C];
   *     rows whose largest logit is the label, for each net and last for the mean: int64 [N + 1]
   */
  public static Tensor[] logitLosses(
      Tensor logits,
      Tensor labels,
      double softTemperature,
      boolean distill,
      int firstTaught,
      boolean attachedTeacher) {
    return SCRIPT.tensors(
        "logit_losses", logits, labels, softTemperature, distill, firstTaught, attachedTeacher);
  }
}
