package mclspark.cli.jvm;

import java.util.List;

/**
 * Whether this JVM was started to run the program's {@code Main}: by {@code java} itself or by
 * {@code spark-submit}. Any other caller has a JVM of its own, in which a job is a guest.
 */
public final class JvmOwner {

  private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";
  private static final String SUBMITTED = "org.apache.spark.deploy.JavaMainApplication";

  private JvmOwner() {}

  /** Looks at the callers of a class's method {@code main}, on whose thread it has to be. */
  public static boolean isProgram(Class<?> program) {
    return isProgram(
        program.getName(),
        StackWalker.getInstance()
            .walk(frames -> frames.map(StackWalker.StackFrame::getClassName).toList()));
  }

  /**
   * The same for given frames.
   *
   * @param stack names of classes from the innermost frame outwards, without those of reflection
   */
  static boolean isProgram(String program, List<String> stack) {
    List<String> callers = stack.subList(stack.lastIndexOf(program) + 1, stack.size());
    return callers.isEmpty()
        || callers.get(0).equals(SUBMITTED) && callers.get(callers.size() - 1).equals(SUBMIT);
  }
}
