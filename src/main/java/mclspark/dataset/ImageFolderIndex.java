package mclspark.dataset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The files of a folder with one sub-folder per class; made by {@link ImageFolderLister}. Names lie
 * one after the other in one byte array, so 1.3 million files take about 40 MB, serialized too.
 */
public final class ImageFolderIndex implements PictureListing {

  private static final long serialVersionUID = 1L;

  private final String root;
  private final boolean flat; // whether the files lie in the folder itself
  private final String[] classNames;
  private final int[] classStart; // [classes + 1], index of each class's first file
  private final byte[] names; // UTF-8 paths inside the class folders
  private final int[] nameStart; // [files + 1], where each name starts

  /**
   * Packs a listing.
   *
   * @param root the folder
   * @param classNames the sub-folders, in the order of the label ids
   * @param files for each class its files' paths inside the sub-folder, in order
   */
  ImageFolderIndex(String root, List<String> classNames, List<List<String>> files) {
    this(root, false, classNames, files);
  }

  private ImageFolderIndex(
      String root, boolean flat, List<String> classNames, List<List<String>> files) {
    this.root = root;
    this.flat = flat;
    this.classNames = classNames.toArray(String[]::new);
    this.classStart = new int[classNames.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      classStart[i + 1] = Math.addExact(classStart[i], files.get(i).size());
    }
    this.nameStart = new int[size() + 1];
    this.names = pack(files);
  }

  /** Packs the files of a folder without class folders. */
  static ImageFolderIndex flat(String root, List<String> files) {
    return new ImageFolderIndex(root, true, List.of(UNLABELLED), List.of(files));
  }

  private byte[] pack(List<List<String>> files) {
    byte[] packed = new byte[1 << 16];
    int index = 0;
    for (List<String> list : files) {
      for (String name : list) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int end = Math.addExact(nameStart[index], utf8.length);
        if (end > packed.length) {
          packed = Arrays.copyOf(packed, (int) Math.min(2L * end, Integer.MAX_VALUE - 8));
        }
        System.arraycopy(utf8, 0, packed, nameStart[index], utf8.length);
        index++;
        nameStart[index] = end;
      }
    }
    return Arrays.copyOf(packed, nameStart[index]);
  }

  @Override
  public int size() {
    return classStart[classStart.length - 1];
  }

  @Override
  public List<String> classNames() {
    return List.of(classNames);
  }

  /** Of the names of class folders and files. */
  @Override
  public long fingerprint() {
    Fingerprint all = new Fingerprint();
    classNames().forEach(all::add);
    return all.add(classStart).add(nameStart).add(names).value();
  }

  /** The folder. */
  public String root() {
    return root;
  }

  /** Whether the files lie in the folder itself, and are of no class. */
  public boolean isFlat() {
    return flat;
  }

  /** Label id of a file. */
  public int label(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("picture " + index + " of " + size());
    }
    // No class is empty, so the starts are distinct.
    int place = Arrays.binarySearch(classStart, index);
    return place >= 0 ? place : -place - 2;
  }

  /** Path of a file inside the folder: class, slash, name; of an unlabelled one the name alone. */
  public String relativePath(int index) {
    String name =
        new String(
            names,
            nameStart[index],
            nameStart[index + 1] - nameStart[index],
            StandardCharsets.UTF_8);
    return flat ? name : classNames[label(index)] + "/" + name;
  }

  /** The whole path of a file, for lists and messages. */
  public String path(int index) {
    return root + (root.endsWith("/") ? "" : "/") + relativePath(index);
  }

  @Override
  public Stream<PictureRange> ranges() {
    return IntStream.range(0, size()).mapToObj(i -> new PictureRange(path(i), label(i), i, 1));
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return new ImageFolder(this, configuration, decoder);
  }
}
