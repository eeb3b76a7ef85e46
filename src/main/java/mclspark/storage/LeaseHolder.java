package mclspark.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import mclspark.Machine;

/**
 * The process that holds an {@link OutputLease}, as its file tells.
 *
 * @param output folder that the lease is of; another one in a copy of that folder
 * @param host name of its machine, for people
 * @param place machine, its start and the process's name space: where {@code pid} has a meaning
 * @param pid its number there
 * @param processStarted tells it from a later process of that number
 * @param since when it took the lease
 * @param token tells its lease from every other
 * @param beat counts its heartbeats
 */
record LeaseHolder(
    String output,
    String host,
    String place,
    long pid,
    String processStarted,
    String since,
    String token,
    long beat) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** This process, with a new token. */
  static LeaseHolder self(String output) {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseHolder(
        output,
        hostName(),
        thisPlace(),
        process.pid(),
        started(process),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        UUID.randomUUID().toString(),
        0);
  }

  /** Reads a file's text; empty for a half-written one. */
  static Optional<LeaseHolder> parse(String text) {
    try {
      return Optional.ofNullable(JSON.readValue(text, LeaseHolder.class))
          .filter(LeaseHolder::isComplete);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private boolean isComplete() {
    try {
      return Stream.of(output, host, place, processStarted, token).allMatch(Objects::nonNull)
          && since != null
          && Instant.parse(since).isAfter(Instant.EPOCH);
    } catch (DateTimeParseException e) { // written by nobody whom this program knows
      return false;
    }
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of words and numbers is JSON", e);
    }
  }

  LeaseHolder next() {
    return new LeaseHolder(output, host, place, pid, processStarted, since, token, beat + 1);
  }

  boolean isSame(LeaseHolder other) {
    return token.equals(other.token);
  }

  /** Whether it runs; empty if that can't be known here. */
  Optional<Boolean> isAlive() {
    if (!thisPlace().equals(place)) {
      return Optional.empty();
    }
    return Optional.of(
        ProcessHandle.of(pid)
            .filter(process -> started(process).equals(processStarted))
            .isPresent());
  }

  /** Which process it is and how long it has held the lease. */
  String description() {
    Duration age = Duration.between(Instant.parse(since), Instant.now());
    return "process %d on %s, since %s (%d min)"
        .formatted(pid, host, since, Math.max(0, age.toMinutes()));
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // a machine that cannot look itself up
      return Machine.THIS;
    }
  }

  private static String thisPlace() {
    try {
      return Machine.THIS + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) { // elsewhere processes are not kept apart
      return Machine.THIS;
    }
  }
}
