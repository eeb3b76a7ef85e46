package mclspark.run;

/** What a run will do and need: what {@code --dry-run} prints and the start of each run logs. */
public interface Plan {

  /** Steps of the whole run. */
  long steps();

  /** The plan in words, one fact a line. */
  String text();
}
