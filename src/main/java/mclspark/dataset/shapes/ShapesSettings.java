package mclspark.dataset.shapes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mclspark.UserError;

/**
 * What to generate.
 *
 * @param classes number of classes: four textures of each shape, 2 to 48
 * @param train training pictures
 * @param test test pictures
 * @param seed the set's seed
 * @param difficulty scales clutter, noise and light: 0 none, 1 as usual, up to 3
 */
public record ShapesSettings(int classes, int train, int test, long seed, double difficulty) {

  private static final int TEXTURES = Texture.values().length;
  private static final int MOST = TEXTURES * Outline.values().length;

  /**
   * Checks the ranges.
   *
   * @throws UserError naming the setting that is out of range
   */
  public ShapesSettings {
    check("classes", classes, 2, MOST);
    check("train", train, 1, 600_000);
    check("test", test, 1, 600_000);
    if (!(difficulty >= 0 && difficulty <= 3)) {
      throw new UserError("difficulty is " + difficulty + "; it must be from 0 to 3.");
    }
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new UserError(name + " is " + value + "; it must be from " + low + " to " + high + ".");
    }
  }

  /** Names of the classes, shape and texture. */
  public List<String> fineNames() {
    List<String> names = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      names.add(lower(outline(label)) + "_" + lower(texture(label)));
    }
    return names;
  }

  /** Names of the shapes. */
  public List<String> coarseNames() {
    List<String> names = new ArrayList<>();
    for (int coarse = 0; coarse <= coarse(classes - 1); coarse++) {
      names.add(lower(Outline.values()[coarse]));
    }
    return names;
  }

  static int coarse(int label) {
    return label / TEXTURES;
  }

  static Outline outline(int label) {
    return Outline.values()[coarse(label)];
  }

  static Texture texture(int label) {
    return Texture.values()[label % TEXTURES];
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
