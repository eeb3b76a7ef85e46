package mclspark.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a listing leaves out, so that nothing vanishes without a word. */
public final class LeftOut {

  private static final int ENDINGS_NAMED = 6;

  private long sideFiles;
  private long beside;
  private long deadLinks;
  private long othersOfSamples;
  private final Map<String, Long> endings = new TreeMap<>();

  /** Counts a hidden file or folder, or one that a system has put there. */
  public void sideFile() {
    sideFiles++;
  }

  /** Counts a picture that lies beside the class folders. */
  public void beside() {
    beside++;
  }

  /** Counts a picture whose WebDataset sample has another one. */
  public void otherOfSample() {
    othersOfSamples++;
  }

  /** Counts a link to nothing. */
  public void deadLink() {
    deadLinks++;
  }

  /** Counts a file that is no picture. */
  public void other(String name) {
    endings.merge(PictureNames.ending(name), 1L, Long::sum);
  }

  /** Adds all counts of another. */
  public void add(LeftOut more) {
    sideFiles += more.sideFiles;
    beside += more.beside;
    deadLinks += more.deadLinks;
    othersOfSamples += more.othersOfSamples;
    more.endings.forEach((ending, count) -> endings.merge(ending, count, Long::sum));
  }

  /** The counts in words; empty if nothing was left out. */
  public String text() {
    List<String> parts = new ArrayList<>();
    add(parts, beside, " beside the class folders");
    add(parts, sideFiles, " hidden or of a system (.NAME, __MACOSX, @eaDir ...)");
    add(parts, deadLinks, " links to nothing");
    add(parts, othersOfSamples, " pictures beside the one of their sample");
    endings.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(ENDINGS_NAMED)
        .forEach(e -> add(parts, e.getValue(), words(e.getKey())));
    add(parts, Math.max(0, endings.size() - ENDINGS_NAMED), " more endings");
    return String.join(", ", parts);
  }

  private static String words(String ending) {
    return ending.isEmpty() ? " without ending" : " ." + ending;
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(String.format(Locale.ROOT, "%,d%s", count, what));
    }
  }
}
