package mclspark.spark.embed;

import java.io.Serializable;
import mclspark.UserError;
import mclspark.step.Device;

/**
 * How tasks embed.
 *
 * @param batch pictures of a forward pass; 0 for 32 on a CPU and 256 on a GPU
 * @param device where the network runs
 * @param fail whether a picture that cannot be read ends the job, instead of getting an error
 */
public record EmbedSettings(int batch, Device device, boolean fail) implements Serializable {

  private static final int LARGEST = 65_536;
  private static final int CPU_BATCH = 32;
  private static final int GPU_BATCH = 256;

  /**
   * Checks the batch.
   *
   * @throws UserError if it is no size of a batch
   */
  public EmbedSettings {
    if (batch < 0 || batch > LARGEST) {
      throw new UserError(
          "The batch size is %d; it must be from 1 to %d, or 0 to leave the choice to the program."
              .formatted(batch, LARGEST));
    }
  }

  int batch(boolean gpu) {
    return batch > 0 ? batch : gpu ? GPU_BATCH : CPU_BATCH;
  }
}
