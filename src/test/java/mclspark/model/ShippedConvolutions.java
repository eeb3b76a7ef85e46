package mclspark.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import mclspark.model.peers.FamilyPeers;
import mclspark.model.peers.PeerArchitectures;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Runs every convolution of every network that the product knows, forward and backward, at its real
 * size, and compares values of the results with the definition. It says each before it starts: the
 * last line of a process that died names the culprit.
 */
final class ShippedConvolutions {

  /** Multiply-adds of the largest batches, so that all takes a minute; planning comes before. */
  private static final long MUCH_1X1 = 1L << 31;

  private static final long MUCH = 1L << 28;
  private static final int SAMPLES = 40;
  private static final double TOLERANCE = 1e-3;

  private record Case(ConvShape shape, int side) {}

  /** A value of a tensor with four dimensions. */
  private interface Value {
    double at(int first, int second, int third, int fourth);
  }

  private ShippedConvolutions() {}

  /** Runs all; the arguments are the numbers of pictures in a batch. */
  public static void main(String... batches) {
    TorchEngine engine = TorchEngine.cpu(2);
    int done = 0;
    for (Case each : cases()) {
      for (String number : batches) {
        int batch = Integer.parseInt(number);
        long work = each.shape.multiplyAdds(each.side) * batch;
        for (boolean channelsLast : new boolean[] {true, false}) {
          if (work <= (each.shape.kernel() == 1 ? MUCH_1X1 : MUCH)) {
            System.out.println(each + ", batch " + batch + ", channels last " + channelsLast);
            run(engine, each, batch, channelsLast);
            done++;
          }
        }
      }
    }
    System.out.println("done " + done);
  }

  private static Set<Case> cases() {
    Set<Case> cases = new LinkedHashSet<>();
    for (String name : new String[] {"resnet18", "resnet34", "resnet50", "resnet20", "resnet110"}) {
      boolean large = name.matches("resnet(18|34|50)");
      ((ResNet) Architectures.named(name, !large, Head.linear(128)))
          .walk(large ? 224 : 32, census(cases));
    }
    ((ResNet) Architectures.named("resnet50", true, Head.linear(128))).walk(32, census(cases));
    for (String name : PeerArchitectures.names()) {
      ((FamilyPeers) PeerArchitectures.named(name, 1, 100))
          .walk(name.matches("resnet(18|34)") ? 224 : 32, census(cases));
    }
    return cases;
  }

  private static Census census(Set<Case> cases) {
    return new Census() {
      @Override
      public void products(long multiplyAdds) {}

      @Override
      public void convolution(ConvShape shape, int side) {
        cases.add(new Case(shape, side));
      }
    };
  }

  private static void run(TorchEngine engine, Case each, int batch, boolean channelsLast) {
    ConvShape shape = each.shape;
    int target = shape.outputSide(each.side);
    long[] output = {batch, shape.out(), target, target};
    Map<String, long[]> sizes = new LinkedHashMap<>();
    sizes.put("x", new long[] {batch, shape.in(), each.side, each.side});
    sizes.put("weight", shape.weight());
    try (Scope scope = Scope.open()) {
      FlatParameters parameters = new FlatParameters(engine, sizes, true, channelsLast);
      Tensor x = parameters.leaves().get("x");
      Tensor weight = parameters.leaves().get("weight");
      float[] gradient = values(3, output);
      Ops.copy(engine.floats(values(1, x.shape()), x.shape()), x);
      Ops.copy(engine.floats(values(2, weight.shape()), weight.shape()), weight);
      Tensor y;
      try (Autograd.Mode on = Autograd.on()) {
        y =
            Ops.conv2d(
                x, weight, shape.stride(), shape.padding(), shape.dilation(), shape.groups());
        Autograd.backward(y, engine.floats(gradient, output));
      }
      NaiveConvolution naive =
          new NaiveConvolution(shape, each.side, x.toFloats(), weight.toFloats(), gradient);
      compare(y.toFloats(), y.shape(), naive::output);
      compare(parameters.gradient("x").toFloats(), x.shape(), naive::inputGradient);
      compare(parameters.gradient("weight").toFloats(), weight.shape(), naive::weightGradient);
    }
  }

  private static float[] values(int seed, long... shape) {
    CounterRandom random = CounterRandom.of(seed, 0, 0, Purpose.EXAMPLES);
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2001) / 1000f - 1;
    }
    return values;
  }

  /** At places all over the tensor, against the size that its values have. */
  private static void compare(float[] found, long[] shape, Value value) {
    CounterRandom random = CounterRandom.of(4, 0, 0, Purpose.EXAMPLES);
    double error = 0;
    double size = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      int place = random.nextInt(found.length);
      int j = place % (int) shape[3];
      int i = place / (int) shape[3] % (int) shape[2];
      int c = place / (int) (shape[3] * shape[2]) % (int) shape[1];
      double expected = value.at(place / (int) (shape[3] * shape[2] * shape[1]), c, i, j);
      error += Math.pow(found[place] - expected, 2);
      size += Math.pow(expected, 2);
    }
    if (!(error <= TOLERANCE * TOLERANCE * size)) {
      throw new IllegalStateException("error " + Math.sqrt(error) + " in " + Math.sqrt(size));
    }
  }
}
