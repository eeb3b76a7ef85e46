package mclspark.collective;

import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** The side that opens the connection. */
final class ConnectorHandshake extends Handshake {

  private final Route route;
  private final GroupKey key;
  private final byte[] hello;
  private TrafficKeys keys;

  ConnectorHandshake(SocketChannel channel, Route route, Announcement own, GroupKey key) {
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
  Route route() {
    return route;
  }

  @Override
  TrafficKeys keys() {
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
