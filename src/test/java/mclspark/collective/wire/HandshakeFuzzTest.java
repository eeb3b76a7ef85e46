package mclspark.collective.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import mclspark.collective.Announcement;
import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** What a stranger may send to a worker's port, and what may come on an encrypted connection. */
final class HandshakeFuzzTest {

  private static final GroupKey KEY =
      GroupKey.derive(new byte[GroupKey.BYTES], "job", 1, List.of("nonce"));
  private static final SecretKeySpec TRAFFIC = new SecretKeySpec(new byte[16], "AES");
  private static final byte[] CHALLENGE = new byte[GroupKey.BYTES];

  private static Announcement own() {
    return new Announcement(
        Announcement.PROTOCOL, 0, "host", 7, "0".repeat(32), 1, "c", true, "machine", "jvm");
  }

  private static byte[] hello() {
    return new Hello(Announcement.PROTOCOL, 0, 1, 0, 1).encode(CHALLENGE);
  }

  @Test
  void damagedGreetingsAreTakenOrRefused() throws Exception {
    try (SocketChannel channel = SocketChannel.open()) {
      Fuzz.of("greeting", hello())
          .declaring(IOException.class)
          .run(
              input ->
                  new AcceptorHandshake(channel, own(), 2, KEY)
                      .received(Arrays.copyOf(input, Hello.BYTES)));
    }
  }

  /** The challenge and proof of an acceptor, for a connector whose own challenge is known. */
  @Test
  void damagedProofsAreRefused() throws Exception {
    byte[] proof = KEY.proof('s', hello(), CHALLENGE);
    byte[] answer = ByteBuffer.allocate(2 * GroupKey.BYTES).put(CHALLENGE).put(proof).array();
    Fuzz.of("proof", answer)
        .declaring(IOException.class)
        .run(
            input -> {
              byte[] message = Arrays.copyOf(input, answer.length);
              byte[] challenge = Arrays.copyOf(message, GroupKey.BYTES);
              byte[] given = Arrays.copyOfRange(message, GroupKey.BYTES, message.length);
              Handshake.requireProof(KEY.proof('s', hello(), challenge), given);
              if (!Arrays.equals(message, answer)) {
                throw new AssertionError("a forged proof is taken");
              }
            });
  }

  @Test
  void damagedRecordsAreOpenedOrRefused() throws Exception {
    MemoryChannel sent = new MemoryChannel();
    Wire sender = new SealedWire(sent, new TrafficKeys(TRAFFIC, TRAFFIC));
    sender.write(ByteBuffer.wrap("a record".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    sender.write(ByteBuffer.allocate(100));
    ByteBuffer target = ByteBuffer.allocate(Short.MAX_VALUE);
    Fuzz.of("encrypted records", sent.sent())
        .declaring(IOException.class)
        .run(
            input -> {
              MemoryChannel channel = new MemoryChannel();
              channel.arrived(input);
              channel.end();
              Wire receiver = new SealedWire(channel, new TrafficKeys(TRAFFIC, TRAFFIC));
              while (receiver.read(target.clear()) >= 0) {
                // Until the other end has said all.
              }
            });
  }
}
