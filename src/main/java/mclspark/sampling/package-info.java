/**
 * Which pictures a step shows. Entry classes: {@link mclspark.sampling.EpochSampler} (each once an
 * epoch), {@link mclspark.sampling.ClassBalancedSampler} (so many of each class), {@link
 * mclspark.sampling.WorkerShare} (a worker's part of a test), and {@link
 * mclspark.sampling.NegativeSampler}, which chooses what a memory bank is asked for.
 *
 * <p>Invariant: the order is a pure function of (seed, epoch), the same for every number of
 * workers.
 */
package mclspark.sampling;
