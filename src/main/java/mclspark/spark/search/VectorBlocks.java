package mclspark.spark.search;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import mclspark.UserError;
import mclspark.search.BlockBuilder;
import mclspark.search.VectorBlock;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table as blocks that the executors keep, one a partition, sorted by id.
 *
 * @param rdd the blocks
 * @param firsts number of each block's first row, and last that of all rows
 */
record VectorBlocks(JavaRDD<VectorBlock> rdd, int[] firsts) implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VectorBlocks.class);

  /** A pair of blocks takes a core seconds, and four times as many bytes. */
  private static final long BLOCK_BYTES = 32L << 20;

  private static final int MOST_ROWS = 16384;

  /** Tasks that a pair of all blocks should give each core. */
  private static final int TASKS = 6;

  /**
   * Packs a table.
   *
   * @param cores that will work on pairs of blocks
   * @throws UserError if a row cannot be used
   */
  static VectorBlocks of(EmbeddingTable table, int cores) {
    return packed(table, blocks(table.count(), table.width(), cores));
  }

  /** Enough blocks for memory, and for the cores, but none of only a few rows. */
  static int blocks(long rows, int width, int cores) {
    long most = Math.max(1, Math.min(MOST_ROWS, BLOCK_BYTES / Float.BYTES / width));
    long forMemory = (rows + most - 1) / most;
    long forCores = Math.min((long) Math.ceil(Math.sqrt((double) TASKS * cores)), rows / 1024);
    return Math.toIntExact(Math.max(1, Math.max(forMemory, forCores)));
  }

  /** The same with a given number of blocks. */
  static VectorBlocks packed(EmbeddingTable table, int blocks) {
    Dataset<Row> sorted =
        table
            .rows()
            .repartitionByRange(blocks, col("id"))
            .sortWithinPartitions("id")
            .select(col("id").cast("string"), col("embedding"), col("crc32c"), col("length"));
    String path = table.path();
    String idColumn = table.idColumn();
    int width = table.width();
    JavaRDD<VectorBlock> rdd =
        ((org.apache.spark.sql.classic.Dataset<Row>) sorted) // arrays of floats, not of objects
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (number, rows) ->
                    List.of(block(number, rows, new BlockBuilder(path, idColumn, width)))
                        .iterator(),
                true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    return counted(table, rdd);
  }

  private static VectorBlocks counted(EmbeddingTable table, JavaRDD<VectorBlock> rdd) {
    List<int[]> counts =
        rdd.map(block -> new int[] {block.rows(), block.leftOut(), block.notNormalised()})
            .collect();
    int[] firsts = new int[counts.size() + 1];
    for (int i = 0; i < counts.size(); i++) {
      firsts[i + 1] = Math.addExact(firsts[i], counts.get(i)[0]);
    }
    long leftOut = counts.stream().mapToLong(count -> count[1]).sum();
    long scaled = counts.stream().mapToLong(count -> count[2]).sum();
    if (leftOut > 0) {
      LOG.warn("{}: {} rows without an embedding are left out", table.path(), leftOut);
    }
    if (scaled > 0) {
      LOG.info("{}: {} embeddings are not of length 1; cosines are", table.path(), scaled);
    }
    return new VectorBlocks(rdd, firsts);
  }

  private static VectorBlock block(int number, Iterator<InternalRow> rows, BlockBuilder builder) {
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      String id = row.isNullAt(0) ? null : row.getUTF8String(0).toString();
      builder.add(id, embedding(row, id, builder), content(row));
    }
    return builder.build(number);
  }

  private static float[] embedding(InternalRow row, String id, BlockBuilder builder) {
    if (row.isNullAt(1)) {
      return null;
    }
    ArrayData numbers = row.getArray(1);
    for (int i = 0; i < numbers.numElements(); i++) {
      if (numbers.isNullAt(i)) {
        throw builder.unusable(id, "holds a null; embed this picture again");
      }
    }
    return numbers.toFloatArray();
  }

  private static long content(InternalRow row) {
    return VectorBlock.content(
        row.isNullAt(2) ? null : row.getLong(2), row.isNullAt(3) ? null : row.getLong(3));
  }

  /** Number of blocks. */
  int size() {
    return firsts.length - 1;
  }

  /** Rows of all blocks. */
  int rows() {
    return firsts[size()];
  }

  /** The block of a row. */
  int blockOf(int row) {
    int place = Arrays.binarySearch(firsts, row);
    if (place < 0) {
      return -place - 2;
    }
    while (firsts[place + 1] == row) { // blocks without rows
      place++;
    }
    return place;
  }

  /** Lets the executors forget them. */
  @Override
  public void close() {
    rdd.unpersist();
  }
}
