package mclspark.run;

import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.ImageDecoder;
import mclspark.pipeline.BadPictures;
import org.apache.hadoop.conf.Configuration;

/**
 * A data set of a run, on one worker.
 *
 * @param source its pictures
 * @param bad those that this worker has met and that are broken
 */
public record OpenedPictures(PictureSource source, BadPictures bad) {

  public static OpenedPictures open(
      PictureListing listing, ImageDecoder decoder, int badLimit, Configuration hadoop) {
    return new OpenedPictures(listing.open(hadoop, decoder::decode), new BadPictures(badLimit));
  }
}
