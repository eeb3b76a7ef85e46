package mclspark.model;

/**
 * Single values of a convolution and of its gradients in double precision, straight from the
 * definition. All arrays are row-major: x [b, in, s, s], weight [out, in / groups, k, k], y and its
 * gradient [b, out, t, t].
 */
record NaiveConvolution(ConvShape shape, int side, float[] x, float[] weight, float[] gradient) {

  /** y[n, o, i, j]. */
  double output(int n, int o, int i, int j) {
    int channels = shape.in() / shape.groups();
    int first = o / (shape.out() / shape.groups()) * channels;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      for (int u = 0; u < shape.kernel(); u++) {
        for (int v = 0; v < shape.kernel(); v++) {
          int row = i * shape.stride() - shape.padding() + u * shape.dilation();
          int column = j * shape.stride() - shape.padding() + v * shape.dilation();
          if (row >= 0 && row < side && column >= 0 && column < side) {
            sum += (double) x[input(n, first + c, row, column)] * weight[tap(o, c, u, v)];
          }
        }
      }
    }
    return sum;
  }

  /** Gradient of x[n, c, row, column]. */
  double inputGradient(int n, int c, int row, int column) {
    int channels = shape.in() / shape.groups();
    int outputs = shape.out() / shape.groups();
    int target = shape.outputSide(side);
    double sum = 0;
    for (int o = c / channels * outputs; o < (c / channels + 1) * outputs; o++) {
      for (int u = 0; u < shape.kernel(); u++) {
        for (int v = 0; v < shape.kernel(); v++) {
          int i = row + shape.padding() - u * shape.dilation();
          int j = column + shape.padding() - v * shape.dilation();
          boolean hit = i >= 0 && j >= 0 && i % shape.stride() == 0 && j % shape.stride() == 0;
          if (hit && i / shape.stride() < target && j / shape.stride() < target) {
            int place = ((n * shape.out() + o) * target + i / shape.stride()) * target;
            sum +=
                (double) gradient[place + j / shape.stride()] * weight[tap(o, c % channels, u, v)];
          }
        }
      }
    }
    return sum;
  }

  /** Gradient of weight[o, c, u, v]. */
  double weightGradient(int o, int c, int u, int v) {
    int channels = shape.in() / shape.groups();
    int first = o / (shape.out() / shape.groups()) * channels;
    int target = shape.outputSide(side);
    double sum = 0;
    for (int n = 0; n < x.length / (shape.in() * side * side); n++) {
      for (int i = 0; i < target; i++) {
        for (int j = 0; j < target; j++) {
          int row = i * shape.stride() - shape.padding() + u * shape.dilation();
          int column = j * shape.stride() - shape.padding() + v * shape.dilation();
          if (row >= 0 && row < side && column >= 0 && column < side) {
            int place = ((n * shape.out() + o) * target + i) * target + j;
            sum += (double) gradient[place] * x[input(n, first + c, row, column)];
          }
        }
      }
    }
    return sum;
  }

  private int input(int n, int c, int row, int column) {
    return ((n * shape.in() + c) * side + row) * side + column;
  }

  private int tap(int o, int c, int u, int v) {
    return ((o * (shape.in() / shape.groups()) + c) * shape.kernel() + u) * shape.kernel() + v;
  }
}
