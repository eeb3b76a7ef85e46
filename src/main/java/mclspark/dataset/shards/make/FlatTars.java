package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether tar files may be classes by their names, as ImageNet's of a class each are: not
 * where they look like parts of a set, or like the samples of WebDataset.
 */
final class FlatTars {

  private static final String REMEDY =
      "; give labels by class folders, .cls files or --labels, or take the pictures without labels"
          + " by --labels none (see src/docs/shards.md).";

  /** As train-000000, train_images_0, shard-00000-of-00012, part3 or 00001. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?i)(.*?[-_. ]|.*?(?:part|shard|chunk|batch|split|train|val|test|images?|data))?"
              + "\\d+([-_. ]?of[-_. ]?\\d+)?");

  private final boolean asked;
  private final List<TarContents> all;
  private final List<TarContents> flat;

  /**
   * Takes all tar files.
   *
   * @param asked whether the user wants the names of folders and tar files for classes
   */
  FlatTars(List<TarContents> tars, boolean asked) {
    this.asked = asked;
    all = List.copyOf(tars);
    flat = tars.stream().filter(TarClasses::isNamedByFile).toList();
  }

  /** Sentences on what is wrong. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    single().or(this::captions).or(this::parts).ifPresent(problems::add);
    oneNameForMany().ifPresent(problems::add);
    return problems;
  }

  /** One, as ImageNet's validation set comes, is of no class at all. */
  private Optional<String> single() {
    List<TarContents> outer = flat.stream().filter(tar -> !tar.isInner()).toList();
    return outer.size() == 1
        ? Optional.of(
            outer.get(0).file()
                + " holds pictures without class folders, which would all be of one class"
                + REMEDY)
        : Optional.empty();
  }

  private Optional<String> captions() {
    if (asked) {
      return Optional.empty();
    }
    return flat.stream()
        .flatMap(
            tar ->
                tar.pictures().stream()
                    .filter(picture -> tar.captions().contains(TarMember.key(picture.path())))
                    .map(picture -> tar.title() + " holds " + picture.name())
                    .limit(1))
        .findFirst()
        .map(
            picture ->
                picture
                    + " with a .json or .txt file beside it, as WebDataset packs samples, but there"
                    + " is neither a .cls file nor a .json file with a label for all"
                    + REMEDY);
  }

  private Optional<String> parts() {
    Map<String, TarContents> stems = new HashMap<>();
    for (TarContents tar : flat) {
      Matcher matcher = NUMBERED.matcher(tar.name());
      TarContents other = matcher.matches() ? stems.put("" + matcher.group(1), tar) : null;
      if (other != null) {
        return Optional.of(
            "%s and %s hold pictures without class folders and are named as parts of one set, not as classes"
                    .formatted(other.title(), tar.title())
                + REMEDY);
      }
    }
    return Optional.empty();
  }

  /** As n01.tar and n02.tar that hold a folder images each. */
  private Optional<String> oneNameForMany() {
    Map<String, TarContents> owners = new HashMap<>();
    for (TarContents tar : all) {
      List<String> top = TarClasses.top(tar);
      boolean one =
          !top.isEmpty()
              && tar.pictures().stream().allMatch(picture -> picture.folders().equals(top));
      TarContents other = one ? owners.putIfAbsent(TarClasses.onlyClass(tar), tar) : null;
      if (other != null && !TarClasses.top(other).equals(top)) {
        return Optional.of(
            "The pictures of %s (in %s) and of %s (in %s) would be of one class, %s; pack one folder per class."
                .formatted(
                    other.title(),
                    String.join("/", TarClasses.top(other)),
                    tar.title(),
                    String.join("/", top),
                    TarClasses.onlyClass(tar)));
      }
    }
    return Optional.empty();
  }
}
