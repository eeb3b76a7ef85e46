/**
 * What {@code mcl bench} measures: steps, the way of pictures, collectives ({@link
 * mclspark.bench.StepBench}, {@link mclspark.bench.DataBench}, {@link
 * mclspark.bench.CollectiveBench} and others). Both sides of a comparison run in turn; results are
 * medians.
 */
package mclspark.bench;
