package mclspark.linear;

import java.nio.file.Path;
import mclspark.run.RunContract;
import mclspark.run.TrainingRun;

class FinetuneTaskTest extends RunContract<FinetuneConfig> {

  private LinearSetup setup;

  @Override
  protected void prepare(Path folder) {
    setup = LinearSetup.in(folder);
  }

  @Override
  protected FinetuneConfig config(Path output, String... overrides) {
    return setup.finetuning(output, overrides);
  }

  @Override
  protected TrainingRun.Factory<LinearResult> task(FinetuneConfig config) {
    return LinearSetup.task(config);
  }
}
