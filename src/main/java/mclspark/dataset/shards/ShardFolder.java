package mclspark.dataset.shards;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mclspark.storage.CommittedFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a set of shards: {@code shards/shard-00000.parquet} and so on, {@code classes.json},
 * {@code rejects.tsv}, and {@code _SUCCESS}, which is written last: without it the set counts as
 * unfinished.
 *
 * @param root the folder, on any Hadoop file system
 */
public record ShardFolder(String root) implements Serializable {

  private static final String SHARDS = "shards";
  private static final String CLASSES = "classes.json";
  private static final String REJECTS = "rejects.tsv";
  private static final String TABLE = "table.json";
  private static final String UNPACKED = "unpacked";
  private static final String MARKER = "_SUCCESS";
  private static final String LEASE = "lease.json"; // of the job that writes, or of one that died
  private static final Set<String> OURS =
      Set.of(SHARDS, CLASSES, REJECTS, TABLE, UNPACKED, MARKER, LEASE);

  /** The same folder, named so that every process finds it. */
  public ShardFolder qualified(Configuration configuration) throws IOException {
    return new ShardFolder(StoredFiles.qualified(new Path(root), configuration).toString());
  }

  /** The folder of the Parquet files, which any Parquet reader takes. */
  public Path shards() {
    return new Path(root, SHARDS);
  }

  /** A shard's file. */
  public Path shard(int number) {
    return new Path(shards(), String.format(Locale.ROOT, "shard-%05d.parquet", number));
  }

  /** What the shards hold: see {@link ShardSet}. */
  Path classes() {
    return new Path(root, CLASSES);
  }

  /**
   * Whether the set is whole.
   *
   * @throws IOException if the folder cannot be read
   */
  public boolean isFinished(Configuration configuration) throws IOException {
    return StoredFiles.fileSystem(marker(), configuration).exists(marker());
  }

  /** The list of pictures that were left out. */
  public Path rejects() {
    return new Path(root, REJECTS);
  }

  /** Which state of a table the shards are made of; an unfinished set keeps it. */
  public Path table() {
    return new Path(root, TABLE);
  }

  /** Where sources lie that had to be decompressed, until the set is made. */
  public Path unpacked() {
    return new Path(root, UNPACKED);
  }

  /** The file that makes the set whole. */
  Path marker() {
    return new Path(root, MARKER);
  }

  /**
   * Why no new set may be written here: the folder holds a finished one, or strange files. What a
   * failed job left behind is no hindrance.
   */
  public Optional<String> hindrance(Configuration configuration) {
    try {
      FileSystem files = StoredFiles.fileSystem(new Path(root), configuration);
      List<Path> content = content(files);
      if (content.stream().anyMatch(path -> path.getName().equals(MARKER))) {
        return Optional.of(root + " holds a finished set of shards; name another folder.");
      }
      return content.stream()
          .filter(path -> !CommittedFile.isLeftOver(path))
          .map(Path::getName)
          .filter(name -> !OURS.contains(name))
          .findFirst()
          .map(name -> root + " is not empty (it holds " + name + "); name another folder.");
    } catch (IOException e) {
      return Optional.of(root + " cannot be used: " + e.getMessage() + ".");
    }
  }

  private List<Path> content(FileSystem files) throws IOException {
    Path path = new Path(root);
    if (!files.exists(path)) {
      return List.of();
    }
    if (!files.getFileStatus(path).isDirectory()) {
      throw new IOException("it is a file");
    }
    return Arrays.stream(files.listStatus(path)).map(FileStatus::getPath).sorted().toList();
  }

  /** Removes what a failed job left behind and makes the folder. */
  public void begin(Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(new Path(root), configuration);
    files.delete(shards(), true);
    files.delete(classes(), false);
    files.delete(rejects(), false);
    deleteLeftOvers(files, new Path(root));
    files.mkdirs(shards());
  }

  private static void deleteLeftOvers(FileSystem files, Path folder) throws IOException {
    if (!files.exists(folder)) {
      return;
    }
    for (FileStatus file : files.listStatus(folder)) {
      if (CommittedFile.isLeftOver(file.getPath())) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /** A shard that a task has written but that is not here, if there is one. */
  public Optional<Path> missing(List<WrittenShard> written, Configuration configuration)
      throws IOException {
    Set<String> here = new HashSet<>();
    FileSystem files = StoredFiles.fileSystem(shards(), configuration);
    for (FileStatus file : files.listStatus(shards())) {
      here.add(file.getPath().getName());
    }
    return written.stream()
        .map(shard -> shard(shard.shard()))
        .filter(path -> !here.contains(path.getName()))
        .findFirst();
  }

  /** Makes the set whole, without what tasks of lost executors or a killed job left. */
  public void finish(Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(new Path(root), configuration);
    deleteLeftOvers(files, shards());
    files.delete(unpacked(), true);
    files.create(marker(), true).close();
  }
}
