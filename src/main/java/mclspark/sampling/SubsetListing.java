package mclspark.sampling;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.dataset.ClassNames;
import mclspark.dataset.Fingerprint;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;

/**
 * Some pictures of a set, in its order, under the same labels. A run knows them by their places, so
 * that it goes on only with the same choice.
 *
 * @param all the whole set
 * @param chosen indices in it, ascending, each once; at least one
 */
public record SubsetListing(PictureListing all, int[] chosen) implements PictureListing {

  /** Copies the indices. */
  public SubsetListing {
    chosen = chosen.clone();
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public List<String> classNames() {
    return all.classNames();
  }

  @Override
  public boolean labelled() {
    return all.labelled();
  }

  @Override
  public ClassNames classes() {
    return all.classes();
  }

  @Override
  public long fingerprint() {
    return new Fingerprint().add(all.fingerprint()).add(chosen).value();
  }

  /** The files of the chosen pictures, with as many pictures as were chosen of them. */
  @Override
  public Stream<PictureRange> ranges() {
    return all.ranges()
        .map(
            range -> {
              int first = before(chosen, range.firstIndex());
              int end = before(chosen, range.firstIndex() + range.count());
              return new PictureRange(range.path(), range.label(), first, end - first);
            })
        .filter(range -> range.count() > 0);
  }

  /** How many were chosen of the pictures before one. */
  private static int before(int[] chosen, int picture) {
    int place = Arrays.binarySearch(chosen, picture);
    return place >= 0 ? place : -place - 1;
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new Source(all.open(configuration, decoder), chosen);
  }

  private record Source(PictureSource all, int[] chosen) implements PictureSource {

    @Override
    public int size() {
      return chosen.length;
    }

    @Override
    public int label(int index) {
      return all.label(chosen[index]);
    }

    @Override
    public String name(int index) {
      return all.name(chosen[index]);
    }

    @Override
    public List<String> classNames() {
      return all.classNames();
    }

    /** The same groups, without those of which nothing was chosen. */
    @Override
    public PictureLayout layout() {
      PictureLayout whole = all.layout();
      if (!whole.isGrouped()) {
        return whole;
      }
      IntStream starts = IntStream.range(0, whole.groups()).map(whole::start);
      int[] own =
          IntStream.concat(starts, IntStream.of(all.size()))
              .map(start -> before(chosen, start))
              .distinct()
              .toArray();
      return PictureLayout.grouped(own, whole.window());
    }

    @Override
    public RgbImage load(int index) throws BrokenPictureException, IOException {
      return all.load(chosen[index]);
    }
  }
}
