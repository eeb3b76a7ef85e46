package mclspark.dataset.shards;

import java.io.Serializable;

/**
 * What is done to pictures that are larger than wanted.
 *
 * @param shorterSide what their shorter side becomes, in pixels; 0 keeps all pictures as they are
 * @param quality JPEG quality of those that are resized, 1 to 100
 */
public record Recoding(int shorterSide, int quality) implements Serializable {

  /** Keeps every file byte for byte. */
  public static final Recoding NONE = new Recoding(0, 90);

  /** Whether any picture may change. */
  public boolean changes() {
    return shorterSide > 0;
  }
}
