package mclspark.cli.search;

import mclspark.spark.search.SearchRequest;
import picocli.CommandLine.Option;

/** Which columns of a table of embeddings are meant. */
final class TableColumns {

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

  SearchRequest request(String table, String out) {
    return new SearchRequest(table, out, idColumn, embeddingColumn);
  }
}
