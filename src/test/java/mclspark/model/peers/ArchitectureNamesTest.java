package mclspark.model.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import mclspark.config.SupervisedArchitectures;
import org.junit.jupiter.api.Test;

/** A configuration and a model do not see each other, but must know the same names. */
class ArchitectureNamesTest {

  @Test
  void configurationAndModelKnowTheSameNetworks() {
    assertEquals(
        new TreeSet<>(PeerArchitectures.names()),
        new TreeSet<>(SupervisedArchitectures.published()));
    for (String name : PeerArchitectures.names()) {
      assertEquals(name, PeerArchitectures.canonical(name));
      assertEquals(name, SupervisedArchitectures.canonical(name).orElseThrow());
    }
  }

  @Test
  void everyDepthThatMayBeConfiguredCanBeBuilt() {
    List<String> depths = IntStream.rangeClosed(1, 9999).mapToObj(d -> "resnet" + d).toList();
    List<String> configured =
        depths.stream().flatMap(name -> SupervisedArchitectures.canonical(name).stream()).toList();
    assertEquals(201, configured.size()); // 6n+2 from 8 to 1202 without 50, and 18 and 34
    configured.forEach(name -> PeerArchitectures.named(name, 1, 10));
  }
}
