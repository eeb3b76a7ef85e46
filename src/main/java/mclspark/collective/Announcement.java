package mclspark.collective;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.UserError;

/**
 * What a worker tells all others before they connect, as one line of text.
 *
 * @param protocol version of handshake and frames
 * @param rank the worker's number, from 0
 * @param host address that it listens on
 * @param port port that it listens on
 * @param nonce 32 hexadecimal digits, drawn anew by each listener
 * @param attempt number of the stage attempt; stale workers have a lower one
 * @param configHash digest of the configuration; the same on all workers
 * @param encrypted whether it encrypts what it sends
 * @param machine identity of the worker's machine
 * @param jvm identity of the worker's JVM
 */
public record Announcement(
    int protocol,
    int rank,
    String host,
    int port,
    String nonce,
    int attempt,
    String configHash,
    boolean encrypted,
    String machine,
    String jvm) {

  /** Version of handshake and frames that this code speaks. */
  public static final int PROTOCOL = 1;

  private static final String PREFIX = "mcl-worker";
  private static final int FIELDS = 10;

  /** Checks that each value is one word and each number in its range. */
  public Announcement {
    word("host", host);
    word("configuration hash", configHash);
    word("machine identity", machine);
    word("JVM identity", jvm);
    if (!nonce.matches("[0-9a-f]{32}")) {
      throw new UserError("Nonce '" + nonce + "' is not 32 hexadecimal digits.");
    }
    if (rank < 0 || port < 1 || port > 65_535 || attempt < 0) {
      throw new UserError(
          "Announcement of rank "
              + rank
              + ", port "
              + port
              + ", attempt "
              + attempt
              + " is out of range.");
    }
  }

  /** One line that {@link #parse} reads. */
  public String format() {
    return String.join(
        " ",
        PREFIX,
        "protocol=" + protocol,
        "rank=" + rank,
        "host=" + host,
        "port=" + port,
        "nonce=" + nonce,
        "attempt=" + attempt,
        "config=" + configHash,
        "encrypted=" + encrypted,
        "machine=" + machine,
        "jvm=" + jvm);
  }

  /**
   * Reads a line of {@link #format}.
   *
   * @throws UserError quoting the line if it is anything else
   */
  public static Announcement parse(String line) {
    Map<String, String> values = new TreeMap<>();
    String[] words = line.split(" ", -1);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      values.put(words[i].substring(0, Math.max(0, equals)), words[i].substring(equals + 1));
    }
    if (!words[0].equals(PREFIX) || values.size() != FIELDS || words.length != FIELDS + 1) {
      throw notOurs(line, null);
    }
    try {
      return new Announcement(
          number(values, "protocol"),
          number(values, "rank"),
          values.getOrDefault("host", ""),
          number(values, "port"),
          values.getOrDefault("nonce", ""),
          number(values, "attempt"),
          values.getOrDefault("config", ""),
          Boolean.parseBoolean(values.getOrDefault("encrypted", "")),
          values.getOrDefault("machine", ""),
          values.getOrDefault("jvm", ""));
    } catch (NumberFormatException | UserError e) {
      throw notOurs(line, e);
    }
  }

  /**
   * All announcements of a group, in rank order.
   *
   * @param lines one per worker, in any order
   * @param own what this worker announced
   * @throws UserError if workers are missing, doubled, or differ in protocol, attempt or
   *     configuration
   */
  public static List<Announcement> parseGroup(List<String> lines, Announcement own) {
    List<Announcement> group = new ArrayList<>();
    for (String line : lines) {
      group.add(parse(line));
    }
    group.sort(Comparator.comparingInt(Announcement::rank));
    for (int rank = 0; rank < group.size(); rank++) {
      Announcement other = group.get(rank);
      if (other.rank != rank) {
        throw new UserError(
            group.size()
                + " workers announced themselves, but not ranks 0 to "
                + (group.size() - 1)
                + " once each: rank "
                + Math.min(rank, other.rank)
                + " is missing or doubled.");
      }
      own.compare("protocol version", protocolText(other), protocolText(own), other);
      own.compare("stage attempt", "" + other.attempt, "" + own.attempt, other);
      own.compare("use of encryption", onOff(other), onOff(own), other);
      own.compare("configuration", other.configHash, own.configHash, other);
    }
    if (own.rank >= group.size() || !group.get(own.rank).equals(own)) {
      throw new UserError("Rank " + own.rank + " does not find its own announcement.");
    }
    return List.copyOf(group);
  }

  /** For messages: {@code rank 2 (10.0.0.7:4711)}. */
  public String worker() {
    return "rank " + rank + " (" + host + ":" + port + ")";
  }

  private void compare(String what, String theirs, String mine, Announcement other) {
    if (!theirs.equals(mine)) {
      throw new UserError(
          "Workers differ in their "
              + what
              + ": "
              + other.worker()
              + " has "
              + theirs
              + ", rank "
              + rank
              + " has "
              + mine
              + "; start all of them from the same job and the same jars.");
    }
  }

  private static String protocolText(Announcement announcement) {
    return Integer.toString(announcement.protocol);
  }

  private static String onOff(Announcement announcement) {
    return announcement.encrypted ? "on" : "off";
  }

  private static int number(Map<String, String> values, String key) {
    return Integer.parseInt(values.getOrDefault(key, ""));
  }

  private static UserError notOurs(String line, Exception cause) {
    return new UserError("'" + line + "' is not the announcement of a worker.", cause);
  }

  private static void word(String name, String value) {
    if (value.isEmpty() || value.chars().anyMatch(Character::isWhitespace)) {
      throw new UserError("The " + name + " '" + value + "' of a worker must be one word.");
    }
  }
}
