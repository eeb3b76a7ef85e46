package mclspark.cli.search;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import mclspark.UserError;
import mclspark.report.drift.DriftPage;
import mclspark.schedule.Gate;
import mclspark.search.Drift;
import mclspark.spark.search.DriftFiles;
import mclspark.spark.search.DriftJob;
import mclspark.spark.search.SearchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcl drift}: whether new pictures are of another kind than old ones. */
@Command(
    name = "drift",
    description = {
      "Compares a table of embeddings of new pictures with one of old pictures, both of the same",
      "model, and writes drift.json and drift.html: exit code 0, or 4 if the pictures have drifted."
    })
public final class DriftCommand implements Callable<Integer> {

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "TABLE",
      description = "Embeddings of the old pictures, as mcl embed writes them.")
  private String reference;

  @Option(
      names = "--current",
      required = true,
      paramLabel = "TABLE",
      description = "Embeddings of the new pictures.")
  private String current;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = {
        "New folder for drift.json and drift.html. Asked the same again of the same tables, the",
        "command gives the answer that is there."
      })
  private String out;

  @Mixin private TableColumns columns;

  @Option(
      names = "--sample",
      paramLabel = "ROWS",
      defaultValue = "5000",
      description = "Most rows of each table that are looked at (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Option(
      names = "--auc",
      paramLabel = "AUC",
      defaultValue = "0.55",
      description = {
        "Pictures have drifted if a classifier tells new from old ones with at least this area",
        "under its curve, and its 95 %% interval lies above 0.5 (default: ${DEFAULT-VALUE})."
      })
  private double auc;

  @Option(
      names = "--beyond",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = {
        "Or if the share of new rows whose nearest old row is beyond the 99th percentile of old",
        "rows is larger than this (default: ${DEFAULT-VALUE}; 0.01 is what old ones have)."
      })
  private double beyond;

  @Override
  public Integer call() throws InterruptedException {
    if (!(auc > 0.5 && auc <= 1) || !(beyond >= 0 && beyond <= 1)) {
      throw new UserError(
          "--auc is %s and --beyond is %s; the first must be from 0.5 to 1, the second from 0 to 1."
              .formatted(auc, beyond));
    }
    SearchRequest request = columns.request(reference, out);
    DriftFiles files = new DriftFiles(out, List.of(reference, current));
    String asked = files.asked(request.columns() + ", " + options());
    Optional<DriftFiles.Answer> before = files.answer(asked);
    if (before.isPresent()) {
      DriftFiles.Answer answer = before.get();
      System.out.println(
          "%s As found on %s, see %s/drift.json.".formatted(answer.message(), answer.date(), out));
      return answer.exitCode();
    }
    files.removeBeginning();
    DriftJob.Outcome outcome = new DriftJob(request, current, sample).run();
    Drift drift = outcome.drift();
    boolean moved = drift.auc() >= auc && drift.low() > 0.5 || drift.beyond() > beyond;
    Gate gate = moved ? Gate.SHUT : Gate.OPEN;
    String verdict = verdict(drift, moved);
    DriftPage page =
        new DriftPage(verdict, facts(outcome), classes(outcome), pictures(drift, files));
    files.writePage(page.text());
    files.writeJson(json(outcome, gate, verdict, asked)); // last: a retry goes by it
    System.out.println(verdict + " " + out + "/drift.html shows the farthest.");
    return gate.exitCode().number();
  }

  private String options() {
    return String.format(Locale.ROOT, "--sample %d --auc %s --beyond %s", sample, auc, beyond);
  }

  private static String verdict(Drift drift, boolean moved) {
    return String.format(
        Locale.ROOT,
        "%s: a classifier tells new rows from old ones with AUC %.3f (95 %% interval %.3f to %.3f,"
            + " 0.5 is none), and %.1f %% of the new rows are farther from every old row than 99 %%"
            + " of the old rows are.",
        moved ? "Drift" : "No drift",
        drift.auc(),
        drift.low(),
        drift.high(),
        100 * drift.beyond());
  }

  private Map<String, Object> json(
      DriftJob.Outcome outcome, Gate gate, String verdict, String asked) {
    Drift drift = outcome.drift();
    return Map.ofEntries(
        Map.entry("asked", asked),
        Map.entry("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
        Map.entry("classes", outcome.classes()),
        Map.entry("drifted", gate == Gate.SHUT),
        Map.entry("exit_code", gate.exitCode().number()),
        Map.entry("message", verdict),
        Map.entry("reference", reference),
        Map.entry("current", current),
        Map.entry("reference_rows", outcome.oldRows()),
        Map.entry("current_rows", outcome.newRows()),
        Map.entry("auc", drift.auc()),
        Map.entry("auc_low", drift.low()),
        Map.entry("auc_high", drift.high()),
        Map.entry("distance_p99", drift.threshold()),
        Map.entry("beyond", drift.beyond()),
        Map.entry("farthest", drift.farthest()));
  }

  private List<List<String>> facts(DriftJob.Outcome outcome) {
    Drift drift = outcome.drift();
    return List.of(
        List.of("old table", reference),
        List.of("its rows that were looked at", "" + outcome.oldRows()),
        List.of("new table", current),
        List.of("its rows that were looked at", "" + outcome.newRows()),
        List.of("AUC", String.format(Locale.ROOT, "%.4f", drift.auc())),
        List.of("99th percentile", String.format(Locale.ROOT, "%.4f", drift.threshold())),
        List.of("share beyond", String.format(Locale.ROOT, "%.4f", drift.beyond())));
  }

  private static List<List<String>> classes(DriftJob.Outcome outcome) {
    return outcome.classes().stream()
        .map(
            of ->
                List.of(
                    of.label() == null ? "no label" : of.label(),
                    "" + of.reference(),
                    "" + of.current()))
        .toList();
  }

  private static List<DriftPage.Picture> pictures(Drift drift, DriftFiles files) {
    return drift.farthest().stream()
        .map(
            far ->
                new DriftPage.Picture(
                    far.id(), far.nearest(), far.distance(), files.picture(far.id())))
        .toList();
  }
}
