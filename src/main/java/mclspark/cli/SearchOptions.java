package mclspark.cli;

import mclspark.spark.search.SearchRequest;
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

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      defaultValue = SearchRequest.ID_COLUMN,
      description = "Column that names rows: text or whole numbers (default: ${DEFAULT-VALUE}).")
  private String idColumn;

  @Option(
      names = "--embedding-column",
      paramLabel = "NAME",
      defaultValue = SearchRequest.EMBEDDING_COLUMN,
      description = "Column of embeddings, array<float> (default: ${DEFAULT-VALUE}).")
  private String embeddingColumn;

  SearchRequest request() {
    return new SearchRequest(data, out, idColumn, embeddingColumn);
  }
}
