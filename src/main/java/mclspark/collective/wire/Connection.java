package mclspark.collective.wire;

import java.nio.channels.SocketChannel;

/**
 * A connection whose other end has proved itself.
 *
 * @param channel connected, never waiting
 * @param keys for what travels on it
 */
public record Connection(SocketChannel channel, TrafficKeys keys) {

  /** The way to send and receive on it. */
  public Wire wire(boolean encrypt) {
    return encrypt ? new SealedWire(channel, keys) : new PlainWire(channel);
  }
}
