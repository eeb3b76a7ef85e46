/**
 * Linear classification of the frozen encoders of a pre-training run, and of an untrained one.
 * Entry classes: {@link mclspark.linear.LinearTask}, what this job does in the loop of all jobs,
 * and {@link mclspark.linear.LinearTrainer}, one step.
 *
 * <p>Its configuration is {@link mclspark.linear.LinearConfig}.
 */
package mclspark.linear;
