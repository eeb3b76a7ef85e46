package mclspark.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Collects what is wrong with class folders, to tell it at once. */
final class ClassProblems {

  private static final int MOST_NAMED = 20;

  private final FileSystem files;
  private final Path root;
  private final List<String> problems = new ArrayList<>();
  private String empty;
  private Throwable cause;

  ClassProblems(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** Takes a listed folder. */
  void check(String name, ClassFolder folder) {
    if (folder.names().isEmpty()) {
      String others = folder.leftOut().text();
      problems.add(
          name + " holds no picture" + (others.isEmpty() ? "" : " (left out: " + others + ")"));
      empty = empty == null ? name : empty;
    }
  }

  /** Takes the failure to list a folder. */
  void unreadable(String name, Throwable failure) {
    cause = failure;
    problems.add(name + " cannot be read (" + failure.getMessage() + ")");
  }

  /**
   * Ends the listing if there is a problem.
   *
   * @throws UserError naming the folders
   */
  void refuse() throws IOException {
    if (cause instanceof UserError error) {
      throw error;
    }
    if (!problems.isEmpty()) {
      throw new UserError(sentence(), cause);
    }
  }

  private String sentence() throws IOException {
    int named = Math.min(MOST_NAMED, problems.size());
    String more = problems.size() > named ? "; and " + (problems.size() - named) + " more" : "";
    String other =
        empty == null
            ? ""
            : ForeignData.sentence(files, FolderEntries.child(root, empty))
                .map(text -> " " + text)
                .orElse("");
    return "The data folder "
        + root
        + " has class folders that cannot be used: "
        + String.join("; ", problems.subList(0, named))
        + more
        + ". Add pictures ("
        + PictureNames.endings()
        + "), mend the permissions or remove the folders."
        + other;
  }
}
