package mclspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.image.RgbImage;
import mclspark.storage.SharedContents;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The pictures of CIFAR-10 or CIFAR-100 binary files with their fine labels (spec 3.2). The bytes
 * of all files stay in memory, once per process (154 MB for the 50 000 training pictures); a
 * picture is sliced out and turned to channels-last when asked for.
 */
public final class CifarBinary implements PictureSource {

  private final CifarListing listing;
  private final byte[][] contents; // [file][records * recordBytes]
  private final int[] start; // [files + 1], index of each file's first picture

  private CifarBinary(CifarListing listing, byte[][] contents) {
    this.listing = listing;
    this.contents = contents;
    this.start = new int[contents.length + 1];
    for (int i = 0; i < contents.length; i++) {
      start[i + 1] = start[i] + listing.files().get(i).records();
    }
  }

  /**
   * Reads the listed files.
   *
   * @throws UserError if a file is gone, has another length than when it was listed, or holds a
   *     label beyond the class names
   */
  public static CifarBinary open(CifarListing listing, Configuration configuration) {
    byte[][] contents = new byte[listing.files().size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = read(listing.files().get(i), listing.format(), configuration);
    }
    CifarBinary source = new CifarBinary(listing, contents);
    source.checkLabels();
    return source;
  }

  @Override
  public int size() {
    return start[start.length - 1];
  }

  @Override
  public int label(int index) {
    int file = fileOf(index);
    int fine = offset(file, index) + listing.format().labelBytes() - 1;
    return contents[file][fine] & 0xFF;
  }

  @Override
  public String name(int index) {
    int file = fileOf(index);
    return listing.files().get(file).path() + "#" + (index - start[file]);
  }

  @Override
  public List<String> classNames() {
    return listing.classNames();
  }

  @Override
  public RgbImage load(int index) {
    int file = fileOf(index);
    byte[] bytes = contents[file];
    int red = offset(file, index) + listing.format().labelBytes();
    int plane = CifarFormat.SIDE * CifarFormat.SIDE;
    byte[] pixels = new byte[CifarFormat.PICTURE_BYTES];
    for (int i = 0; i < plane; i++) {
      pixels[3 * i] = bytes[red + i];
      pixels[3 * i + 1] = bytes[red + plane + i];
      pixels[3 * i + 2] = bytes[red + 2 * plane + i];
    }
    return new RgbImage(CifarFormat.SIDE, CifarFormat.SIDE, pixels);
  }

  /** The error for a file that is no whole number of records. */
  static UserError wrongLength(String path, long length, CifarFormat format) {
    return new UserError(
        path
            + " has "
            + length
            + " bytes, which is no whole number of "
            + format
            + " records of "
            + format.recordBytes()
            + " bytes; it is truncated or of another kind: copy or download it again.");
  }

  private static byte[] read(CifarFile file, CifarFormat format, Configuration configuration) {
    Path path = new Path(file.path());
    int bytes = file.records() * format.recordBytes();
    try {
      FileSystem files = StoredFiles.fileSystem(path, configuration);
      FileStatus status = files.getFileStatus(path);
      if (status.getLen() != bytes) {
        throw new UserError(
            file.path()
                + " had "
                + bytes
                + " bytes when it was listed and has another length now; do not change the data"
                + " during a run.");
      }
      return SharedContents.read(files, status);
    } catch (FileNotFoundException e) {
      throw StoredFiles.unseen(path, e);
    } catch (IOException e) {
      throw StoredFiles.cannotRead(file.path() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void checkLabels() {
    int classes = listing.classNames().size();
    for (int i = 0; i < size(); i++) {
      if (label(i) >= classes) {
        throw new UserError(
            name(i)
                + " has label "
                + label(i)
                + " but there are only "
                + classes
                + " class names; the file is damaged, of another kind, or lies beside the wrong "
                + listing.format().namesFile()
                + ".");
      }
    }
  }

  private int fileOf(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("picture " + index + " of " + size());
    }
    int place = Arrays.binarySearch(start, index);
    return place >= 0 ? place : -place - 2;
  }

  private int offset(int file, int index) {
    return (index - start[file]) * listing.format().recordBytes();
  }
}
