package mclspark.collective.nccl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;

/**
 * The GPUs of all workers: what every worker concludes from the cards of all, and so the same on
 * each.
 */
public final class GpuGroup {

  private final List<Optional<GpuCard>> cards = new ArrayList<>();

  /**
   * Reads the cards.
   *
   * @param lines of {@link GpuCard#format}, in rank order
   * @throws UserError if two workers would use the same GPU
   */
  public GpuGroup(List<String> lines) {
    Map<String, Integer> owners = new HashMap<>();
    for (int rank = 0; rank < lines.size(); rank++) {
      Optional<GpuCard> card = GpuCard.parse(lines.get(rank));
      cards.add(card);
      if (card.isPresent()) {
        String gpu = "GPU " + card.get().device() + " of " + card.get().host();
        Integer other = owners.putIfAbsent(gpu, rank);
        if (other != null) {
          throw new UserError(
              "Workers %d and %d would both compute on %s: let the discovery script list each GPU"
                      .formatted(other, rank, gpu)
                  + " once, set spark.task.resource.gpu.amount to 1, and start no two Spark workers"
                  + " on one machine with the same GPUs.");
        }
      }
    }
  }

  /** How many workers there are. */
  public int size() {
    return cards.size();
  }

  /** Why the workers cannot use NCCL; empty if they can. */
  public Optional<String> obstacle() {
    for (int rank = 0; rank < cards.size(); rank++) {
      Optional<GpuCard> card = cards.get(rank);
      if (card.isEmpty()) {
        return Optional.of("rank " + rank + " computes on a CPU");
      }
      if (card.get().nccl().version() == 0) {
        return Optional.of("rank " + rank + ": " + card.get().nccl().reason());
      }
      int first = cards.get(0).orElseThrow().nccl().version();
      if (card.get().nccl().version() != first) {
        return Optional.of(
            "rank 0 has version %d of NCCL, rank %d has %d"
                .formatted(first, rank, card.get().nccl().version()));
      }
    }
    return Optional.empty();
  }

  /** Whether some worker has a GPU. */
  public boolean someGpu() {
    return cards.stream().anyMatch(Optional::isPresent);
  }
}
