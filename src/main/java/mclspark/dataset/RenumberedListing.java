package mclspark.dataset;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;

/**
 * A set of pictures with the label ids of another one.
 *
 * @param own the pictures under their own label ids
 * @param numbers own label id to the other set's
 * @param classNames of the other set, in the order of its label ids
 */
public record RenumberedListing(PictureListing own, int[] numbers, List<String> classNames)
    implements PictureListing {

  /** Copies the lists. */
  public RenumberedListing {
    numbers = numbers.clone();
    classNames = List.copyOf(classNames);
  }

  @Override
  public int size() {
    return own.size();
  }

  @Override
  public long fingerprint() {
    return own.fingerprint();
  }

  @Override
  public Stream<PictureRange> ranges() {
    return own.ranges().map(this::renumbered);
  }

  private PictureRange renumbered(PictureRange range) {
    return range.label() == PictureRange.MIXED
        ? range
        : new PictureRange(range.path(), numbers[range.label()], range.firstIndex(), range.count());
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new Source(own.open(configuration, decoder), numbers, classNames);
  }

  private record Source(PictureSource own, int[] numbers, List<String> classNames)
      implements PictureSource {

    @Override
    public int size() {
      return own.size();
    }

    @Override
    public int label(int index) {
      return numbers[own.label(index)];
    }

    @Override
    public String name(int index) {
      return own.name(index);
    }

    @Override
    public PictureLayout layout() {
      return own.layout();
    }

    @Override
    public RgbImage load(int index) throws BrokenPictureException, IOException {
      return own.load(index);
    }
  }
}
