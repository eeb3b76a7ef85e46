/**
 * Pre-training by MoCo and mutual contrastive learning. Entry classes: {@link
 * mclspark.pretrain.PretrainRun}, one worker from resuming to the last checkpoint, and {@link
 * mclspark.pretrain.MocoTrainer}, one step. Beside them kNN and the start from other weights
 * ({@link mclspark.pretrain.WarmStart}).
 */
package mclspark.pretrain;
