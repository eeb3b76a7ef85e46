package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import mclspark.collective.Backend;
import mclspark.collective.SingleProcess;
import mclspark.pretrain.TinyRun;
import org.junit.jupiter.api.Test;

/** Four logical ranks on 1, 2 and 4 workers leave the same bits. */
class WorkersAgreeTest {

  private static final int RANKS = 4;
  private static final int STEPS = 3;

  @Test
  void whateverTheNumberOfWorkersAndTheTransport() throws Exception {
    Map<String, List<Byte>> one = TinyRun.train(new SingleProcess(), RANKS, STEPS);
    assertNotEquals(one, TinyRun.train(new SingleProcess(), RANKS, STEPS - 1));
    for (int workers : new int[] {2, 4}) {
      for (Map<String, List<Byte>> state :
          Workers.onThreads(workers, member -> TinyRun.train(member, RANKS, STEPS))) {
        assertSame(one, state, workers + " threads");
      }
      for (Backend backEnd : List.of(Backend.TCP, Backend.SHARED_MEMORY)) {
        for (Map<String, List<Byte>> state :
            Workers.over(backEnd, workers, member -> TinyRun.train(member, RANKS, STEPS))) {
          assertSame(one, state, workers + " workers, " + backEnd);
        }
      }
    }
  }

  private static void assertSame(
      Map<String, List<Byte>> expected, Map<String, List<Byte>> actual, String where) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, bits) -> assertEquals(bits, actual.get(name), where + ": " + name));
  }
}
