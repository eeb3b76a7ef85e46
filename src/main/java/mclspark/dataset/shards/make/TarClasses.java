package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.dataset.LeftOut;
import mclspark.dataset.PictureNames;
import mclspark.dataset.shards.SourcePicture;

/**
 * The classes of the pictures in a tar file by names: the folder below the common top of all, as
 * for a tree; or else, where no picture lies in a folder, what Hugging Face's ImageNet has at the
 * end of the names, or the name of the tar file.
 */
final class TarClasses {

  /** As n01440764_10026_n01440764.JPEG and ILSVRC2012_val_00000001_n01751748.JPEG. */
  private static final Pattern NAMED = Pattern.compile(".*_(n\\d{8})\\.[^.]+");

  private final TarContents tar;
  private final Labelling labelling;
  private final LeftOut leftOut;
  private final List<SourcePicture> pictures = new ArrayList<>();

  private TarClasses(TarContents tar, Labelling labelling, LeftOut leftOut) {
    this.tar = tar;
    this.labelling = labelling;
    this.leftOut = leftOut;
  }

  /**
   * The pictures with their classes.
   *
   * @throws UserError if labels and pictures do not fit, or the folders are those of train and val
   */
  static List<SourcePicture> of(TarContents tar, Labelling labelling, LeftOut leftOut) {
    TarClasses classes = new TarClasses(tar, labelling, leftOut);
    if (tar.isFlat()) {
      classes.takeNames();
    } else {
      classes.takeFolders();
    }
    return classes.pictures;
  }

  /** Whether nothing but its own name tells the class of a tar file. */
  static boolean isNamedByFile(TarContents tar) {
    return tar.isFlat() && !isNamedByPictures(tar);
  }

  /** The class at the end of a picture's name; null without one. */
  static String namedClass(String name) {
    Matcher matcher = NAMED.matcher(name);
    return matcher.matches() ? matcher.group(1) : null;
  }

  private static boolean isNamedByPictures(TarContents tar) {
    return tar.pictures().stream().allMatch(picture -> namedClass(picture.name()) != null);
  }

  private void takeNames() {
    boolean named = isNamedByPictures(tar);
    for (TarMember picture : tar.pictures()) {
      String className = named ? namedClass(picture.name()) : tar.name();
      add(picture, className, picture.name());
    }
  }

  private void takeFolders() {
    List<String> top = top(tar);
    if (tar.pictures().stream().allMatch(picture -> picture.folders().equals(top))) {
      String className = onlyClass(tar);
      labelling.refusePartitions(tar.title(), List.of(className));
      tar.pictures().forEach(picture -> add(picture, className, picture.name()));
      return;
    }
    int beside = 0;
    boolean nested = false;
    Set<String> classes = new LinkedHashSet<>();
    for (TarMember picture : tar.pictures()) {
      int depth = picture.folders().size();
      if (depth == top.size()) {
        leftOut.beside();
        beside++;
      } else {
        nested |= depth > top.size() + 1;
        classes.add(picture.path().get(top.size()));
        add(picture, picture.path().get(top.size()), rest(picture, top.size() + 1));
      }
    }
    refuse(classes, nested, beside);
  }

  private void refuse(Set<String> classes, boolean nested, int beside) {
    labelling.refusePartitions(tar.title(), classes);
    (nested ? PictureNames.partsOfASet(tar.title(), classes) : Optional.<String>empty())
        .or(() -> PictureNames.mostlyBeside(tar.title(), beside, pictures.size()))
        .ifPresent(
            sentence -> {
              throw new UserError(sentence);
            });
  }

  /** The folders that all pictures of a tar file lie in, outermost first. */
  static List<String> top(TarContents tar) {
    List<String> top = tar.pictures().get(0).folders();
    for (TarMember picture : tar.pictures()) {
      List<String> folders = picture.folders();
      int same = 0;
      while (same < top.size()
          && same < folders.size()
          && top.get(same).equals(folders.get(same))) {
        same++;
      }
      top = top.subList(0, same);
    }
    return top;
  }

  /** The class where one folder holds all: the one named as the tar file, or else the innermost. */
  static String onlyClass(TarContents tar) {
    List<String> folders = top(tar);
    return folders.contains(tar.name()) ? tar.name() : folders.get(folders.size() - 1);
  }

  private static String rest(TarMember picture, int from) {
    return String.join("/", picture.path().subList(from, picture.path().size()));
  }

  private void add(TarMember picture, String className, String rest) {
    pictures.add(picture.of(tar, className, rest));
  }
}
