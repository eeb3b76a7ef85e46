package mclspark.model.peers;

import java.util.List;
import mclspark.model.Census;
import mclspark.model.ConvShape;
import mclspark.model.Initializer;
import mclspark.model.Layer;
import mclspark.model.Layers;
import mclspark.model.Place;
import mclspark.model.StateLayout;
import mclspark.model.Weights;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/**
 * Peers of wide residual networks, WRN-depth-widen (Zagoruyko and Komodakis, BMVC 2016; spec 5.3),
 * for 32x32 pictures.
 *
 * @param blocks blocks of each of the three stages, (depth - 4) / 6
 * @param widen factor of the stages' widths 16, 32, 64
 */
record WideResNetFamily(int blocks, int widen) implements PeerFamily {

  private static final int STEM_WIDTH = 16;

  /**
   * A block that normalises before it convolves.
   *
   * @param activation batch norm and ReLU
   * @param body from the activated map
   * @param projection from the activated map; null where the input itself is passed on
   */
  private record Block(Layer activation, Layer body, Layer projection) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      Tensor active = activation.apply(x, weights);
      Tensor passed = projection == null ? x : projection.apply(active, weights);
      Tensor y = body.apply(active, weights);
      active.close();
      Tensor sum = Ops.add(y, passed);
      y.close();
      if (passed != x) {
        passed.close();
      }
      return sum;
    }

    @Override
    public int walk(int side, Census census) {
      if (projection != null) {
        projection.walk(side, census);
      }
      return body.walk(side, census);
    }
  }

  @Override
  public StateLayout layout() {
    return new StateLayout();
  }

  @Override
  public Layer stem(StateLayout layout) {
    Layer conv = layout.conv("conv1", ConvShape.of(3, STEM_WIDTH, 3));
    return Layers.sequence(conv, stage(layout, "block1", STEM_WIDTH, 16 * widen, 1));
  }

  @Override
  public List<Section> sections() {
    return List.of(
        (layout, place) ->
            Layers.sequence(
                stage(layout, place.name("block2", "block2_"), 16 * widen, 32 * widen, 2),
                stage(layout, place.name("block3", "block3_"), 32 * widen, 64 * widen, 2),
                layout.batchNorm(place.name("bn1", "bn_"), featureWidth()),
                Layers.RELU));
  }

  @Override
  public int featureWidth() {
    return 64 * widen;
  }

  @Override
  public Layers.Linear classifier(StateLayout layout, Place place, int classes) {
    Initializer weight = Initializer.uniformFanIn(featureWidth());
    Initializer bias = place.alone() ? Initializer.ZEROS : weight;
    String name = place.name("fc", "classifier_");
    return layout.linear(name, featureWidth(), classes, weight, bias);
  }

  private Layer stage(StateLayout layout, String name, int in, int out, int stride) {
    Layer[] layers = new Layer[blocks];
    for (int b = 0; b < blocks; b++) {
      StateLayout inside = layout.under(name + ".layer." + b + ".");
      layers[b] = block(inside, b == 0 ? in : out, out, b == 0 ? stride : 1);
    }
    return Layers.sequence(layers);
  }

  private static Layer block(StateLayout layout, int in, int out, int stride) {
    Layer activation = Layers.sequence(layout.batchNorm("bn1", in), Layers.RELU);
    Layer body =
        Layers.sequence(
            layout.conv("conv1", ConvShape.of(in, out, 3).strided(stride)),
            layout.batchNorm("bn2", out),
            Layers.RELU,
            layout.conv("conv2", ConvShape.of(out, out, 3)));
    Layer projection =
        in == out ? null : layout.conv("convShortcut", ConvShape.of(in, out, 1).strided(stride));
    return new Block(activation, body, projection);
  }
}
