package mclspark.cli.search;

import java.util.Optional;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.spark.search.NeighborsJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcl neighbors}: the most similar rows of tables of embeddings. */
@Command(
    name = "neighbors",
    description = "Finds the most similar rows of each row of a table of embeddings, exactly.")
public final class NeighborsCommand implements Callable<Integer> {

  @Mixin private SearchOptions search;

  @Option(
      names = "--queries",
      paramLabel = "TABLE",
      description = {
        "Another table, whose rows' neighbours are looked for among those of --data. Without it",
        "the rows of --data have their neighbours among each other, not themselves."
      })
  private Optional<String> queries;

  @Option(
      names = "--k",
      paramLabel = "N",
      defaultValue = "10",
      description = "Neighbours of a row (default: ${DEFAULT-VALUE}).")
  private int k;

  @Override
  public Integer call() throws Exception {
    System.out.println(new NeighborsJob(search.request(), queries, k).run());
    return ExitCode.DONE.number();
  }
}
