package mclspark.dataset.shapes;

import mclspark.random.CounterRandom;

/** One picture before it is drawn: everything that is random about it except the noise. */
final class Scene {

  private static final double BACKGROUND_CONTRAST = 60;
  private static final double TEXTURE_CONTRAST = 60;
  private static final double MARK_CONTRAST = 20;

  private final Outline outline;
  private final Texture texture;
  private final Placement shape;
  private final Placement pattern;
  private final double[] ground;
  private final double[] fill;
  private final double[] mark;
  private final Placement light; // x runs along the light's direction, 1 per picture
  private final double lightStrength;
  private final Placement shade; // the same for the background's own gradient
  private final double shadeStrength;
  private final Clutter[] clutter;

  Scene(Outline outline, Texture texture, double difficulty, int side, CounterRandom random) {
    this.outline = outline;
    this.texture = texture;
    double radius = random.uniform(0.30, 0.44) * side;
    double room = Math.max(0, side / 2.0 - radius);
    double x = side / 2.0 + random.uniform(-room, room);
    double y = side / 2.0 + random.uniform(-room, room);
    this.shape = Placement.turned(random, x, y, radius);
    double period = random.uniform(0.15, 0.21) * side;
    this.pattern = Placement.turned(random, random.uniform(0, side), y, period);
    Colours colours = new Colours(random);
    this.ground = colours.next();
    this.fill = colours.away(BACKGROUND_CONTRAST, ground);
    this.mark = mark(colours);
    this.light = Placement.turned(random, side / 2.0, side / 2.0, side);
    this.lightStrength = Math.min(1, difficulty) * random.uniform(0, 0.5);
    this.shade = Placement.turned(random, side / 2.0, side / 2.0, side);
    this.shadeStrength = Math.min(1, difficulty) * random.uniform(0, 80);
    int things = (int) Math.round(difficulty * random.uniform(1, 7));
    this.clutter = new Clutter[things];
    for (int i = 0; i < things; i++) {
      clutter[i] = Clutter.random(random, colours, side);
    }
  }

  /** Far from the fill, and not so like the background that the shape seems cut up. */
  private double[] mark(Colours colours) {
    while (true) {
      double[] colour = colours.away(TEXTURE_CONTRAST, fill);
      double gap = Math.abs(Colours.brightness(colour) - Colours.brightness(ground));
      if (gap >= MARK_CONTRAST) {
        return colour;
      }
    }
  }

  /** The unlit colour of a point, given in pixels; {@link #isGround} knows bare background. */
  double[] colour(double px, double py) {
    if (outline.contains(shape.x(px, py), shape.y(px, py))) {
      return texture.marked(pattern.x(px, py), pattern.y(px, py)) ? mark : fill;
    }
    // The last thing lies on top.
    for (int i = clutter.length - 1; i >= 0; i--) {
      if (clutter[i].contains(px, py)) {
        return clutter[i].colour();
      }
    }
    return ground;
  }

  /** Whether a colour is the bare background's, which has a gradient of its own. */
  @SuppressWarnings("ReferenceEquality") // the array itself, not one of equal content
  boolean isGround(double[] colour) {
    return colour == ground;
  }

  /** What the background's gradient adds at a point. */
  double shade(double px, double py) {
    return shadeStrength * shade.x(px, py);
  }

  /** What the light multiplies every colour with at a point. */
  double light(double px, double py) {
    return 1 + lightStrength * light.x(px, py);
  }
}
