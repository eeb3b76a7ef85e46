package mclspark.supervised;

import java.nio.file.Path;
import java.util.stream.Stream;
import mclspark.pretrain.SmallRuns;
import mclspark.run.RunContract;
import mclspark.run.TrainingRun;

class BatchTaskTest extends RunContract<SupervisedConfig> {

  private Path pictures;

  String negatives() {
    return "mcl.negatives=batch";
  }

  @Override
  protected void prepare(Path folder) {
    pictures = SmallRuns.pictures(folder.resolve("pictures"));
  }

  @Override
  protected SupervisedConfig config(Path output, String... overrides) {
    Stream<String> own = Stream.of(negatives(), "log.every_steps=1");
    return SmallSupervisedRuns.config(
        pictures, output, Stream.concat(own, Stream.of(overrides)).toArray(String[]::new));
  }

  @Override
  protected TrainingRun.Factory<SupervisedResult> task(SupervisedConfig config) {
    return context -> new SupervisedTask(config, context);
  }
}
