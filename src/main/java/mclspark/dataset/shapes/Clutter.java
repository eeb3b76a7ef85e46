package mclspark.dataset.shapes;

import mclspark.random.CounterRandom;

/**
 * A small thing in the background: an oval spot or a short stroke, too small to be taken for a
 * shape.
 *
 * @param place centre and rotation, in pixels
 * @param halfLength half its length in pixels
 * @param halfWidth half its width in pixels
 * @param round whether it is oval
 * @param colour its colour
 */
record Clutter(
    Placement place, double halfLength, double halfWidth, boolean round, double[] colour) {

  static Clutter random(CounterRandom random, Colours colours, int side) {
    double x = random.uniform(0, side);
    double y = random.uniform(0, side);
    return new Clutter(
        Placement.turned(random, x, y, 1),
        random.uniform(1.2, 5),
        random.uniform(0.6, 2),
        random.chance(0.5),
        colours.next());
  }

  boolean contains(double px, double py) {
    double u = place.x(px, py) / halfLength;
    double v = place.y(px, py) / halfWidth;
    return round ? u * u + v * v < 1 : Math.max(Math.abs(u), Math.abs(v)) < 1;
  }
}
