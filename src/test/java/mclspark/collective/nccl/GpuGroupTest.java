package mclspark.collective.nccl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import org.junit.jupiter.api.Test;

class GpuGroupTest {

  private static final GpuCard.Nccl NCCL = new GpuCard.Nccl(22602, "NCCL 2.26.2 in /lib/a b.so");

  @Test
  void cardsSurviveTheWay() {
    GpuCard card = new GpuCard("10.0.0.7", "GPU-1", NCCL);
    assertEquals(Optional.of(card), GpuCard.parse(GpuCard.format(Optional.of(card))));
    assertEquals(Optional.empty(), GpuCard.parse(GpuCard.format(Optional.empty())));
    assertThrows(UserError.class, () -> GpuCard.parse("mcl-gpu host"));
    assertThrows(UserError.class, () -> GpuCard.parse("mcl-gpu h d x y"));
  }

  @Test
  void aGpuForEachWorkerAndOneVersionAllowNccl() {
    GpuGroup group = group(card("a", "0", NCCL), card("a", "1", NCCL), card("b", "0", NCCL));
    assertEquals(Optional.empty(), group.obstacle());
    assertTrue(group.someGpu());
  }

  @Test
  void twoWorkersOnOneGpuAreRefusedByName() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                group(
                    card("a", "GPU-7", NCCL), card("b", "GPU-7", NCCL), card("a", "GPU-7", NCCL)));
    assertTrue(
        error.getMessage().startsWith("Workers 0 and 2 would both compute on GPU GPU-7 of a: "),
        error.getMessage());
  }

  @Test
  void obstaclesNameTheWorker() {
    GpuGroup mixed = group(card("a", "0", NCCL), Optional.empty());
    assertEquals(Optional.of("rank 1 computes on a CPU"), mixed.obstacle());
    GpuGroup without = group(card("a", "0", NCCL), card("a", "1", GpuCard.Nccl.none("not found")));
    assertEquals(Optional.of("rank 1: not found"), without.obstacle());
    GpuGroup old =
        group(card("a", "0", NCCL), card("a", "1", new GpuCard.Nccl(21903, "elsewhere")));
    assertEquals(Optional.of("rank 0 has version 22602 of NCCL, rank 1 has 21903"), old.obstacle());
    assertFalse(group(Optional.empty(), Optional.empty()).someGpu());
  }

  @SafeVarargs
  private static GpuGroup group(Optional<GpuCard>... cards) {
    List<String> lines = Stream.of(cards).map(GpuCard::format).toList();
    return new GpuGroup(lines);
  }

  private static Optional<GpuCard> card(String host, String device, GpuCard.Nccl nccl) {
    return Optional.of(new GpuCard(host, device, nccl));
  }
}
