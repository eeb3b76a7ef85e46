package mclspark.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import mclspark.tensor.Autograd;
import mclspark.tensor.FlatParameters;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Runs every convolution of every network that the product knows, forward and backward, at its real
 * size, and says each before it starts: the last line of a process that died names the culprit.
 */
final class ShippedConvolutions {

  /** Multiply-adds of the largest batches, so that all takes a minute; planning comes before. */
  private static final long MUCH_1X1 = 1L << 31;

  private static final long MUCH = 1L << 28;

  private record Case(ConvShape shape, int side) {}

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
    Map<String, long[]> sizes = new LinkedHashMap<>();
    sizes.put("x", new long[] {batch, shape.in(), each.side, each.side});
    sizes.put("weight", shape.weight());
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> leaves = new FlatParameters(engine, sizes, true, channelsLast).leaves();
      try (Autograd.Mode on = Autograd.on()) {
        Tensor y =
            Ops.conv2d(
                leaves.get("x"),
                leaves.get("weight"),
                shape.stride(),
                shape.padding(),
                shape.dilation(),
                shape.groups());
        Autograd.backward(y);
      }
    }
  }
}
