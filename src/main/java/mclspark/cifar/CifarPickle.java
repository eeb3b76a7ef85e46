package mclspark.cifar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mclspark.UserError;
import mclspark.dataset.CifarFormat;
import mclspark.pth.NumpyArray;
import mclspark.pth.PickledArrays;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One of CIFAR's pickles: a batch of pictures and labels, or the names of the classes. */
final class CifarPickle implements AutoCloseable {

  private final Path file;
  private final FSDataInputStream in;
  private final PickledArrays pickle;

  private CifarPickle(Path file, FSDataInputStream in, PickledArrays pickle) {
    this.file = file;
    this.in = in;
    this.pickle = pickle;
  }

  /**
   * Reads all but the pictures.
   *
   * @throws UserError if it is damaged or no pickle
   */
  static CifarPickle open(Path file, Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(file, configuration);
    FSDataInputStream in = files.open(file);
    try {
      long length = files.getFileStatus(file).getLen();
      return new CifarPickle(file, in, PickledArrays.open(in, length, file.toString()));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Label of each picture.
   *
   * @param classes how many there are
   * @throws UserError if they do not fit the pictures or the classes
   */
  List<Integer> labels(int classes) {
    List<?> all = list("fine_labels", "labels");
    List<Integer> labels = new ArrayList<>();
    for (Object label : all) {
      if (!(label instanceof Long number) || number < 0 || number >= classes) {
        throw refuse(
            "the label of picture %d is none of the %d classes".formatted(labels.size(), classes));
      }
      labels.add(number.intValue());
    }
    List<Long> shape = data().shape();
    if (!shape.equals(List.of((long) labels.size(), (long) CifarFormat.PICTURE_BYTES))) {
      throw refuse(
          "its data are no bytes of the shape (%d, %d), as its labels want"
              .formatted(labels.size(), CifarFormat.PICTURE_BYTES));
    }
    return labels;
  }

  /** Pictures as planes of bytes, one after the other. */
  byte[] rows(int first, int count) throws IOException {
    return pickle.bytes(
        data(), (long) first * CifarFormat.PICTURE_BYTES, count * CifarFormat.PICTURE_BYTES);
  }

  /**
   * Names of the classes.
   *
   * @throws UserError if it has none, or one is no name
   */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Object name : list("fine_label_names", "label_names")) {
      if (!(name instanceof String text) || text.isBlank() || text.contains("/")) {
        throw refuse("the name of class " + names.size() + " is none");
      }
      names.add(text);
    }
    return names;
  }

  private NumpyArray data() {
    if (value("data") instanceof NumpyArray array) {
      return array;
    }
    throw refuse("it has no array data");
  }

  private List<?> list(String... keys) {
    for (String key : keys) {
      if (value(key) instanceof List<?> list) {
        return list;
      }
    }
    throw refuse("it has no list " + String.join(" or ", keys));
  }

  private Object value(String key) {
    return pickle.root() instanceof Map<?, ?> map ? map.get(key) : null;
  }

  private UserError refuse(String problem) {
    return new UserError(
        "%s is no file of CIFAR for Python: %s; unpack the archive again."
            .formatted(file, problem));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
