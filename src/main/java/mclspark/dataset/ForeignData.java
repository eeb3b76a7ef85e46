package mclspark.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Recognises pictures in forms that are not read here, so that a refusal can name the way. */
public final class ForeignData {

  private static final String UNPACK = "unpack it and name the folder of its pictures";
  private static final String SHARDS =
      "make shards of it by mcl prepare, or unpack it and name the folder of its pictures";
  private static final String EXTRACT =
      "write its pictures as files into one sub-folder per class and name their folder";
  private static final String PARQUET =
      "set data.format=parquet, or make shards of it by mcl prepare";
  private static final String PYTHON =
      "unpack it and name its files, such as cifar-100-python/train or"
          + " cifar-10-batches-py/data_batch_{1..5}, for mcl prepare";
  private static final String BINARY =
      "make shards of cifar-100-python/train or cifar-10-batches-py/data_batch_{1..5} by mcl"
          + " prepare, or use the binary version (cifar-10-binary.tar.gz or"
          + " cifar-100-binary.tar.gz; mcl data cifar100 gets the second)";

  private static final Set<String> COMPRESSED = Set.of(UNPACK, SHARDS, PYTHON);

  private record Kind(Pattern names, String what, String way) {
    Kind(String names, String what, String way) {
      this(Pattern.compile(names), what, way);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind(".+\\.parquet", "a Parquet file, as Hugging Face stores pictures", PARQUET),
          new Kind(".+\\.arrow", "an Arrow file, as Hugging Face stores pictures", EXTRACT),
          new Kind(".+\\.tfrecords?(-\\d+-of-\\d+)?", "a file of TensorFlow's records", EXTRACT),
          new Kind(".+\\.(h5|hdf5|mat|np[yz]|mdb)", "a file of arrays", EXTRACT),
          new Kind(".+\\.(pkl|pickle)", "a pickle of Python", EXTRACT),
          new Kind("data_batch_\\d+|test_batch", "CIFAR-10 in Python's version", BINARY),
          new Kind("cifar-100?-python\\.tar\\.gz", "CIFAR in Python's version", PYTHON),
          new Kind(".+\\.(tgz|tar\\.gz)", "a compressed tar file", SHARDS),
          new Kind(
              ".+\\.(zip|7z|rar|t[gbx]z2?|tar\\.[a-z0-9]+|gz|bz2|xz|zst)",
              "a compressed archive",
              UNPACK));

  private ForeignData() {}

  /** A sentence on a file or on the files of a folder, if they are of a known form. */
  public static Optional<String> sentence(FileSystem files, Path path) throws IOException {
    if (!files.exists(path)) {
      return Optional.empty();
    }
    if (!files.getFileStatus(path).isDirectory()) {
      return kind(path.getName()).map(k -> "%s is %s; %s.".formatted(path, k.what(), k.way()));
    }
    List<String> names =
        Arrays.stream(files.listStatus(path))
            .filter(FileStatus::isFile)
            .map(file -> file.getPath().getName())
            .sorted()
            .toList();
    if (names.containsAll(List.of("meta", "test", "train"))
        || path.getName().equals("cifar-100-python") && names.contains("train")) {
      return Optional.of("%s holds CIFAR-100 in Python's version; %s.".formatted(path, BINARY));
    }
    return KINDS.stream()
        .flatMap(kind -> names.stream().filter(name -> is(name, kind)).limit(1))
        .findFirst()
        .map(name -> holds(path, name, kind(name).orElseThrow()));
  }

  private static String holds(Path folder, String name, Kind kind) {
    return "%s holds %s, %s; %s.".formatted(folder, name, kind.what(), kind.way());
  }

  /** Whether a file name is that of a compressed archive. */
  public static boolean isCompressed(String name) {
    return kind(name).filter(kind -> COMPRESSED.contains(kind.way())).isPresent();
  }

  /** Whether a file name is that of a tar file which {@code mcl prepare} decompresses. */
  public static boolean isGzippedTar(String name) {
    return kind(name).filter(kind -> kind.way().equals(SHARDS)).isPresent();
  }

  private static Optional<Kind> kind(String name) {
    return KINDS.stream().filter(kind -> is(name, kind)).findFirst();
  }

  private static boolean is(String name, Kind kind) {
    return kind.names().matcher(name.toLowerCase(Locale.ROOT)).matches();
  }
}
