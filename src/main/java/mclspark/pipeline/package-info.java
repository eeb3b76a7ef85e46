/**
 * Pictures to batches of crops: read, decoded and cropped ahead of the consumer. Entry class:
 * {@link mclspark.pipeline.BatchPipeline}.
 *
 * <p>Invariants: batches come in order, whatever the number of threads; a broken picture is
 * counted, listed and replaced (training) or marked (evaluation), see {@link
 * mclspark.pipeline.BadPictures}.
 */
package mclspark.pipeline;
