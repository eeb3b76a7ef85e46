package mclspark.embed;

import java.nio.ByteBuffer;
import java.util.List;

/** Turns crops into vectors; one thread's own. */
public interface EmbeddingNetwork extends AutoCloseable {

  /** Side of a crop in pixels. */
  int cropSize();

  /**
   * Vectors of a batch.
   *
   * @param crops uint8 [b, size, size, 3] from position to limit, a direct buffer
   * @return for each vector of a picture float32 [b * dim], row-major
   */
  List<float[]> vectors(ByteBuffer crops);

  @Override
  void close();
}
