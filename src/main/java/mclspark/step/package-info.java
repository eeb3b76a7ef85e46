/**
 * What the steps of all jobs share: logical ranks and their exchange, the reduction of gradients,
 * SGD, learning rates, pictures as input, with the sections {@code optimizer} and {@code ranks}.
 * Entry classes: {@link mclspark.step.Ranks}, {@link mclspark.step.RankExchange}, {@link
 * mclspark.step.GradientReducer}.
 *
 * <p>Invariant: a sum over logical ranks follows one fixed tree, whatever the number of workers.
 */
package mclspark.step;
