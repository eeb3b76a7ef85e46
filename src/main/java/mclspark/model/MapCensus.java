package mclspark.model;

/** Counts what the convolutions of a network give for one picture. */
public final class MapCensus implements Census {

  private long floats;

  @Override
  public void products(long multiplyAdds) {}

  @Override
  public void convolution(ConvShape shape, int side) {
    long positions = (long) shape.outputSide(side) * shape.outputSide(side);
    floats += shape.out() * positions;
  }

  /** Elements of all maps. */
  public long floats() {
    return floats;
  }
}
