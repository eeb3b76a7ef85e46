package mclspark.presets;

import java.util.ArrayList;
import java.util.List;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.schema.Key;
import mclspark.schema.KeyInfo;
import mclspark.schema.Schema;
import mclspark.schema.SectionInfo;
import mclspark.supervised.SupervisedConfig;

/** Writes the reference page of all keys, {@code src/docs/configuration.md}, from the records. */
public final class ConfigReference {

  private static final String INTRODUCTION =
      """
      # Configuration

      Written by `mcl config --reference`; do not edit.

      A run is described by one YAML file: a preset (`--preset NAME`, from `conf/presets`) or a file
      of your own (`--config FILE`). Every key can be changed on the command line by
      `section.key=value`, for example `moco.temperature=0.1` or `optimizer.milestones=[120,160]`;
      the last value of a key wins. Everything is checked before a run starts, and all problems are
      listed at once. `mcl config --preset NAME` prints all values and where they come from.

      Keys marked `=` change the numbers that a run computes: a run can be resumed only with the
      same value. The others may change between a run and its continuation.
      """;

  private ConfigReference() {}

  /** The page, as Markdown. */
  public static String text() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    List<KeyInfo> written = new ArrayList<>();
    append(page, "Pre-training (`job: pretrain`)", PretrainConfig.schema(), written);
    append(page, "Linear classification (`job: linear`)", LinearConfig.schema(), written);
    append(page, "Fine-tuning (`job: finetune`)", FinetuneConfig.schema(), written);
    append(page, "Supervised training (`job: train`)", SupervisedConfig.schema(), written);
    return page.toString();
  }

  private static void append(
      StringBuilder page, String title, Schema<?> schema, List<KeyInfo> written) {
    page.append("\n## ").append(title).append("\n\n");
    appendKeys(page, keysIn(schema, ""));
    List<String> repeated = new ArrayList<>();
    for (SectionInfo section : schema.sections()) {
      List<KeyInfo> keys = keysIn(schema, section.path());
      if (written.containsAll(keys)) {
        repeated.add("`" + section.path() + "`");
      } else {
        page.append("\n### `%s`\n\n%s\n\n".formatted(section.path(), section.doc()));
        appendKeys(page, keys);
      }
      written.addAll(keys);
    }
    if (!repeated.isEmpty()) {
      page.append("\nThe sections %s are as above.\n".formatted(String.join(", ", repeated)));
    }
  }

  private static List<KeyInfo> keysIn(Schema<?> schema, String section) {
    return schema.keys().stream().filter(key -> key.section().equals(section)).toList();
  }

  private static void appendKeys(StringBuilder page, List<KeyInfo> keys) {
    page.append("| key | default | allowed | | what it does |\n|---|---|---|---|---|\n");
    for (KeyInfo info : keys) {
      Key key = info.key();
      page.append(
          "| `%s` | %s | %s | %s | %s%s |\n"
              .formatted(
                  info.name(),
                  standard(info),
                  info.allowed(),
                  key.changesNumbers() ? "`=`" : "",
                  key.doc(),
                  key.required() ? "" : sentence(key.hint())));
    }
  }

  private static String sentence(String hint) {
    return hint.isEmpty()
        ? ""
        : " " + Character.toUpperCase(hint.charAt(0)) + hint.substring(1) + ".";
  }

  private static String standard(KeyInfo info) {
    if (info.key().required()) {
      return "required";
    }
    return info.standard().isEmpty() ? "none" : "`" + info.standard() + "`";
  }
}
