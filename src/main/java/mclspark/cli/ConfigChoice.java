package mclspark.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mclspark.presets.Presets;
import mclspark.run.ConfigFile;
import mclspark.run.ConfigReader;
import mclspark.run.JobConfig;
import mclspark.run.Resolved;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options by which a job's command chooses a configuration and changes it. */
final class ConfigChoice {

  /** One of the two places that a configuration comes from. */
  static final class Origin {
    @Option(
        names = "--preset",
        paramLabel = "NAME",
        description = "A preset of conf/presets; `mcl config` lists them.")
    private String preset;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A configuration file of your own.")
    private Path file;

    /** Reads the preset or the file. */
    ConfigFile read() {
      return preset != null
          ? new Presets(Installation.home()).read(preset)
          : ConfigFile.read(file.toString(), file);
    }
  }

  @ArgGroup(multiplicity = "1")
  private Origin origin;

  @Option(
      names = "--dry-run",
      description = "Check everything and print the plan, but do not train.")
  private boolean dryRun;

  @Option(
      names = "--resume",
      paramLabel = "auto|never|PATH",
      description = "Where to go on from; the same as checkpoint.resume=...")
  private String resume;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = "Changes of the configuration, such as moco.temperature=0.1.")
  private List<String> overrides = List.of();

  /** Whether only the plan is wanted. */
  boolean dryRun() {
    return dryRun;
  }

  /**
   * Reads and checks the configuration.
   *
   * @param more overrides from options of the command itself; they win
   * @throws mclspark.UserError if anything is wrong, with all problems
   */
  <T extends Record & JobConfig> Resolved<T> resolve(ConfigReader<T> reader, List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    if (resume != null) {
      all.add("checkpoint.resume=" + resume);
    }
    all.addAll(more);
    return reader.read(origin.read(), all);
  }
}
