package mclspark.dataset.shards;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.dataset.Fingerprint;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The pictures of Parquet files that others have written; made by {@link ParquetLister}. Four bytes
 * a picture.
 */
public final class ParquetListing implements PictureListing {

  /** As many row groups are shuffled together as in shards by default. */
  static final int WINDOW = 8;

  private static final long serialVersionUID = 1L;

  private final String[] files;
  private final long[] lengths; // [files]
  private final int[] groupStart; // [groups + 1], first picture of each row group
  private final int[] fileGroup; // [files + 1], first row group of each file
  private final int[] labels; // [pictures]
  private final String[] classNames;
  private final PictureColumns columns;
  private final long cacheBytes;

  ParquetListing(
      String[] files,
      long[] lengths,
      int[] groupStart,
      int[] fileGroup,
      int[] labels,
      List<String> classNames,
      PictureColumns columns,
      long cacheBytes) {
    this.files = files.clone();
    this.lengths = lengths.clone();
    this.groupStart = groupStart.clone();
    this.fileGroup = fileGroup.clone();
    this.labels = labels.clone();
    this.classNames = classNames.toArray(String[]::new);
    this.columns = columns;
    this.cacheBytes = cacheBytes;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public List<String> classNames() {
    return List.of(classNames);
  }

  @Override
  public int unlabelled() {
    return (int) Arrays.stream(labels).filter(label -> label < 0).count();
  }

  /** Of the files' names and lengths, their row groups and the labels. */
  @Override
  public long fingerprint() {
    Fingerprint all = new Fingerprint();
    Stream.of(files).forEach(file -> all.add(new Path(file).getName()));
    return all.add(lengths).add(groupStart).add(labels).value();
  }

  @Override
  public Stream<PictureRange> ranges() {
    return IntStream.range(0, files.length)
        .mapToObj(
            file -> {
              int first = groupStart[fileGroup[file]];
              int end = groupStart[fileGroup[file + 1]];
              return new PictureRange(files[file], PictureRange.MIXED, first, end - first);
            });
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new ParquetSource(this, configuration, decoder);
  }

  int files() {
    return files.length;
  }

  String path(int file) {
    return files[file];
  }

  long length(int file) {
    return lengths[file];
  }

  PictureColumns columns() {
    return columns;
  }

  int label(int picture) {
    return labels[picture];
  }

  long cacheBytes() {
    return cacheBytes;
  }

  /** The row group that holds a picture, counted over all files. */
  int groupOf(int picture) {
    if (picture < 0 || picture >= size()) {
      throw new IndexOutOfBoundsException("picture " + picture + " of " + size());
    }
    int place = Arrays.binarySearch(groupStart, picture); // no row group is empty
    return place >= 0 ? place : -place - 2;
  }

  /** The first picture of a row group. */
  int start(int group) {
    return groupStart[group];
  }

  /** The file of a row group. */
  int fileOf(int group) {
    int place = Arrays.binarySearch(fileGroup, group); // no file is empty
    return place >= 0 ? place : -place - 2;
  }

  /** A row group's place in its file. */
  int inFile(int group) {
    return group - fileGroup[fileOf(group)];
  }

  PictureLayout layout() {
    return PictureLayout.grouped(groupStart, WINDOW);
  }
}
