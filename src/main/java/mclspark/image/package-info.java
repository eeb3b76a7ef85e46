/**
 * Encoded pictures to pixels and back, as Pillow decodes them. Entry classes: {@link
 * mclspark.image.ImageDecoder}, whose result is an {@link mclspark.image.RgbImage}: 8-bit RGB,
 * row-major, channels last.
 *
 * <p>Invariants: a broken or refused picture is a {@link mclspark.image.BrokenPictureException}
 * with the reason, never a crash and never other pixels; sizes are checked before memory is taken.
 */
package mclspark.image;
