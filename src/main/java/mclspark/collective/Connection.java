package mclspark.collective;

import java.nio.channels.SocketChannel;

/**
 * A connection whose other end has proved itself.
 *
 * @param channel connected, never waiting
 * @param keys for what travels on it
 */
record Connection(SocketChannel channel, TrafficKeys keys) {

  /** The way to send and receive on it. */
  Wire wire(boolean encrypt) {
    return encrypt ? new SealedWire(channel, keys) : new PlainWire(channel);
  }
}
