package mclspark.dataset.shards.make;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mclspark.UserError;
import mclspark.dataset.LeftOut;
import mclspark.dataset.PictureListing;
import mclspark.dataset.shards.SourcePicture;
import mclspark.dataset.shards.labels.SampleLabel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses once for all tar files where their labels stand, and gives their pictures. */
final class TarLabels {

  private static final Logger LOG = LoggerFactory.getLogger(TarLabels.class);

  private final Labelling labelling;
  private final List<TarContents> tars;
  private final LabelRule rule;

  TarLabels(Labelling labelling, List<TarContents> tars) {
    this.labelling = labelling;
    this.tars = List.copyOf(tars);
    rule = labelling.rule() == LabelRule.AUTO ? found() : labelling.rule();
  }

  private LabelRule found() {
    if (tars.stream().anyMatch(tar -> !tar.labels().isEmpty())) {
      return tell(LabelRule.CLS, "there are .cls files");
    }
    boolean json =
        tars.stream().anyMatch(tar -> tar.json().values().stream().anyMatch(SampleLabel::isThere))
            && tars.stream().allMatch(TarLabels::hasJsonForAll);
    String key = labelling.jsonKey();
    return json
        ? tell(LabelRule.JSON, "there is a .json file for every picture, with the key " + key)
        : tell(LabelRule.FOLDER, "there are no .cls files, nor a .json with the key " + key);
  }

  private static boolean hasJsonForAll(TarContents tar) {
    return tar.pictures().stream()
        .filter(picture -> !TarMember.isMeta(picture.path()))
        .allMatch(picture -> tar.json().containsKey(TarMember.key(picture.path())));
  }

  private LabelRule tell(LabelRule chosen, String why) {
    if (!tars.isEmpty()) {
      LOG.info(
          "Labels of tar files are taken as by --labels {}: {}",
          chosen == LabelRule.JSON ? "json:" + labelling.jsonKey() : chosen.word(),
          why);
    }
    return chosen;
  }

  /** Whether the names of folders and files are the labels. */
  boolean byFolder() {
    return rule == LabelRule.FOLDER;
  }

  /** Sentences on tar files whose own names would be classes, but should not. */
  List<String> problems() {
    FlatTars flat = new FlatTars(tars, labelling.rule() == LabelRule.FOLDER);
    return byFolder() ? flat.problems() : List.of();
  }

  /**
   * The pictures of a tar file.
   *
   * @throws UserError if their labels cannot be told
   */
  List<SourcePicture> pictures(TarContents tar, LeftOut leftOut) {
    return switch (rule) {
      case CLS -> samples(tar, TarContents::labels, leftOut);
      case JSON -> samples(tar, TarContents::json, leftOut);
      case NONE -> isWebDataset(tar) ? new Samples(tar, leftOut).unlabelled() : unlabelled(tar);
      case FILE -> unlabelled(tar);
      case COLUMN ->
          throw new UserError(
              tar.title()
                  + " has no columns, which --labels column asks for; name cls, json:KEY, folder,"
                  + " none or a file.");
      default -> TarClasses.of(tar, labelling, leftOut);
    };
  }

  /** By what lies beside its pictures; elsewhere 1.jpg and 1.png are two pictures. */
  private static boolean isWebDataset(TarContents tar) {
    return tar.pictures().stream()
        .filter(picture -> !TarMember.isMeta(picture.path()))
        .map(picture -> TarMember.key(picture.path()))
        .allMatch(key -> tar.labels().containsKey(key) || tar.captions().contains(key));
  }

  private List<SourcePicture> samples(
      TarContents tar, Function<TarContents, Map<String, SampleLabel>> kind, LeftOut leftOut) {
    return new Samples(tar, leftOut).labelled(kind.apply(tar), rule.word());
  }

  private static List<SourcePicture> unlabelled(TarContents tar) {
    return tar.pictures().stream()
        .map(
            member ->
                member.of(
                    tar,
                    PictureListing.UNLABELLED,
                    tar.name() + "/" + String.join("/", member.path())))
        .toList();
  }
}
