package mclspark.spark.search;

/**
 * What both jobs are asked for.
 *
 * @param data table of embeddings: Parquet, a folder or a file
 * @param out folder for the result
 * @param idColumn column whose values name rows
 * @param embeddingColumn column of embeddings
 */
public record SearchRequest(String data, String out, String idColumn, String embeddingColumn) {

  /** Names of columns by custom. */
  public static final String ID_COLUMN = "path";

  public static final String EMBEDDING_COLUMN = "embedding";

  /** Its columns, in words. */
  public String columns() {
    return "columns %s and %s".formatted(idColumn, embeddingColumn);
  }
}
