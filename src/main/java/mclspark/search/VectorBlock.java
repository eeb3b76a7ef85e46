package mclspark.search;

import java.io.Serializable;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Consecutive rows of a table of embeddings that is sorted by id.
 *
 * @param number place among the blocks of the table
 * @param ids [rows], as text
 * @param values the embeddings, row-major, [rows * width]
 * @param norms the embeddings' L2 norms, positive and finite, [rows]
 * @param contents what tells equal pictures, CRC-32C and length of their bytes, or {@link
 *     #UNKNOWN}; [rows]
 * @param leftOut rows without an embedding that lay among these
 */
public record VectorBlock(
    int number, String[] ids, float[] values, double[] norms, long[] contents, int leftOut)
    implements Serializable {

  /** The content of a picture of which nothing is known. */
  public static final long UNKNOWN = 0;

  /** How far from 1 the norm of a normalised embedding may be. */
  private static final double NORM_ROUNDING = 1e-3;

  /** Number of rows. */
  public int rows() {
    return ids.length;
  }

  /** Numbers of an embedding; 0 if there are no rows. */
  public int width() {
    return ids.length == 0 ? 0 : values.length / ids.length;
  }

  /** Rows whose embedding is not of length 1. */
  public int notNormalised() {
    int count = 0;
    for (double norm : norms) {
      count += Math.abs(norm - 1) > NORM_ROUNDING ? 1 : 0;
    }
    return count;
  }

  /** The content of a picture: its CRC-32C and its length in bytes, or nulls. */
  public static long content(Long crc, Long length) {
    return crc == null || length == null ? UNKNOWN : crc << Integer.SIZE | length;
  }

  /** The embeddings divided by their norms, rounded to single precision: [rows, width]. */
  Tensor unitRows(TorchEngine engine) {
    Tensor unit = engine.zeros(rows(), width());
    var floats = unit.hostView().asFloatBuffer();
    float[] row = new float[width()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) (values[i * row.length + j] / norms[i]);
      }
      floats.put(row);
    }
    return unit;
  }
}
