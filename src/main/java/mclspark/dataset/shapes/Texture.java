package mclspark.dataset.shapes;

/** The fillings, in a plane where a pattern repeats after 1. */
enum Texture {
  PLAIN {
    @Override
    boolean marked(double x, double y) {
      return false;
    }
  },
  STRIPES {
    @Override
    boolean marked(double x, double y) {
      return fraction(x) < 0.5;
    }
  },
  CHECKS {
    @Override
    boolean marked(double x, double y) {
      return (fraction(x) < 0.5) == (fraction(y) < 0.5);
    }
  },
  DOTS {
    @Override
    boolean marked(double x, double y) {
      double u = fraction(x) - 0.5;
      double v = fraction(y) - 0.5;
      return u * u + v * v < 0.11;
    }
  };

  private static double fraction(double x) {
    return x - Math.floor(x);
  }

  /** Whether a point has the second colour. */
  abstract boolean marked(double x, double y);
}
