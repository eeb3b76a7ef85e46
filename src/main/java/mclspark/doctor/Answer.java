package mclspark.doctor;

/**
 * What a check has found.
 *
 * @param level how bad it is
 * @param sentence for the user; says what to do unless all is well
 */
record Answer(Level level, String sentence) {

  static Answer ok(String sentence) {
    return new Answer(Level.OK, sentence);
  }

  static Answer note(String sentence) {
    return new Answer(Level.NOTE, sentence);
  }

  static Answer problem(String sentence) {
    return new Answer(Level.PROBLEM, sentence);
  }
}
