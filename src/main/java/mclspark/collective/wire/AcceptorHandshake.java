package mclspark.collective.wire;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import mclspark.collective.Announcement;

/** The side that was connected to; the other end may be anybody. */
public final class AcceptorHandshake extends Handshake {

  private final Announcement own;
  private final int size;
  private final GroupKey key;
  private final byte[] challenge = challenge();
  private byte[] hello;
  private Route route;
  private TrafficKeys keys;

  public AcceptorHandshake(SocketChannel channel, Announcement own, int size, GroupKey key) {
    super(channel);
    this.own = own;
    this.size = size;
    this.key = key;
    hear(Hello.BYTES);
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public TrafficKeys keys() {
    return keys;
  }

  @Override
  void received(byte[] message) throws HandshakeException {
    if (hello == null) {
      route = check(Hello.decode(message));
      hello = message;
      byte[] proof = key.proof('s', hello, challenge);
      say(ByteBuffer.allocate(2 * GroupKey.BYTES).put(challenge).put(proof).array());
      hear(GroupKey.BYTES);
    } else {
      requireProof(key.proof('c', hello, challenge), message);
      keys =
          new TrafficKeys(key.traffic('s', hello, challenge), key.traffic('c', hello, challenge));
      hear(0);
    }
  }

  private Route check(Hello said) throws HandshakeException {
    if (said.protocol() != own.protocol()) {
      throw new HandshakeException("it speaks version " + said.protocol() + " of the protocol");
    }
    if (said.attempt() != own.attempt()) {
      throw new HandshakeException(
          "it belongs to attempt " + said.attempt() + ", this is attempt " + own.attempt());
    }
    boolean known = said.line() >= 0 && said.line() < Route.Line.values().length;
    if (!known || said.to() != own.rank() || said.from() <= own.rank() || said.from() >= size) {
      throw new HandshakeException(
          "it says that it is rank " + said.from() + " and looks for rank " + said.to());
    }
    return new Route(said.from(), Route.Line.values()[said.line()]);
  }
}
