package mclspark.run;

import java.io.Serializable;
import mclspark.dataset.PictureListing;

/**
 * The pictures of a run, as the driver listed them.
 *
 * @param train training pictures
 * @param bank labelled pictures that vote in kNN; null where the training pictures do
 * @param test test pictures, of the same classes; null where nothing is tested
 */
public record RunData(PictureListing train, PictureListing bank, PictureListing test)
    implements Serializable {

  /** Pictures of a run whose training pictures are all the labelled ones that it needs. */
  public RunData(PictureListing train, PictureListing test) {
    this(train, null, test);
  }
}
