/**
 * Where pictures lie and what they are: folders of classes and CIFAR's binary files. The driver
 * makes a {@link mclspark.dataset.PictureListing} (small, Java-serializable: no picture is read);
 * every worker opens it to a {@link mclspark.dataset.PictureSource}. Entry classes: {@link
 * mclspark.dataset.CifarFiles} and {@link mclspark.dataset.ImageFolderLister}, which make listings.
 * The section is {@link mclspark.dataset.DataConfig}.
 *
 * <p>Invariant: the order of a listing, and so the number of each picture, depends on the names
 * alone, not on the file system.
 */
package mclspark.dataset;
