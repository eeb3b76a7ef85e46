package mclspark.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.UserError;
import mclspark.schema.Problems;
import mclspark.schema.Schema;
import mclspark.schema.Values;
import mclspark.schema.Words;

/**
 * Reads and checks configurations. All problems are reported together, each as {@code SOURCE: KEY
 * is VALUE; it must be ...}.
 *
 * @param <T> the configuration that is read
 */
public final class ConfigReader<T extends Record & JobConfig> {

  private final Schema<T> schema;
  private final Job job;
  private final String refusal; // of another job, whose word takes the place of %s

  private ConfigReader(Schema<T> schema, Job job, String refusal) {
    this.schema = schema;
    this.job = job;
    this.refusal = refusal;
  }

  /** Reads configurations of one job. */
  public static <T extends Record & JobConfig> ConfigReader<T> of(Class<T> type, Job job) {
    String runs = "this command runs " + Words.enumName(job) + "; use `mcl %s`";
    return new ConfigReader<>(Schema.of(type), job, runs);
  }

  /**
   * The same for a command that does not run the job.
   *
   * @param reason why it takes no other job, and what to do: the end of a sentence
   */
  public ConfigReader<T> refusingOthers(String reason) {
    return new ConfigReader<>(schema, job, reason);
  }

  /** Reads configurations of the job that another one is for. */
  @SuppressWarnings("unchecked") // each is a record
  public static <T extends Record & JobConfig> ConfigReader<T> like(JobConfig config) {
    return of((Class<T>) config.getClass(), config.job());
  }

  /**
   * Reads a file and changes it.
   *
   * @param file the file
   * @param overrides {@code section.key=value}; the last one of a key wins
   * @throws UserError if anything is wrong, with all problems
   */
  public Resolved<T> read(ConfigFile file, List<String> overrides) {
    Values<T> settings = new Values<>(schema, file.label());
    settings.addYaml(file.label(), file.text());
    overrides.forEach(settings::addOverride);
    return finish(file.label(), settings);
  }

  /**
   * Reads the nested maps that {@link JobConfig#tree} wrote; keys that are younger than the maps
   * get their defaults.
   *
   * @param label the manifest that holds them, for messages
   * @throws UserError if anything is wrong, with all problems
   */
  public Resolved<T> read(String label, Map<String, ?> tree) {
    return read(label, tree, List.of());
  }

  /**
   * As above, with changes.
   *
   * @param overrides {@code section.key=value}; the last one of a key wins
   */
  public Resolved<T> read(String label, Map<String, ?> tree, List<String> overrides) {
    Values<T> settings = new Values<>(schema, label);
    settings.addTree(label, tree);
    overrides.forEach(settings::addOverride);
    return finish(label, settings);
  }

  @SuppressWarnings("unchecked") // each kind of configuration derives its own kind
  private T derived(T config, Set<String> given) {
    return (T) config.derived(given);
  }

  private Resolved<T> finish(String label, Values<T> settings) {
    T config = derived(settings.build(), settings.sources().keySet());
    refuseOtherJob(label, config.job(), settings.sources());
    Problems problems = settings.problems();
    config.check(problems);
    problems.throwIfAny();
    return new Resolved<>(config, label, settings.sources());
  }

  /** Alone: keys of another job are no mistakes. */
  private void refuseOtherJob(String label, Job other, Map<String, String> sources) {
    if (other != job) {
      String given = Words.enumName(other);
      throw new UserError(
          "%s: job is %s, but %s."
              .formatted(sources.getOrDefault("job", label), given, refusal.formatted(given)));
    }
  }
}
