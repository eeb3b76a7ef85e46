package mclspark.report.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import mclspark.UserError;

/** Reads what a page shows of a run. */
public final class RunReader {

  private static final String METRICS = "metrics.jsonl";
  private static final String LINEAR = "linear/" + METRICS;

  /** Jobs whose metrics are those of a run of its own. */
  private static final Set<String> NOT_LINEAR = Set.of("pretrain", "train");

  private RunReader() {}

  /**
   * Reads a run and its linear classification jobs.
   *
   * @param linear folders of such jobs outside the run's folder, oldest first; {@code linear/}
   *     inside it is found without being named
   * @param files names of what else to read, where it exists
   * @throws UserError if a metrics file is missing, empty, no metrics file or that of another job
   */
  public static Results read(
      RunFolder run, List<RunFolder> linear, Function<RunData, List<String>> files) {
    RunData runData = required(run);
    List<RunData> linearData = new ArrayList<>();
    file(run, LINEAR).ifPresent(content -> linearData.add(RunData.read(run.path(LINEAR), content)));
    for (RunFolder folder : linear) {
      if (!folder.path(METRICS).equals(run.path(LINEAR))) {
        linearData.add(requireLinear(required(folder)));
      }
    }
    Map<String, byte[]> found = new HashMap<>();
    for (String name : files.apply(runData)) {
      file(run, name).ifPresent(content -> found.put(name, content));
    }
    return new Results(runData, linearData, found);
  }

  private static RunData required(RunFolder folder) {
    String name = folder.path(METRICS);
    byte[] content =
        file(folder, METRICS)
            .orElseThrow(
                () ->
                    new UserError(
                        name
                            + " does not exist. Give the output folder of a run that has"
                            + " started."));
    return RunData.read(name, content);
  }

  private static RunData requireLinear(RunData data) {
    String job = data.last("run").map(event -> event.text("job")).orElse("");
    if (NOT_LINEAR.contains(job)) {
      throw new UserError(
          ("%s is of a job \"%s\", not of linear classification. Name runs to compare before"
                  + " --linear.")
              .formatted(data.name(), job));
    }
    return data;
  }

  private static Optional<byte[]> file(RunFolder folder, String file) {
    try {
      return folder.read(file);
    } catch (IOException e) {
      throw new UserError(
          folder.path(file) + " cannot be read (" + e + "). Check the path and its rights.", e);
    }
  }
}
