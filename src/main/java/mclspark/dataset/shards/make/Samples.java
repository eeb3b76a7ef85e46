package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.dataset.LeftOut;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.labels.SampleLabel;

/**
 * The samples of a WebDataset tar file: files of one key, which is the path up to the first dot of
 * the name; what follows is a file's suffix. Of several pictures the sample's is the one with the
 * first of timm's suffixes.
 */
final class Samples {

  /** timm's order, with the other spelling of the first. */
  private static final List<String> PREFERRED = List.of("jpg", "jpeg", "png", "webp");

  private final TarContents tar;
  private final LeftOut leftOut;
  private final Map<String, Map<String, TarMember>> pictures = new LinkedHashMap<>();

  /**
   * Groups the pictures of a tar file.
   *
   * @throws UserError if a sample holds two of one suffix
   */
  Samples(TarContents tar, LeftOut leftOut) {
    this.tar = tar;
    this.leftOut = leftOut;
    for (TarMember picture : tar.pictures()) {
      if (TarMember.isMeta(picture.path())) {
        leftOut.sideFile();
      } else {
        add(picture);
      }
    }
  }

  private void add(TarMember picture) {
    String key = TarMember.key(picture.path());
    String suffix = TarMember.suffix(picture.path());
    Map<String, TarMember> own = pictures.computeIfAbsent(key, k -> new TreeMap<>());
    if (own.put(suffix, picture) != null) {
      throw twice(String.join("/", picture.path()));
    }
  }

  private UserError twice(String member) {
    return new UserError(
        "%s holds the sample %s twice (%s); pack each sample once."
            .formatted(tar.title(), TarMember.key(TarMember.parts(member)), member));
  }

  /**
   * The pictures with the labels of their samples.
   *
   * @param labels by key
   * @param suffix of the files that hold them
   * @throws UserError if a sample lacks its label or its picture, or holds one twice
   */
  List<SourcePicture> labelled(Map<String, SampleLabel> labels, String suffix) {
    if (!tar.repeated().isEmpty()) {
      throw twice(tar.repeated());
    }
    List<SourcePicture> labelled = new ArrayList<>();
    pictures.forEach(
        (key, own) -> {
          TarMember picture = choose(key, own);
          String label = label(labels.get(key), picture, suffix);
          String rest = tar.name() + "/" + String.join("/", picture.path());
          labelled.add(picture.of(tar, label, rest));
        });
    labels.keySet().stream()
        .filter(key -> !pictures.containsKey(key) && !TarMember.isMeta(TarMember.parts(key)))
        .findFirst()
        .ifPresent(key -> refuseAlone(key + "." + suffix));
    return labelled;
  }

  /** The pictures without labels. */
  List<SourcePicture> unlabelled() {
    List<SourcePicture> chosen = new ArrayList<>();
    pictures.forEach(
        (key, own) -> {
          TarMember picture = choose(key, own);
          String rest = tar.name() + "/" + String.join("/", picture.path());
          chosen.add(picture.of(tar, PictureListing.UNLABELLED, rest));
        });
    return chosen;
  }

  private TarMember choose(String key, Map<String, TarMember> own) {
    String suffix =
        PREFERRED.stream()
            .filter(own::containsKey)
            .findFirst()
            .orElse(own.keySet().iterator().next());
    if (own.size() > 1 && !PREFERRED.contains(suffix)) {
      throw new UserError(
          "%s holds the pictures %s of the sample %s, none of which is its .jpg, .png or .webp; pack the one to train on under such a name."
              .formatted(tar.title(), String.join(" and ", own.keySet()), key));
    }
    for (int i = 1; i < own.size(); i++) {
      leftOut.otherOfSample();
    }
    return own.get(suffix);
  }

  private String label(SampleLabel label, TarMember picture, String suffix) {
    if (label == null) {
      throw new UserError(
          "%s holds .%s files with labels, but none for %s; pack the missing one or remove all."
              .formatted(tar.title(), suffix, String.join("/", picture.path())));
    }
    if (!label.isThere()) {
      throw new UserError(
          "%s holds %s, which %s; mend it, or name another place by --labels."
              .formatted(
                  tar.title(), TarMember.key(picture.path()) + "." + suffix, label.problem()));
    }
    return label.text();
  }

  private void refuseAlone(String member) {
    throw new UserError(
        "%s holds the label %s without a picture; pack the picture or remove the label."
            .formatted(tar.title(), member));
  }
}
