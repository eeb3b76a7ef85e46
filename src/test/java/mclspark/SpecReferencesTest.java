package mclspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comments cite of {@code src/docs/spec.md} is there. */
final class SpecReferencesTest {

  private static final Path SPEC = Path.of("src/docs/spec.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^##+ (\\d(?:\\.\\d)?)\\.? ");
  private static final Pattern MENDED = Pattern.compile("(?m)^- (D\\d+):");
  private static final Pattern SECTIONS =
      Pattern.compile("\\bspec(?:ification)? (\\d(?:\\.\\d)?(?:[,;] \\d(?:\\.\\d)?)*)");
  private static final Pattern DEFECTS =
      Pattern.compile("(?:6-|[Dd]efects? |spec [0-9., ]+)(D\\d+(?:, D\\d+)*)");

  @Test
  void everyCitedSectionAndDefectIsInTheSpecification() throws IOException {
    String spec = Files.readString(SPEC);
    Set<String> known = new TreeSet<>(all(HEADING, spec));
    known.addAll(all(MENDED, spec));
    Set<String> cited = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      files.filter(SpecReferencesTest::isRead).forEach(file -> cited.addAll(cited(text(file))));
    }
    assertTrue(cited.containsAll(List.of("1.4", "3.5", "4.3", "D16", "D17")), cited.toString());
    cited.removeAll(known);
    assertEquals(Set.of(), cited);
  }

  private static boolean isRead(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".java") || (name.endsWith(".md") && !file.equals(SPEC));
  }

  /** The text with comments on one line each. */
  private static String text(Path file) {
    try {
      return Files.readString(file).replaceAll("\\s*\\n\\s*(?:\\*|//) ?", " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> cited(String text) {
    return Stream.of(SECTIONS, DEFECTS)
        .flatMap(pattern -> all(pattern, text).stream())
        .flatMap(list -> Stream.of(list.split("[,;] ")))
        .collect(Collectors.toSet());
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
