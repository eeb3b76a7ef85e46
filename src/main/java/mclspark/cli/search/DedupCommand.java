package mclspark.cli.search;

import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.spark.search.DedupJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcl dedup}: near-duplicates in a table of embeddings. */
@Command(
    name = "dedup",
    description =
        "Finds near-duplicates in a table of embeddings, and which row of each cluster to keep.")
public final class DedupCommand implements Callable<Integer> {

  @Mixin private SearchOptions search;

  @Option(
      names = "--threshold",
      paramLabel = "COSINE",
      defaultValue = "0.95",
      description = "The least cosine of near-duplicates (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Override
  public Integer call() throws Exception {
    System.out.println(new DedupJob(search.request(), threshold).run());
    return ExitCode.DONE.number();
  }
}
