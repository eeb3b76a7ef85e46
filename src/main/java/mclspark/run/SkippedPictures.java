package mclspark.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.dataset.BadPicture;
import mclspark.image.BrokenPictureException;
import mclspark.metrics.MetricsEvent;
import mclspark.pipeline.BadPictures;
import mclspark.step.RankExchange;

/**
 * The broken pictures that all workers of a run have met, each counted once. Rank 0 tells the
 * metrics of each; too many stop the run.
 */
final class SkippedPictures implements AutoCloseable {

  private static final int EXAMPLES = 3;

  private final List<OpenedPictures> parts;
  private final int limit;
  private final WorkerEnvironment site;
  private final RunJournal journal;
  private final Set<String> told = new HashSet<>();
  private int count;

  /** Counts the broken pictures of these data sets together. */
  SkippedPictures(
      List<OpenedPictures> parts, int limit, WorkerEnvironment site, RunJournal journal) {
    this.parts = List.copyOf(parts);
    this.limit = limit;
    this.site = site;
    this.journal = journal;
    told.addAll(journal.skippedBefore());
  }

  /**
   * Brings together what the workers have met; all take part.
   *
   * @throws UserError on all workers, if there are more broken pictures than the limit
   */
  void gather() {
    int all = 0;
    for (OpenedPictures part : parts) {
      Set<Integer> indices = gather(part.bad());
      if (journal.writes()) {
        indices.forEach(index -> tell(part, index));
      }
      all += indices.size();
    }
    count = all;
    if (all > limit) {
      throw new UserError(
          ("%d pictures can't be read, more than data.bad_picture_limit = %d; mend or remove them,"
                  + " or raise the limit. Among them: %s.")
              .formatted(all, limit, examples()));
    }
  }

  private String examples() {
    return parts.stream()
        .flatMap(part -> part.bad().list().stream())
        .limit(EXAMPLES)
        .map(BadPicture::path)
        .collect(Collectors.joining(", "));
  }

  /** Indices that any worker has met: two exchanges, of how many each has and of them. */
  private Set<Integer> gather(BadPictures bad) {
    RankExchange exchange = RankExchange.ofWorkers(site.workers());
    List<BadPicture> own = bad.list();
    double most = 0;
    for (double[] counts : exchange.gather(new double[][] {{own.size()}})) {
      most = Math.max(most, counts[0]);
    }
    Set<Integer> indices = new TreeSet<>();
    if (most == 0) {
      return indices;
    }
    double[] padded = new double[(int) most];
    Arrays.fill(padded, -1);
    for (int i = 0; i < own.size(); i++) {
      padded[i] = own.get(i).index();
    }
    for (double[] worker : exchange.gather(new double[][] {padded})) {
      Arrays.stream(worker).filter(index -> index >= 0).forEach(index -> indices.add((int) index));
    }
    return indices;
  }

  private void tell(OpenedPictures part, int index) {
    String path = part.source().name(index);
    if (told.add(path)) {
      journal.append(new MetricsEvent.Skipped(path, reason(part, index)));
    }
  }

  /** Only the worker that met it knows why; the first one looks for itself. */
  private static String reason(OpenedPictures part, int index) {
    for (BadPicture picture : part.bad().list()) {
      if (picture.index() == index) {
        return picture.reason();
      }
    }
    try {
      part.source().load(index);
      return "another worker could not read it; rank 0 can";
    } catch (BrokenPictureException | IOException e) {
      return e.getMessage();
    }
  }

  /** Different pictures known to be broken when they were last gathered. */
  long count() {
    return count;
  }

  /** A run that ends early tells at least of those that the first worker itself has met. */
  @Override
  public void close() {
    if (journal.writes()) {
      for (OpenedPictures part : parts) {
        part.bad().list().forEach(picture -> tell(part, picture.index()));
      }
    }
  }
}
