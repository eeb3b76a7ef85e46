package mclspark.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearConfig;
import mclspark.presets.ConfigReference;
import mclspark.presets.Presets;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.ConfigFile;
import mclspark.run.Resolved;
import mclspark.supervised.SupervisedConfig;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl config}: shows configurations, presets and the reference of all keys. */
@Command(
    name = "config",
    description = {
      "Shows a configuration with all its values and where they come from.",
      "Without --preset or --config, lists the presets."
    })
final class ConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ArgGroup private ConfigChoice.Origin origin;

  @Option(
      names = "--reference",
      description = "Print the reference of all keys as Markdown (src/docs/configuration.md).")
  private boolean reference;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = "Changes of the configuration, such as moco.temperature=0.1.")
  private List<String> overrides = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (reference) {
      out.print(ConfigReference.text());
    } else if (origin != null) {
      out.print(resolve(origin.read()).text());
    } else if (overrides.isEmpty()) {
      listPresets(out);
    } else {
      throw new ParameterException(
          spec.commandLine(),
          "%s changes a configuration, but none is chosen: add --preset NAME or --config FILE."
              .formatted(overrides.get(0)));
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private Resolved<?> resolve(ConfigFile file) {
    return switch (file.job()) {
      case PRETRAIN -> PretrainConfig.reader().read(file, overrides);
      case LINEAR -> LinearConfig.reader().read(file, overrides);
      case FINETUNE -> FinetuneConfig.reader().read(file, overrides);
      case TRAIN -> SupervisedConfig.reader().read(file, overrides);
    };
  }

  private static void listPresets(PrintWriter out) {
    Presets presets = new Presets(Installation.home());
    for (String name : presets.names()) {
      out.println(name);
      out.println("    " + presets.description(name));
    }
  }
}
