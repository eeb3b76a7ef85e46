/**
 * Losses with gradients written by hand, and the memory that they compare with. A loss takes
 * detached embeddings or logits of all N peers and returns values and the gradient by its input;
 * the caller sends that backwards through the networks.
 *
 * <p>Pre-training: {@link mclspark.loss.MocoMclLoss}, spec 1.4, with {@link
 * mclspark.loss.NegativeQueue}. Supervised runs: {@link mclspark.loss.LogitLosses} and {@link
 * mclspark.loss.InBatchMclLoss} (CIFAR, spec 3.5) or {@link mclspark.loss.MemoryBankMclLoss} with
 * {@link mclspark.loss.MemoryBank} (ImageNet, spec 4.3); they share {@link
 * mclspark.loss.MclSettings} and {@link mclspark.loss.MclResult}. Sums over peers are not divided
 * by N.
 */
package mclspark.loss;
