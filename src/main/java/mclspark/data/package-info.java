/**
 * Pictures: where they lie, in which order they are shown, how they become batches of crops.
 *
 * <p>The driver makes a {@link mclspark.data.PictureListing} (small, Java-serializable: no picture
 * is read); every worker opens it to a {@link mclspark.data.PictureSource}. {@link
 * mclspark.data.EpochSampler} or {@link mclspark.data.ClassBalancedSampler} says which pictures a
 * step shows; {@link mclspark.data.BatchPipeline} reads, decodes and crops them ahead of the
 * consumer. {@link mclspark.data.NegativeSampler} chooses what a memory bank is asked for. Entry
 * classes: {@link mclspark.data.CifarFiles} and {@link mclspark.data.ImageFolderLister}, which make
 * listings, and {@link mclspark.data.BatchPipeline}.
 *
 * <p>Invariants: the order is a pure function of (seed, epoch); a crop is a pure function of (seed,
 * epoch, picture index, purpose), whatever thread or worker makes it. Pictures are 8-bit RGB,
 * row-major, channels last. A broken picture is counted, listed and replaced (training) or marked
 * (evaluation), never a crash; see {@link mclspark.data.BadPictures}.
 */
package mclspark.data;
