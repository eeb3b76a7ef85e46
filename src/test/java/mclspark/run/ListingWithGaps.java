package mclspark.run;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;

/** A set of pictures of which some are broken. */
public record ListingWithGaps(PictureListing whole, List<Integer> broken)
    implements PictureListing {

  @Override
  public int size() {
    return whole.size();
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public Stream<PictureRange> ranges() {
    return whole.ranges();
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new Source(whole.open(configuration, decoder), broken);
  }

  private record Source(PictureSource whole, List<Integer> broken) implements PictureSource {

    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public int label(int index) {
      return whole.label(index);
    }

    @Override
    public String name(int index) {
      return whole.name(index);
    }

    @Override
    public List<String> classNames() {
      return whole.classNames();
    }

    @Override
    public RgbImage load(int index) throws BrokenPictureException, IOException {
      if (broken.contains(index)) {
        throw new BrokenPictureException("it is torn");
      }
      return whole.load(index);
    }
  }
}
