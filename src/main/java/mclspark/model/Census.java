package mclspark.model;

/** Gets what each layer of a network computes for one picture. */
public interface Census {

  /** A layer with so many multiply-adds. */
  void products(long multiplyAdds);

  /**
   * A convolution.
   *
   * @param side height and width of its input
   */
  default void convolution(ConvShape shape, int side) {
    products(shape.multiplyAdds(side));
  }
}
