package mclspark.spark;

/** Takes addresses of the form host:port apart. */
final class HostAndPort {

  private HostAndPort() {}

  /** The host of "host:port" or "[ipv6]:port", without brackets. */
  static String host(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 || address.endsWith("]") ? address : address.substring(0, colon);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
