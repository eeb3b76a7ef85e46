package mclspark.dataset.shapes;

import mclspark.random.CounterRandom;

/**
 * Maps picture coordinates to a plane that is moved, turned and scaled.
 *
 * @param centreX origin of the plane, in pixels
 * @param centreY origin of the plane, in pixels
 * @param across what one pixel to the right moves the plane's x by
 * @param along what one pixel to the right moves the plane's y by
 */
record Placement(double centreX, double centreY, double across, double along) {

  static Placement of(double centreX, double centreY, double scale, double angle) {
    return new Placement(
        centreX, centreY, StrictMath.cos(angle) / scale, StrictMath.sin(angle) / scale);
  }

  /** A placement with random rotation. */
  static Placement turned(CounterRandom random, double centreX, double centreY, double scale) {
    return of(centreX, centreY, scale, random.uniform(0, 2 * Math.PI));
  }

  double x(double px, double py) {
    return (px - centreX) * across + (py - centreY) * along;
  }

  double y(double px, double py) {
    return (py - centreY) * across - (px - centreX) * along;
  }
}
