/**
 * What a picture is shown as: crops, resizing, colours, blur, with Pillow's bits. Entry classes:
 * {@link mclspark.augment.Augmentation} and the other {@link mclspark.augment.CropView}s. The three
 * jobs' sections {@code augmentation} lie here, too.
 *
 * <p>Invariant: a crop is a pure function of the picture and of the random numbers that it is
 * given, whatever thread, worker or {@link mclspark.augment.PixelMath} makes it.
 */
package mclspark.augment;
