package mclspark.model;

import java.util.List;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;

/** The layers that several families of networks are made of. */
public final class Layers {

  /** Gives its input. */
  public static final Layer IDENTITY = (x, weights) -> x;

  /** max(x, 0) in place: only behind a layer with a fresh result, such as batch normalisation. */
  public static final Layer RELU = (x, weights) -> Ops.reluInPlace(x);

  private Layers() {}

  /** Layers one after the other. */
  public static Layer sequence(Layer... layers) {
    return new Sequence(List.of(layers));
  }

  /** A convolution without bias. */
  record Conv(String weight, ConvShape shape) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      return Ops.conv2d(
          x,
          weights.get(weight),
          shape.stride(),
          shape.padding(),
          shape.dilation(),
          shape.groups());
    }

    @Override
    public int walk(int side, Census census) {
      census.convolution(shape, side);
      return shape.outputSide(side);
    }
  }

  /** Batch normalisation of maps or vectors, in the mode that the weights carry. */
  public record BatchNorm(String name) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      Tensor scale = weights.get(name + ".weight");
      Tensor shift = weights.get(name + ".bias");
      if (weights.mode() == BatchNormMode.TRAIN_NO_TRACKING) {
        return Ops.batchNorm(x, scale, shift);
      }
      Tensor mean = weights.get(name + ".running_mean");
      Tensor var = weights.get(name + ".running_var");
      boolean training = weights.mode() == BatchNormMode.TRAIN;
      return Ops.batchNorm(x, scale, shift, mean, var, training);
    }
  }

  /** A linear layer with bias on vectors. */
  public record Linear(String name, int in, int out) implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      return Ops.linear(x, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }

    @Override
    public int walk(int side, Census census) {
      census.products((long) in * out);
      return side;
    }
  }

  /** 3x3 max-pooling that halves the map. */
  record MaxPool() implements Layer {
    @Override
    public Tensor apply(Tensor x, Weights weights) {
      return Ops.maxPool2d(x, 3, 2, 1);
    }

    @Override
    public int walk(int side, Census census) {
      return (side - 1) / 2 + 1;
    }
  }

  /**
   * Layers one after the other. What lies between two of them is let go at once: autograd keeps
   * what it needs, and an evaluation needs no more than the largest two maps.
   */
  record Sequence(List<Layer> layers) implements Layer {
    @Override
    public Tensor apply(Tensor input, Weights weights) {
      Tensor x = input;
      for (Layer layer : layers) {
        Tensor y = layer.apply(x, weights);
        if (x != input && x != y) {
          x.close();
        }
        x = y;
      }
      return x;
    }

    @Override
    public int walk(int side, Census census) {
      int result = side;
      for (Layer layer : layers) {
        result = layer.walk(result, census);
      }
      return result;
    }
  }
}
