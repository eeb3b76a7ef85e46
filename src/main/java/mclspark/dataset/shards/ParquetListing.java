package mclspark.dataset.shards;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureLayout;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import org.apache.hadoop.conf.Configuration;

/**
 * The pictures of Parquet files: our shards, made by {@link ShardLister}, or files that others have
 * written, by {@link ParquetLister}. Four bytes a picture.
 */
public final class ParquetListing implements PictureListing {

  private static final long serialVersionUID = 1L;

  private final RowGroups groups;
  private final int[] labels; // [pictures]
  private final String[] classNames;
  private final PictureColumns columns;
  private final int window;
  private final long cacheBytes;
  private final long fingerprint;

  /**
   * Where the pictures are.
   *
   * @param files the files, in the order of their pictures
   * @param lengths bytes of each file
   * @param groupStart [groups + 1], first picture of each row group; none is empty
   * @param fileGroup [files + 1], first row group of each file; none is empty
   */
  record RowGroups(List<String> files, long[] lengths, int[] groupStart, int[] fileGroup)
      implements Serializable {

    RowGroups {
      files = List.copyOf(files);
    }
  }

  /**
   * Puts a listing together.
   *
   * @param labels of all pictures
   * @param window row groups whose pictures an epoch shuffles together
   * @param cacheBytes bytes of pictures that each process keeps in memory
   * @param fingerprint of what the files hold
   */
  ParquetListing(
      RowGroups groups,
      int[] labels,
      List<String> classNames,
      PictureColumns columns,
      int window,
      long cacheBytes,
      long fingerprint) {
    this.groups = groups;
    this.labels = labels.clone();
    this.classNames = classNames.toArray(String[]::new);
    this.columns = columns;
    this.window = window;
    this.cacheBytes = cacheBytes;
    this.fingerprint = fingerprint;
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
    return labelled() ? (int) Arrays.stream(labels).filter(label -> label < 0).count() : size();
  }

  @Override
  public long fingerprint() {
    return fingerprint;
  }

  @Override
  public Stream<PictureRange> ranges() {
    return IntStream.range(0, files())
        .mapToObj(
            file -> {
              int first = start(groups.fileGroup()[file]);
              int end = start(groups.fileGroup()[file + 1]);
              return new PictureRange(path(file), PictureRange.MIXED, first, end - first);
            });
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new ParquetSource(this, configuration, decoder);
  }

  int files() {
    return groups.files().size();
  }

  String path(int file) {
    return groups.files().get(file);
  }

  long length(int file) {
    return groups.lengths()[file];
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
    int place = Arrays.binarySearch(groups.groupStart(), picture); // no row group is empty
    return place >= 0 ? place : -place - 2;
  }

  /** The first picture of a row group. */
  int start(int group) {
    return groups.groupStart()[group];
  }

  /** The file of a row group. */
  int fileOf(int group) {
    int place = Arrays.binarySearch(groups.fileGroup(), group); // no file is empty
    return place >= 0 ? place : -place - 2;
  }

  /** A row group's place in its file. */
  int inFile(int group) {
    return group - groups.fileGroup()[fileOf(group)];
  }

  PictureLayout layout() {
    return PictureLayout.grouped(groups.groupStart(), window);
  }
}
