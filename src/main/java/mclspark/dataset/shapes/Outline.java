package mclspark.dataset.shapes;

/**
 * The shapes, in a plane where each fits a circle of radius 1.15 and faces up (y grows downwards).
 * The first ones are the easiest to tell apart.
 */
enum Outline {
  RING {
    @Override
    boolean contains(double x, double y) {
      double r = x * x + y * y;
      return r < 0.90 && r > 0.26;
    }
  },
  CROSS {
    @Override
    boolean contains(double x, double y) {
      double a = Math.abs(x);
      double b = Math.abs(y);
      return Math.max(a, b) < 0.95 && Math.min(a, b) < 0.30;
    }
  },
  TRIANGLE {
    @Override
    boolean contains(double x, double y) {
      return y < 0.5 && Math.abs(x) * SQRT3 - y < 1;
    }
  },
  BAR {
    @Override
    boolean contains(double x, double y) {
      return Math.abs(x) < 0.98 && Math.abs(y) < 0.36;
    }
  },
  DISC {
    @Override
    boolean contains(double x, double y) {
      return x * x + y * y < 0.68;
    }
  },
  STAR {
    @Override
    boolean contains(double x, double y) {
      // Inside the star: inside at least four of the five half planes of its long edges.
      int inside = 0;
      for (int i = 0; i < 5; i++) {
        if (x * STAR_X[i] + y * STAR_Y[i] < STAR_EDGE) {
          inside++;
        }
      }
      return inside >= 4;
    }
  },
  SQUARE {
    @Override
    boolean contains(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) < 0.70;
    }
  },
  CRESCENT {
    @Override
    boolean contains(double x, double y) {
      double cut = x - 0.48;
      return x * x + y * y < 0.95 && cut * cut + y * y > 0.56;
    }
  },
  HEART {
    @Override
    boolean contains(double x, double y) {
      double u = 1.30 * x;
      double v = -1.30 * y + 0.12;
      double s = u * u + v * v - 1;
      return s * s * s < u * u * v * v * v;
    }
  },
  ELL {
    @Override
    boolean contains(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) < 0.72 && (x < -0.12 || y > 0.12);
    }
  },
  TEE {
    @Override
    boolean contains(double x, double y) {
      return Math.max(Math.abs(x), Math.abs(y)) < 0.80 && (y < -0.24 || Math.abs(x) < 0.28);
    }
  },
  ARROW {
    @Override
    boolean contains(double x, double y) {
      boolean head = y < 0.05 && Math.abs(x) < (y + 0.98) * 0.85;
      boolean shaft = y >= 0.05 && y < 0.95 && Math.abs(x) < 0.26;
      return head || shaft;
    }
  };

  private static final double SQRT3 = Math.sqrt(3);

  /** Distance of a five-pointed star's long edges from its centre. */
  private static final double STAR_EDGE = 0.98 * StrictMath.cos(StrictMath.toRadians(72));

  private static final double[] STAR_X = new double[5];
  private static final double[] STAR_Y = new double[5];

  static {
    for (int i = 0; i < 5; i++) {
      double angle = StrictMath.toRadians(90 + 72 * i);
      STAR_X[i] = StrictMath.cos(angle);
      STAR_Y[i] = StrictMath.sin(angle);
    }
  }

  /** Whether a point of the shape's own plane belongs to it. */
  abstract boolean contains(double x, double y);
}
