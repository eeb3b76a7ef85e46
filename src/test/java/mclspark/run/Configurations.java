package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.supervised.SupervisedConfig;

/** Reads configurations for tests: only the required keys are set, to values that never matter. */
public final class Configurations {

  private static final ConfigFile RUN =
      new ConfigFile("run.yaml", "{name: n, output: o, data: {train: t}}");
  private static final ConfigFile LINEAR =
      new ConfigFile(
          "linear.yaml", "{name: n, output: o, pretrained: p, data: {train: t, test: v}}");

  private static final ConfigFile TRAIN =
      new ConfigFile("train.yaml", "{name: n, output: o, data: {train: t, test: v}}");

  private Configurations() {}

  public static PretrainConfig run(String... overrides) {
    return PretrainConfig.reader().read(RUN, List.of(overrides)).config();
  }

  public static LinearConfig linear(String... overrides) {
    return LinearConfig.reader().read(LINEAR, List.of(overrides)).config();
  }

  public static FinetuneConfig finetune(String... overrides) {
    return FinetuneConfig.reader().read(LINEAR, List.of(overrides)).config();
  }

  public static String finetuneRefusal(String... overrides) {
    return assertThrows(UserError.class, () -> finetune(overrides)).getMessage();
  }

  public static SupervisedConfig train(String... overrides) {
    return SupervisedConfig.reader().read(TRAIN, List.of(overrides)).config();
  }

  public static String refusal(String... overrides) {
    return assertThrows(UserError.class, () -> run(overrides)).getMessage();
  }

  public static String linearRefusal(String... overrides) {
    return assertThrows(UserError.class, () -> linear(overrides)).getMessage();
  }

  public static String trainRefusal(String... overrides) {
    return assertThrows(UserError.class, () -> train(overrides)).getMessage();
  }

  static String refusalOfYaml(String yaml) {
    ConfigFile file = new ConfigFile("conf/x.yaml", yaml);
    return assertThrows(UserError.class, () -> PretrainConfig.reader().read(file, List.of()))
        .getMessage();
  }

  /** Checks that the overrides give the section, and that the section has no default left. */
  public static <S extends Record> void assertMapping(
      Function<PretrainConfig, S> section, S expected, String... overrides) throws Exception {
    String[] all =
        Stream.concat(Stream.of("data.crop_size=99"), Stream.of(overrides)).toArray(String[]::new);
    assertEquals(expected, section.apply(run(all)));
    assertNoDefaults(section.apply(run()), expected);
  }

  /** Checks that no key has its default, apart from those that the job does not have. */
  public static void assertNoDefaults(Record defaults, Record mapped, String... absent)
      throws Exception {
    for (RecordComponent component : mapped.getClass().getRecordComponents()) {
      if (List.of(absent).contains(component.getName())) {
        continue;
      }
      assertNotEquals(
          component.getAccessor().invoke(defaults),
          component.getAccessor().invoke(mapped),
          component.getName() + " has its default: the mapping test does not see it");
    }
  }
}
