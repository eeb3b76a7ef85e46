package mclspark.doctor;

import java.io.Serializable;
import java.nio.file.Path;
import mclspark.pretrain.PretrainConfig;
import mclspark.step.Device;

/**
 * What to look at.
 *
 * @param config the training that the machine is meant for
 * @param folder whose disk is measured; relative to the process's own
 * @param cores that the process may use
 * @param trial whether the self-test and the rates are wanted
 */
public record Examination(PretrainConfig config, String folder, int cores, boolean trial)
    implements Serializable {

  /** The same for a process with another number of cores. */
  public Examination withCores(int other) {
    return new Examination(config, folder, other, trial);
  }

  /** Whether a machine without a usable GPU is of no use. */
  boolean gpuWanted() {
    return config.ranks().device() == Device.GPU;
  }

  /** The folder whose disk is measured. */
  Path disk() {
    return Path.of(folder).toAbsolutePath();
  }
}
