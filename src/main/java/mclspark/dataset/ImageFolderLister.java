package mclspark.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.UserError;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists a folder of class folders (spec 1.7): sub-folders sorted by name are the label ids, files
 * within one, at any depth, are sorted by path. Runs on the driver; no picture is opened.
 */
public final class ImageFolderLister {

  private static final Logger LOG = LoggerFactory.getLogger(ImageFolderLister.class);

  /** Object stores answer a listing in tens of milliseconds: ask for several classes at once. */
  private static final int THREADS = 8;

  private static final long DEADLINE_MINUTES = 60;

  private final FileSystem files;
  private final Path root;
  private final FolderEntries entries;
  private final LeftOut leftOut = new LeftOut();

  private ImageFolderLister(FileSystem files, Path root, ListingProgress progress) {
    this.files = files;
    this.root = root;
    entries = new FolderEntries(files, progress);
  }

  /**
   * Lists a folder of class folders.
   *
   * @throws UserError naming everything that is wrong with it: missing, no folder, unreadable,
   *     without class folders, class folders that are unreadable or hold no picture
   */
  public static ImageFolderIndex list(String folder, Configuration configuration) {
    return list(folder, configuration, false);
  }

  /**
   * Lists a folder whose labels nobody needs: of class folders, or of pictures alone, which then
   * are one class, {@link PictureListing#UNLABELLED}.
   *
   * @throws UserError as {@link #list(String, Configuration)} does
   */
  public static ImageFolderIndex listUnlabelled(String folder, Configuration configuration) {
    return list(folder, configuration, true);
  }

  /**
   * Lists all pictures below a folder, at any depth, in the order of their paths, as of one class,
   * {@link PictureListing#UNLABELLED}.
   *
   * @throws UserError if it is missing, no folder or unreadable, or holds no picture
   */
  public static ImageFolderIndex listAll(String folder, Configuration configuration) {
    return with(folder, configuration, ImageFolderLister::listAll);
  }

  private static ImageFolderIndex list(String folder, Configuration configuration, boolean flat) {
    return with(folder, configuration, lister -> lister.list(flat));
  }

  private interface Way {
    ImageFolderIndex list(ImageFolderLister lister) throws IOException;
  }

  private static ImageFolderIndex with(String folder, Configuration configuration, Way way) {
    Path given = new Path(folder);
    try (ListingProgress progress = ListingProgress.of(given)) {
      FileSystem files = StoredFiles.fileSystem(given, configuration);
      Path root = given.makeQualified(files.getUri(), files.getWorkingDirectory());
      return way.list(new ImageFolderLister(files, root, progress));
    } catch (IOException e) {
      throw new UserError("The data folder " + given + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ImageFolderIndex list(boolean flat) throws IOException {
    TopFolder top = top();
    ImageFolderIndex index = flat && top.isFlat() ? listFlat(top) : listClasses(top);
    tellLeftOut();
    return index;
  }

  private ImageFolderIndex listAll() throws IOException {
    TopFolder top = top();
    if (!top.classes().isEmpty()) {
      top.tarBesideClasses(root).ifPresent(ImageFolderLister::refuse);
    }
    top.others().forEach(leftOut::other);
    List<String> names = new ArrayList<>(top.pictures());
    ClassProblems problems = new ClassProblems(files, root);
    List<ClassFolder> folders = walk(top.classes(), problems, false);
    problems.refuse();
    for (int i = 0; i < folders.size(); i++) {
      String prefix = top.classes().get(i) + "/";
      folders.get(i).names().forEach(name -> names.add(prefix + name));
      leftOut.add(folders.get(i).leftOut());
    }
    if (names.isEmpty()) {
      throw new UserError(
          ForeignData.sentence(files, root)
              .orElse("The data folder " + root + " holds no picture; check the path."));
    }
    names.sort(null);
    tellLeftOut();
    return ImageFolderIndex.flat(root.toString(), names);
  }

  private void tellLeftOut() {
    if (!leftOut.text().isEmpty()) {
      LOG.info("Left out of {}: {}", root, leftOut.text());
    }
  }

  private TopFolder top() throws IOException {
    try {
      if (!files.getFileStatus(root).isDirectory()) {
        Optional<String> known = ForeignData.sentence(files, root);
        throw new UserError(
            known.orElse(
                "The data folder "
                    + root
                    + " is a file; give a folder with one sub-folder per class, or make shards of a"
                    + " tar file by mcl prepare (with --labels none for pictures without labels)"
                    + " and set data.format=shards."));
      }
    } catch (FileNotFoundException e) {
      throw new UserError("The data folder " + root + " does not exist; check the path.", e);
    }
    return TopFolder.of(entries.list(root, leftOut));
  }

  private ImageFolderIndex listFlat(TopFolder top) {
    top.others().forEach(leftOut::other);
    return ImageFolderIndex.flat(root.toString(), top.pictures());
  }

  private ImageFolderIndex listClasses(TopFolder top) throws IOException {
    List<String> classes = top.classes();
    if (classes.isEmpty()) {
      throw new UserError(ForeignData.sentence(files, root).orElse(top.withoutClasses(root)));
    }
    top.tarBesideClasses(root).ifPresent(ImageFolderLister::refuse);
    top.leaveOut(leftOut);
    ClassProblems problems = new ClassProblems(files, root);
    List<ClassFolder> folders = walk(classes, problems, true);
    folders.forEach(folder -> leftOut.add(folder.leftOut()));
    return index(top, folders, problems);
  }

  /** Walks through sub-folders side by side; those that cannot be read are left out. */
  private List<ClassFolder> walk(List<String> names, ClassProblems problems, boolean classes) {
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(THREADS, names.size())));
    try {
      List<Future<ClassFolder>> listings = new ArrayList<>();
      for (String name : names) {
        Path folder = FolderEntries.child(root, name);
        listings.add(pool.submit(() -> ClassFolder.walk(entries, folder)));
      }
      List<ClassFolder> folders = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        Optional<ClassFolder> folder = await(name, listings.get(i), problems);
        folder.filter(found -> classes).ifPresent(found -> problems.check(name, found));
        folder.ifPresent(folders::add);
      }
      return folders;
    } finally {
      pool.shutdownNow();
    }
  }

  private Optional<ClassFolder> await(
      String name, Future<ClassFolder> listing, ClassProblems problems) {
    try {
      return Optional.of(listing.get(DEADLINE_MINUTES, TimeUnit.MINUTES));
    } catch (ExecutionException e) {
      problems.unreadable(name, e.getCause());
      return Optional.empty();
    } catch (TimeoutException e) {
      throw new UserError(
          root + "/" + name + " was not listed within an hour; check the storage.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while listing " + root, e);
    }
  }

  private ImageFolderIndex index(TopFolder top, List<ClassFolder> folders, ClassProblems problems)
      throws IOException {
    problems.refuse();
    if (folders.stream().anyMatch(ClassFolder::nested)) {
      PictureNames.partsOfASet(root, top.classes()).ifPresent(ImageFolderLister::refuse);
    }
    List<List<String>> found = folders.stream().map(ClassFolder::names).toList();
    long inside = found.stream().mapToLong(List::size).sum();
    PictureNames.mostlyBeside(root, top.pictures().size(), inside)
        .ifPresent(ImageFolderLister::refuse);
    return new ImageFolderIndex(root.toString(), top.classes(), found);
  }

  private static void refuse(String sentence) {
    throw new UserError(sentence);
  }
}
