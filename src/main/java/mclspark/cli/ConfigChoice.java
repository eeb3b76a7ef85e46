package mclspark.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.presets.Presets;
import mclspark.run.ConfigFile;
import mclspark.run.ConfigReader;
import mclspark.run.JobConfig;
import mclspark.run.Resolved;
import mclspark.schedule.Launch;
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

  @Option(
      names = "--if-changed",
      description = {
        "Train nothing if the training pictures and the configuration are those of the newest",
        "finished run of the same output."
      })
  private boolean ifChanged;

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = {
        "The schedule's own date or time, such as 2026-11-30, for {date} and {week} in output;",
        "without it that of now, or of an unfinished run that is gone on with."
      })
  private String date;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = "Changes of the configuration, such as moco.temperature=0.1.")
  private List<String> overrides = List.of();

  /** How the job is to be started. */
  Launch launch() {
    return new Launch(dryRun, ifChanged, Optional.ofNullable(date).map(ConfigChoice::instant));
  }

  /** A date alone is its first instant in UTC. */
  private static Instant instant(String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new UserError(
          "--date is '%s'; write a date such as 2026-11-30 or a time such as 2026-11-30T06:00:00Z."
              .formatted(text),
          e);
    }
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
