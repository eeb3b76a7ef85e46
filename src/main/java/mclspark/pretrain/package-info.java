/**
 * Pre-training by MoCo and mutual contrastive learning. Entry classes: {@link
 * mclspark.pretrain.PretrainTask}, what this job does in the loop of all jobs, and {@link
 * mclspark.pretrain.MocoTrainer}, one step. Beside them kNN, pages of example pictures, the start
 * from other weights ({@link mclspark.pretrain.WarmStart}), and {@link
 * mclspark.pretrain.PretrainedEncoders}, by which others read what was trained.
 *
 * <p>Its configuration is {@link mclspark.pretrain.PretrainConfig}.
 */
package mclspark.pretrain;
