package mclspark.pretrain;

import java.nio.file.Path;
import mclspark.run.RunContract;
import mclspark.run.TrainingRun;

class PretrainTaskTest extends RunContract<RunConfig> {

  private Path pictures;

  @Override
  protected void prepare(Path folder) {
    pictures = SmallRuns.pictures(folder.resolve("pictures"));
  }

  @Override
  protected RunConfig config(Path output, String... overrides) {
    return SmallRuns.config(pictures, output, overrides);
  }

  @Override
  protected TrainingRun.Factory<PretrainResult> task(RunConfig config) {
    return context -> new PretrainTask(config, WarmStart.NONE, context);
  }
}
