package mclspark.run;

import java.io.Serializable;
import mclspark.dataset.PictureListing;

/**
 * The pictures of a run, as the driver listed them.
 *
 * @param train training pictures
 * @param test test pictures, of the same classes; null where nothing is tested
 */
public record RunData(PictureListing train, PictureListing test) implements Serializable {}
