package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HostAndPortTest {

  @Test
  void hostIsWhatStandsBeforeThePort() {
    assertEquals("node-1", HostAndPort.host("node-1:4040"));
    assertEquals("::1", HostAndPort.host("[::1]:4040"));
    assertEquals("::1", HostAndPort.host("[::1]"));
    assertEquals("node-1", HostAndPort.host("node-1"));
  }
}
