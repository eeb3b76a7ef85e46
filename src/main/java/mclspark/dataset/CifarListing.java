package mclspark.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * CIFAR binary files and their sizes; made by {@link CifarFiles}.
 *
 * @param format the record layout
 * @param files the files, in the order of their pictures
 * @param classNames the fine classes
 */
public record CifarListing(CifarFormat format, List<CifarFile> files, List<String> classNames)
    implements PictureListing {

  /** Copies the lists. */
  public CifarListing {
    files = List.copyOf(files);
    classNames = List.copyOf(classNames);
  }

  @Override
  public int size() {
    return files.stream().mapToInt(CifarFile::records).reduce(0, Math::addExact);
  }

  /** Without a file of names the classes are called by their numbers. */
  @Override
  public ClassNames classes() {
    return new ClassNames(classNames, !classNames.equals(numbered(format.classes())));
  }

  /** Of the files' names and lengths. */
  @Override
  public long fingerprint() {
    Fingerprint all = new Fingerprint();
    files.forEach(file -> all.add(new Path(file.path()).getName()).add((long) file.records()));
    return all.value();
  }

  @Override
  public Stream<PictureRange> ranges() {
    List<PictureRange> ranges = new ArrayList<>();
    int first = 0;
    for (CifarFile file : files) {
      ranges.add(new PictureRange(file.path(), PictureRange.MIXED, first, file.records()));
      first += file.records();
    }
    return ranges.stream();
  }

  /** Reads all files into memory; the decoder is not used. */
  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return CifarBinary.open(this, configuration);
  }

  /** Names for the classes of a set that brings none: their numbers. */
  public static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
