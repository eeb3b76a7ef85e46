package mclspark.doctor;

import java.io.Serializable;

/**
 * One line of a report.
 *
 * @param part where it belongs
 * @param subject what was looked at, in a word or two
 * @param level how bad it is
 * @param sentence for the user; says what to do unless all is well
 */
public record Finding(Part part, String subject, Level level, String sentence)
    implements Serializable {}
