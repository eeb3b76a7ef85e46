package mclspark.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.model.peers.PeerArchitectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which peers a state shows, for every architecture, and how their entries are called. */
final class PeerLayoutTest {

  private static final String FIRST = "module_list.0.";

  static Stream<String> architectures() {
    return PeerArchitectures.names().stream();
  }

  private static PeerLayout infer(Map<String, long[]> state) {
    return PeerLayout.of(state, Optional.empty(), UserError::new);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void architectureAndNumbersAreInferred(String arch) {
    for (int peers : new int[] {1, 2, 3, 12}) {
      PeerLayout layout = infer(PeerLayout.entries(arch, peers, 10));
      assertEquals(arch, layout.layout().arch());
      assertEquals(peers, layout.peers());
      assertEquals(10, layout.classes());
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyPeerIsANetworkOfItsOwn(String arch) {
    Map<String, long[]> network = new LinkedHashMap<>();
    PeerLayout.entries(arch, 2, 10)
        .forEach(
            (name, shape) -> {
              if (name.startsWith(FIRST)) {
                network.put(name.substring(FIRST.length()), shape);
              }
            });
    for (int peers : new int[] {1, 2, 12}) {
      Map<String, long[]> state = PeerLayout.entries(arch, peers, 10);
      Map<String, String> names = infer(state).single(peers - 1);
      assertEquals(List.copyOf(network.keySet()), List.copyOf(names.values()));
      names.forEach((from, to) -> assertArrayEquals(network.get(to), state.get(from), from));
      names.forEach((from, to) -> assertEquals(lastWord(to), lastWord(from)));
    }
  }

  private static String lastWord(String name) {
    return name.substring(name.lastIndexOf('.'));
  }

  @Test
  void statesWithoutAClassifier() {
    assertThrows(UserError.class, () -> infer(Map.of("conv1.weight", new long[] {16, 3, 3, 3})));
    assertThrows(UserError.class, () -> infer(Map.of("fc.weight", new long[0])));
  }
}
