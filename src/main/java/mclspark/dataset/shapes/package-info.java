/**
 * A labelled picture set that needs no download: 32 x 32 pictures of one shape each, in CIFAR-100
 * binary format. A class is a shape and a texture; everything else (place, size, rotation, colours,
 * light, background, clutter, noise) is random and says nothing about the class. Entry class:
 * {@link mclspark.dataset.shapes.ShapesGenerator}.
 *
 * <p>Invariant: the bytes are a pure function of the settings, the same on every machine. Therefore
 * there is no AWT here, and every function that Java leaves to the platform comes from {@code
 * StrictMath}.
 */
package mclspark.dataset.shapes;
