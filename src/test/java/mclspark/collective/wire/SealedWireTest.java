package mclspark.collective.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One direction of an encrypted connection, its bytes in the test's hands. */
class SealedWireTest {

  private static final SecretKeySpec ONE = key(1);
  private static final SecretKeySpec TWO = key(2);
  private static final int HEADER = Integer.BYTES;

  private final MemoryChannel channel = new MemoryChannel();
  private final Wire sender = new SealedWire(channel, new TrafficKeys(ONE, TWO));

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 1021, 262_144, 262_145, 1_000_003})
  void whatIsSentArrives(int length) throws IOException {
    byte[] message = message(length);
    send(message);
    assertEquals(0, occurrences(channel.sent(), Arrays.copyOf(message, Math.min(length, 15))));
    int records = (length + SealedWire.LARGEST - 1) / SealedWire.LARGEST;
    int overhead = records * (HEADER + RecordCipher.TAG_BYTES);
    assertEquals(length + overhead, channel.sent().length);
    assertArrayEquals(message, received(channel.sent(), length));
  }

  @Test
  void aSlowSocketLosesNothing() throws IOException {
    channel.takeAtMost(1000);
    byte[] message = message(300_000);
    ByteBuffer source = ByteBuffer.wrap(message);
    int calls = 0;
    while (source.hasRemaining() || !sender.flushed()) {
      assertTrue(sender.write(source) > 0);
      channel.readyAgain();
      calls++;
    }
    assertTrue(calls > 250, "calls " + calls);
    assertArrayEquals(message, received(channel.sent(), message.length));
  }

  @Test
  void everyChangedByteIsRefused() throws IOException {
    send(message(40));
    byte[] sent = channel.sent();
    for (int at = 0; at < sent.length; at++) {
      byte[] changed = sent.clone();
      changed[at] ^= 1;
      // A longer length makes the receiver wait for what never comes, so more must follow.
      byte[] more = Arrays.copyOf(changed, sent.length + SealedWire.LARGEST);
      assertThrows(ForgedRecordException.class, () -> received(more, 40), "byte " + at);
    }
  }

  @Test
  void aRepeatedRecordIsRefused() throws IOException {
    send(message(40));
    byte[] sent = channel.sent();
    byte[] twice = Arrays.copyOf(sent, 2 * sent.length);
    System.arraycopy(sent, 0, twice, sent.length, sent.length);
    ForgedRecordException refusal =
        assertThrows(ForgedRecordException.class, () -> received(twice, 80));
    assertEquals(
        "sent something that was changed, repeated or cut on the way", refusal.getMessage());
  }

  @Test
  void aRecordLeftOutIsNoticed() throws IOException {
    send(message(40));
    int first = channel.sent().length;
    send(message(40));
    byte[] second = Arrays.copyOfRange(channel.sent(), first, channel.sent().length);
    assertThrows(ForgedRecordException.class, () -> received(second, 40));
  }

  @Test
  void aRecordSentBackIsRefused() throws IOException {
    send(message(40));
    MemoryChannel back = new MemoryChannel();
    back.arrived(channel.sent());
    Wire mirror = new SealedWire(back, new TrafficKeys(ONE, TWO));
    assertThrows(ForgedRecordException.class, () -> mirror.read(ByteBuffer.allocate(40)));
  }

  @Test
  void ofACutRecordNothingIsRead() throws IOException {
    send(message(40));
    byte[] sent = channel.sent();
    for (int length = 0; length < sent.length; length++) {
      MemoryChannel cut = new MemoryChannel();
      cut.arrived(Arrays.copyOf(sent, length));
      cut.end();
      ByteBuffer target = ByteBuffer.allocate(40);
      assertEquals(-1, receiver(cut).read(target));
      assertEquals(0, target.position());
    }
  }

  @Test
  void impossibleLengthsAreRefused() {
    for (int length : new int[] {-1, 0, 16, SealedWire.LARGEST + 17, Integer.MAX_VALUE}) {
      byte[] bytes = ByteBuffer.allocate(100).putInt(length).array();
      assertThrows(ForgedRecordException.class, () -> received(bytes, 40), "length " + length);
    }
  }

  @Test
  void equalMessagesLookDifferent() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      int start = channel.sent().length;
      send(new byte[32]);
      byte[] record = channel.sent();
      assertTrue(seen.add(Arrays.toString(Arrays.copyOfRange(record, start, record.length))));
    }
  }

  @Test
  void noTwoDirectionsOrConnectionsShareAKey() {
    GroupKey group = GroupKey.derive(new byte[32], "job", 0, List.of("nonce"));
    byte[] hello = new byte[Hello.BYTES];
    byte[] challenge = new byte[GroupKey.BYTES];
    SecretKeySpec forth = group.traffic('c', hello, challenge);
    assertEquals(forth, group.traffic('c', hello, challenge));
    assertEquals(16, forth.getEncoded().length);
    assertFalse(forth.equals(group.traffic('s', hello, challenge)));
    challenge[31] = 1;
    assertFalse(forth.equals(group.traffic('c', hello, challenge)));
  }

  private void send(byte[] message) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(message);
    sender.write(source);
    assertFalse(source.hasRemaining());
    assertTrue(sender.flushed());
  }

  private static byte[] received(byte[] sent, int length) throws IOException {
    MemoryChannel channel = new MemoryChannel();
    channel.arrived(sent);
    Wire receiver = receiver(channel);
    ByteBuffer target = ByteBuffer.allocate(length);
    int bytes = receiver.read(target);
    while (target.hasRemaining() && bytes > 0) {
      bytes = receiver.read(target);
    }
    assertEquals(length, target.position());
    return target.array();
  }

  private static Wire receiver(MemoryChannel channel) {
    return new SealedWire(channel, new TrafficKeys(TWO, ONE));
  }

  private static SecretKeySpec key(int seed) {
    byte[] bytes = new byte[16];
    new Random(seed).nextBytes(bytes);
    return new SecretKeySpec(bytes, "AES");
  }

  private static byte[] message(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static int occurrences(byte[] bytes, byte[] part) {
    int count = 0;
    for (int at = 0; part.length > 4 && at + part.length <= bytes.length; at++) {
      count += Arrays.equals(bytes, at, at + part.length, part, 0, part.length) ? 1 : 0;
    }
    return count;
  }
}
