package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {

  private static final Announcement ZERO = worker(1, 0, 3, "abc");
  private static final Announcement ONE = worker(1, 1, 3, "abc");

  @Test
  void oneLineThereAndBack() {
    assertEquals(
        "mcl-worker protocol=1 rank=1 host=10.0.0.1 port=4711"
            + " nonce=00112233445566778899aabbccddeeff attempt=3 config=abc encrypted=false"
            + " machine=m jvm=j1",
        ONE.format());
    assertEquals(ONE, Announcement.parse(ONE.format()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.1:4711",
        "mcl-worker",
        "mcl-worker protocol=1 rank=x host=h port=1 nonce=00112233445566778899aabbccddeeff"
            + " attempt=3 config=abc encrypted=false machine=m jvm=j1",
        "mcl-worker protocol=1 rank=1 host=h port=70000 nonce=00112233445566778899aabbccddeeff"
            + " attempt=3 config=abc encrypted=false machine=m jvm=j1",
        "mcl-worker protocol=1 rank=1 host=h port=1 nonce=zz attempt=3 config=abc encrypted=false"
            + " machine=m jvm=j1",
        "mcl-worker protocol=1 rank=1 host= port=1 nonce=00112233445566778899aabbccddeeff"
            + " attempt=3 config=abc encrypted=false machine=m jvm=j1"
      })
  void otherLinesAreQuoted(String line) {
    UserError error = assertThrows(UserError.class, () -> Announcement.parse(line));
    assertEquals("'" + line + "' is not the announcement of a worker.", error.getMessage());
  }

  @Test
  void groupsComeInRankOrder() {
    assertEquals(List.of(ZERO, ONE), group(ONE, ZERO));
  }

  @Test
  void differencesAreNamed() {
    assertDifference("Workers differ in their configuration: rank 1", worker(1, 1, 3, "xyz"));
    assertDifference("Workers differ in their stage attempt: rank 1", worker(1, 1, 2, "abc"));
    assertDifference("Workers differ in their protocol version: rank 1", worker(9, 1, 3, "abc"));
    assertDifference("not ranks 0 to 1 once each: rank 1 is missing", worker(1, 2, 3, "abc"));
    assertDifference("not ranks 0 to 1 once each: rank 0 is missing or doubled", ZERO);
    UserError stranger =
        assertThrows(
            UserError.class,
            () ->
                Announcement.parseGroup(
                    List.of(ONE.format(), ZERO.format()), worker(1, 2, 3, "abc")));
    assertEquals("Rank 2 does not find its own announcement.", stranger.getMessage());
  }

  private static void assertDifference(String part, Announcement other) {
    UserError error = assertThrows(UserError.class, () -> group(ZERO, other));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  private static List<Announcement> group(Announcement... workers) {
    return Announcement.parseGroup(
        List.of(workers).stream().map(Announcement::format).toList(), ZERO);
  }

  private static Announcement worker(int protocol, int rank, int attempt, String config) {
    return new Announcement(
        protocol,
        rank,
        "10.0.0.1",
        4711,
        "00112233445566778899aabbccddeeff",
        attempt,
        config,
        false,
        "m",
        "j" + rank);
  }
}
