package mclspark.linear;

import java.nio.file.Path;
import mclspark.run.RunContract;
import mclspark.run.TrainingRun;

class LinearTaskTest extends RunContract<LinearConfig> {

  private LinearSetup setup;

  @Override
  protected void prepare(Path folder) {
    setup = LinearSetup.in(folder);
  }

  @Override
  protected LinearConfig config(Path output, String... overrides) {
    return setup.config(output, overrides);
  }

  @Override
  protected TrainingRun.Factory<LinearResult> task(LinearConfig config) {
    return LinearSetup.task(config);
  }
}
