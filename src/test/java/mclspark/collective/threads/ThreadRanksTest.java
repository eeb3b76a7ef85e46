package mclspark.collective.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mclspark.collective.Collective;
import mclspark.collective.CollectiveContract;
import mclspark.collective.CollectiveOptions;
import mclspark.collective.RankFailedException;
import mclspark.collective.RankThreads;
import org.junit.jupiter.api.Test;

class ThreadRanksTest extends CollectiveContract {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Override
  public List<Collective> open(int size, CollectiveOptions settings) {
    return ThreadRanks.group(size, settings);
  }

  @Test
  void threadsMeetByKeyAndTheKeyIsForgotten() throws Exception {
    List<Float> sums =
        RankThreads.values(
            3,
            DEADLINE,
            rank -> {
              try (Collective member =
                  ThreadRanks.join("job-1", rank, 3, CollectiveOptions.defaults())) {
                ByteBuffer data = floats(rank + 1);
                member.allReduceSum(data);
                return data.getFloat(0);
              }
            });
    assertEquals(List.of(6f, 6f, 6f), sums);
    assertEquals(0, ThreadRegistry.groups());
  }

  @Test
  void whoDoesNotJoinIsNamed() throws Exception {
    CollectiveOptions settings =
        CollectiveOptions.defaults()
            .withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(300));
    List<RankThreads.Outcome> outcomes =
        RankThreads.run(2, DEADLINE, rank -> ThreadRanks.join("job-2", rank, 3, settings));
    for (RankThreads.Outcome outcome : outcomes) {
      RankFailedException failure = assertInstanceOf(RankFailedException.class, outcome.failure());
      assertEquals("set-up failed: rank 2 did not join within 300 ms", failure.getMessage());
      assertTrue(outcome.seconds() < 5);
    }
    assertEquals(0, ThreadRegistry.groups());
  }
}
