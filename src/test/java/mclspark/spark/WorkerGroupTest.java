package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.collective.Backend;
import mclspark.collective.CollectiveConfig;
import mclspark.collective.Encryption;
import mclspark.collective.nccl.GpuCard;
import mclspark.collective.nccl.GpuGroup;
import org.junit.jupiter.api.Test;

class WorkerGroupTest {

  private static final Optional<GpuCard> FIRST = card("0", new GpuCard.Nccl(22602, "here"));
  private static final Optional<GpuCard> SECOND = card("1", new GpuCard.Nccl(22602, "here"));
  private static final Optional<GpuCard> WITHOUT = card("1", GpuCard.Nccl.none("not found"));

  @Test
  void ncclIsTakenWhereAllHaveIt() {
    assertTrue(WorkerGroup.useNccl(config(Backend.AUTO), group(FIRST, SECOND), 0));
    assertTrue(WorkerGroup.useNccl(config(Backend.NCCL), group(FIRST, SECOND), 0));
    assertFalse(WorkerGroup.useNccl(config(Backend.TCP), group(FIRST, SECOND), 0));
    assertFalse(WorkerGroup.useNccl(config(Backend.AUTO), group(FIRST, WITHOUT), 0));
  }

  @Test
  void whoAsksForNcclGetsItOrTheReason() {
    GpuGroup mixed = group(FIRST, WITHOUT);
    UserError error =
        assertThrows(UserError.class, () -> WorkerGroup.useNccl(config(Backend.NCCL), mixed, 0));
    String start = "collective.backend is nccl, but rank 1: not found: ";
    assertEquals(start, error.getMessage().substring(0, start.length()));
  }

  /** As a restart on the one slot that came back. */
  @Test
  void oneWorkerNeedsNoNccl() {
    for (Optional<GpuCard> card : List.of(FIRST, WITHOUT, Optional.<GpuCard>empty())) {
      assertFalse(WorkerGroup.useNccl(config(Backend.NCCL), group(card), 0));
    }
  }

  @SafeVarargs
  private static GpuGroup group(Optional<GpuCard>... cards) {
    return new GpuGroup(Stream.of(cards).map(GpuCard::format).toList());
  }

  private static Optional<GpuCard> card(String device, GpuCard.Nccl nccl) {
    return Optional.of(new GpuCard("host", device, nccl));
  }

  private static CollectiveConfig config(Backend backend) {
    return new CollectiveConfig(backend, 60, 600, 60, 0, Encryption.FALSE, "auto", "");
  }
}
