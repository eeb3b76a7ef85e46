package mclspark.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeSet;
import mclspark.config.SupervisedArchitectures;
import mclspark.model.PeerArchitectures;
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
}
