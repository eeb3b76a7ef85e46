/**
 * Features of pictures by a trained encoder, for tables: what {@code mcl embed} and the Spark ML
 * transformer compute. No Spark here.
 *
 * <p>Entry classes: {@link mclspark.embed.EmbeddingModel} reads a run, a checkpoint or a file once
 * and travels as bytes; {@link mclspark.embed.LoadedModels} holds it once in each process and
 * device; an {@link mclspark.embed.EmbeddingStream} decodes ahead of the network and hands out the
 * vectors in order; {@link mclspark.embed.Provenance} says what they are.
 *
 * <p>Invariants: a picture that cannot be read has an error and no vector; every forward pass has a
 * whole batch, filled up with black, so that the vector of a picture does not depend on the others.
 */
package mclspark.embed;
