/**
 * Supervised training of N peers with mutual contrastive learning. Entry classes: {@link
 * mclspark.supervised.SupervisedTask}, what this job does in the loop of all jobs, and {@link
 * mclspark.supervised.PeerTrainer}, one step; {@link mclspark.supervised.PeerEvaluation} tests a
 * checkpoint.
 *
 * <p>Its configuration is {@link mclspark.supervised.SupervisedConfig}.
 */
package mclspark.supervised;
