package mclspark.dataset.shards.labels;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.dataset.matlab.MatFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The numbers of classes in ImageNet's development kit. They are not the places of the classes'
 * names in their order, so the kit's {@code meta.mat} or a file of names must say which is which.
 */
final class GroundTruth {

  private static final Pattern NAME =
      Pattern.compile("ILSVRC\\d{4}_validation_ground_truth\\.txt", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,2}|1000");
  private static final int VALIDATION = 50_000;
  private static final long LARGEST = 32 << 20;

  private GroundTruth() {}

  /** Whether lines, by the file's name or their own, are such numbers. */
  static boolean is(String file, List<String> lines) {
    return (NAME.matcher(new Path(file).getName()).matches() || lines.size() == VALIDATION)
        && lines.stream().allMatch(NUMBER.asMatchPredicate());
  }

  /**
   * The names of such numbers.
   *
   * @param names a file of lines ID NAME, or empty for the kit's own
   * @throws UserError if there is neither, or it lacks one of the numbers
   */
  static List<String> named(
      String file, List<String> lines, String names, Configuration configuration) {
    Map<Integer, String> known =
        names.isEmpty() ? ofKit(file, configuration) : ofFile(file, names, configuration);
    return lines.stream()
        .map(
            line -> {
              String name = known.get(Integer.parseInt(line));
              if (name == null) {
                throw new UserError(
                    "The number %s of %s has no name in %s; give the whole list."
                        .formatted(line, file, names.isEmpty() ? "its meta.mat" : names));
              }
              return name;
            })
        .toList();
  }

  private static Map<Integer, String> ofFile(
      String file, String names, Configuration configuration) {
    NameFile given = NameFile.read(names, configuration);
    if (!given.isNumbered()) {
      throw new UserError(
          "%s holds the numbers of ImageNet's development kit, but %s gives names without numbers; write ID NAME in every line."
              .formatted(file, names));
    }
    return given.byNumber();
  }

  private static Map<Integer, String> ofKit(String file, Configuration configuration) {
    Path labels = new Path(file);
    Path folder = labels.getParent() == null ? new Path(".") : labels.getParent();
    for (Path place : List.of(new Path(folder, "meta.mat"), new Path(folder, "data/meta.mat"))) {
      try {
        FileSystem files = StoredFiles.fileSystem(place, configuration);
        if (files.exists(place)) {
          return ofMeta(files, place);
        }
      } catch (IOException e) {
        throw new UserError(
            "%s cannot be read: %s; copy it again, or give --class-names with lines ID NAME."
                .formatted(place, e.getMessage()),
            e);
      }
    }
    throw new UserError(
        "%s holds the numbers of ImageNet's development kit, which are not in the order of the classes' names; put the kit's meta.mat beside it, or give --class-names with lines ID NAME."
            .formatted(file));
  }

  private static Map<Integer, String> ofMeta(FileSystem files, Path meta) throws IOException {
    if (files.getFileStatus(meta).getLen() > LARGEST) {
      throw new IOException("it has more than 32 MiB");
    }
    Map<Integer, String> names = new HashMap<>();
    for (Map<String, Object> synset :
        MatFile.structs(StoredFiles.readBytes(files, meta), "synsets")) {
      Object name = synset.get("WNID");
      Object number =
          synset.entrySet().stream()
              .filter(field -> field.getKey().matches("ILSVRC\\d{4}_ID"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
      if (!(number instanceof Long id)
          || id < 1
          || id > Integer.MAX_VALUE
          || !(name instanceof String text)
          || !SampleLabel.isName(text)
          || names.put(id.intValue(), text) != null) {
        throw new IOException("its synsets are not those of the kit");
      }
    }
    return names;
  }
}
