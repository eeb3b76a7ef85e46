package mclspark.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.UserError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists a folder of class folders (spec 1.7): sub-folders sorted by name are the label ids, files
 * within one, at any depth, are sorted by path. Runs on the driver; no picture is opened.
 */
public final class ImageFolderLister {

  /** Endings of picture files, in any case. */
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp");

  /** Object stores answer a listing in tens of milliseconds: ask for several classes at once. */
  private static final int THREADS = 8;

  private static final int MOST_NAMED = 20;
  private static final long DEADLINE_MINUTES = 60;

  private ImageFolderLister() {}

  /**
   * Lists the folder.
   *
   * @throws UserError naming everything that is wrong with it: missing, no folder, unreadable,
   *     without class folders, class folders that are unreadable or hold no picture
   */
  public static ImageFolderIndex list(String folder, Configuration configuration) {
    Path given = new Path(folder);
    try {
      FileSystem files = StoredFiles.fileSystem(given, configuration);
      Path root = given.makeQualified(files.getUri(), files.getWorkingDirectory());
      List<String> classes = classFolders(files, root);
      return listClasses(files, root, classes);
    } catch (IOException e) {
      throw new UserError("The data folder " + given + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<String> classFolders(FileSystem files, Path root) throws IOException {
    FileStatus[] children;
    try {
      if (!files.getFileStatus(root).isDirectory()) {
        throw new UserError(
            "The data folder " + root + " is a file; give a folder with one sub-folder per class.");
      }
      children = files.listStatus(root);
    } catch (FileNotFoundException e) {
      throw new UserError("The data folder " + root + " does not exist; check the path.", e);
    }
    List<String> classes =
        Arrays.stream(children)
            .filter(FileStatus::isDirectory)
            .map(child -> child.getPath().getName())
            .sorted()
            .toList();
    if (classes.isEmpty()) {
      throw new UserError(
          "The data folder "
              + root
              + (children.length == 0 ? " is empty" : " has no sub-folder")
              + "; it must hold one sub-folder with pictures per class.");
    }
    return classes;
  }

  private static ImageFolderIndex listClasses(FileSystem files, Path root, List<String> classes) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(THREADS, classes.size()));
    try {
      List<Future<List<String>>> listings = new ArrayList<>();
      for (String name : classes) {
        Path folder = new Path(root, new Path(null, null, name));
        listings.add(pool.submit(() -> pictures(files, folder)));
      }
      return index(root, classes, listings);
    } finally {
      pool.shutdownNow();
    }
  }

  private static ImageFolderIndex index(
      Path root, List<String> classes, List<Future<List<String>>> listings) {
    List<List<String>> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Throwable cause = null;
    for (int i = 0; i < classes.size(); i++) {
      try {
        found.add(listings.get(i).get(DEADLINE_MINUTES, TimeUnit.MINUTES));
        if (found.get(i).isEmpty()) {
          problems.add(classes.get(i) + " holds no picture");
        }
      } catch (ExecutionException e) {
        cause = e.getCause();
        found.add(List.of());
        problems.add(classes.get(i) + " cannot be read (" + cause.getMessage() + ")");
      } catch (TimeoutException e) {
        throw new UserError(
            root + "/" + classes.get(i) + " was not listed within an hour; check the storage.", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while listing " + root, e);
      }
    }
    if (!problems.isEmpty()) {
      throw new UserError(sentence(root, problems), cause);
    }
    return new ImageFolderIndex(root.toString(), classes, found);
  }

  private static String sentence(Path root, List<String> problems) {
    int named = Math.min(MOST_NAMED, problems.size());
    String more = problems.size() > named ? "; and " + (problems.size() - named) + " more" : "";
    return "The data folder "
        + root
        + " has class folders that cannot be used: "
        + String.join("; ", problems.subList(0, named))
        + more
        + ". Add pictures ("
        + String.join(", ", EXTENSIONS.stream().sorted().toList())
        + "), mend the permissions or remove the folders.";
  }

  private static List<String> pictures(FileSystem files, Path folder) throws IOException {
    String prefix = files.makeQualified(folder).toUri().getPath() + "/";
    List<String> names = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      String path = all.next().getPath().toUri().getPath();
      if (isPicture(path)) {
        names.add(path.substring(prefix.length()));
      }
    }
    names.sort(null);
    return names;
  }

  /** Whether a path has the ending of a picture file. */
  public static boolean isPicture(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/')
        && EXTENSIONS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}
