package mclspark.pretrain;

import java.nio.file.Path;
import mclspark.run.RunContract;
import mclspark.run.TrainingRun;

class PretrainTaskTest extends RunContract<PretrainConfig> {

  private Path pictures;

  @Override
  protected void prepare(Path folder) {
    pictures = SmallRuns.pictures(folder.resolve("pictures"));
  }

  @Override
  protected PretrainConfig config(Path output, String... overrides) {
    return SmallRuns.config(pictures, output, overrides);
  }

  @Override
  protected TrainingRun.Factory<PretrainResult> task(PretrainConfig config) {
    return context -> new PretrainTask(config, WarmStart.NONE, context);
  }
}
