package mclspark.loss;

/**
 * Settings of a supervised MCL loss.
 *
 * @param temperature tau, by which all similarities are divided; 0.1 for CIFAR, 0.07 for ImageNet
 * @param softTemperature T of the two KL terms; 3 in the paper
 * @param weights of the terms in the gradient
 */
public record MclSettings(double temperature, double softTemperature, MclWeights weights) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a temperature is not positive
   */
  public MclSettings {
    if (!(temperature > 0) || !(softTemperature > 0)) {
      throw new IllegalArgumentException(
          "temperature is "
              + temperature
              + " and soft temperature "
              + softTemperature
              + "; both must be > 0");
    }
  }
}
