package mclspark.collective.wire;

import java.nio.channels.SocketChannel;
import java.util.Arrays;
import mclspark.collective.Announcement;

/** The side that opens the connection. */
public final class ConnectorHandshake extends Handshake {

  private final Route route;
  private final GroupKey key;
  private final byte[] hello;
  private TrafficKeys keys;

  public ConnectorHandshake(SocketChannel channel, Route route, Announcement own, GroupKey key) {
    super(channel);
    this.route = route;
    this.key = key;
    hello =
        new Hello(own.protocol(), route.line().ordinal(), own.rank(), route.rank(), own.attempt())
            .encode(challenge());
    say(hello);
    hear(2 * GroupKey.BYTES);
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
    byte[] challenge = Arrays.copyOf(message, GroupKey.BYTES);
    byte[] proof = Arrays.copyOfRange(message, GroupKey.BYTES, message.length);
    requireProof(key.proof('s', hello, challenge), proof);
    keys = new TrafficKeys(key.traffic('c', hello, challenge), key.traffic('s', hello, challenge));
    say(key.proof('c', hello, challenge));
    hear(0);
  }
}
