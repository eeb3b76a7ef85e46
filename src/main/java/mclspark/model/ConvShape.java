package mclspark.model;

/**
 * A square convolution without bias; the padding keeps the map's size when the stride is 1.
 *
 * @param in channels of the input
 * @param out channels of the output
 * @param kernel height and width of the kernel
 * @param stride positions from one output to the next
 * @param dilation positions from one kernel entry to the next
 * @param groups groups of channels that do not see each other
 */
public record ConvShape(int in, int out, int kernel, int stride, int dilation, int groups) {

  public static ConvShape of(int in, int out, int kernel) {
    return new ConvShape(in, out, kernel, 1, 1, 1);
  }

  /** Every channel by itself. */
  public static ConvShape depthwise(int channels, int kernel) {
    return of(channels, channels, kernel).grouped(channels);
  }

  public ConvShape strided(int positions) {
    return new ConvShape(in, out, kernel, positions, dilation, groups);
  }

  public ConvShape dilated(int positions) {
    return new ConvShape(in, out, kernel, stride, positions, groups);
  }

  public ConvShape grouped(int count) {
    return new ConvShape(in, out, kernel, stride, dilation, count);
  }

  int padding() {
    return dilation * (kernel / 2);
  }

  long[] weight() {
    return new long[] {out, in / groups, kernel, kernel};
  }

  int outputSide(int side) {
    int reach = dilation * (kernel - 1) + 1;
    return (side + 2 * padding() - reach) / stride + 1;
  }

  long multiplyAdds(int side) {
    long positions = (long) outputSide(side) * outputSide(side);
    return (long) out * (in / groups) * kernel * kernel * positions;
  }
}
