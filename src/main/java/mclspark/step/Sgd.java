package mclspark.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * PyTorch's SGD without dampening (spec 0), one fused pass over each network's flat buffers. Weight
 * decay applies to every parameter; the learning rate multiplies last and so does not rescale the
 * velocity when it changes.
 */
public final class Sgd {

  private final List<FlatParameters> parameters;
  private final List<FlatParameters> velocities;
  private final double momentum;
  private final double weightDecay;
  private final boolean nesterov;

  /**
   * Allocates velocities of zero, which makes the first step's velocity the gradient.
   *
   * @param networks their parameters and gradients
   * @param nesterov whether the update looks ahead by one more momentum
   */
  public Sgd(
      TorchEngine engine,
      List<FlatParameters> networks,
      double momentum,
      double weightDecay,
      boolean nesterov,
      boolean channelsLast) {
    this.parameters = List.copyOf(networks);
    this.velocities =
        parameters.stream()
            .map(flat -> new FlatParameters(engine, shapes(flat), false, channelsLast))
            .toList();
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.nesterov = nesterov;
  }

  /**
   * Moves every parameter and clears the gradients.
   *
   * @param gradientScale multiplies the gradients first: 1 / W where they are sums over ranks
   */
  public void step(double learningRate, double gradientScale) {
    step(Collections.nCopies(parameters.size(), learningRate), gradientScale);
  }

  /**
   * As above, with a rate for each network.
   *
   * @param learningRates in the order of the networks
   */
  public void step(List<Double> learningRates, double gradientScale) {
    for (int i = 0; i < parameters.size(); i++) {
      Tensor values = parameters.get(i).values();
      Tensor gradients = parameters.get(i).gradients();
      Tensor velocity = velocities.get(i).values();
      double learningRate = learningRates.get(i);
      if (nesterov) {
        Ops.nesterov(
            values, gradients, velocity, learningRate, momentum, weightDecay, gradientScale);
      } else {
        Ops.sgd(values, gradients, velocity, learningRate, momentum, weightDecay, gradientScale);
      }
    }
  }

  /** The first network whose parameters or velocities have a NaN or an infinite value. */
  public OptionalInt notFinite() {
    try (Scope scope = Scope.open()) {
      return IntStream.range(0, parameters.size())
          .filter(i -> !finite(parameters.get(i)) || !finite(velocities.get(i)))
          .findFirst();
    }
  }

  /** The squares' sum is finite only if all values are; one that overflows it is beyond repair. */
  private static boolean finite(FlatParameters flat) {
    return Double.isFinite(Ops.dot(flat.values(), flat.values()).item());
  }

  /** Velocities under {@code prefix(i) + parameter name}. */
  public Map<String, HostTensor> state(List<String> prefixes) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    for (int i = 0; i < velocities.size(); i++) {
      String prefix = prefixes.get(i);
      velocities.get(i).leaves().forEach((name, v) -> state.put(prefix + name, v.toHost()));
    }
    return state;
  }

  /**
   * Takes over the velocities of {@link #state}.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public void load(Map<String, HostTensor> state, List<String> prefixes) {
    for (int i = 0; i < velocities.size(); i++) {
      for (Map.Entry<String, Tensor> leaf : velocities.get(i).leaves().entrySet()) {
        HostTensor values = state.get(prefixes.get(i) + leaf.getKey());
        if (values == null) {
          throw new IllegalArgumentException(
              "The checkpoint has no velocity of " + prefixes.get(i) + leaf.getKey());
        }
        leaf.getValue().set(values);
      }
    }
  }

  private static Map<String, long[]> shapes(FlatParameters flat) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    flat.leaves().forEach((name, leaf) -> shapes.put(name, leaf.shape()));
    return shapes;
  }
}
