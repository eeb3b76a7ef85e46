package mclspark.cli.search;

import mclspark.spark.search.SearchRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands on tables of embeddings. */
final class SearchOptions {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "TABLE",
      description = "Table of embeddings: Parquet, a folder or a file, as mcl embed writes it.")
  private String data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "New folder for the result, a Parquet table.")
  private String out;

  @Mixin private TableColumns columns;

  SearchRequest request() {
    return columns.request(data, out);
  }
}
