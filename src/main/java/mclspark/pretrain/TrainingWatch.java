package mclspark.pretrain;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks at an epoch's averages for training that goes wrong without failing: a contrastive loss
 * that stays where an encoder stands that can't tell its own key from the others, and embeddings
 * that have become all alike.
 */
record TrainingWatch(int peers, long queueSize) {

  /** Share of ln(1 + K) within which the loss counts as untrained. */
  private static final double UNTRAINED = 0.02;

  /** 1 - |mean key|^2 of keys of norm 1: 1 if they point everywhere, 0 if all one way. */
  private static final double COLLAPSED = 0.01;

  /**
   * Warnings after an epoch.
   *
   * @param vcl the contrastive loss, summed over peers
   * @param spread 1 - |mean key|^2 of the epoch's last batch, smallest over peers
   */
  List<String> warnings(int epoch, double vcl, double spread) {
    List<String> warnings = new ArrayList<>();
    double chance = Math.log(1.0 + queueSize);
    if (vcl / peers > chance * (1 - UNTRAINED)) {
      warnings.add(
          ("After epoch %d the contrastive loss is %.3f a peer, where an untrained encoder stands"
                  + " (ln(1 + K) = %.3f): nothing has been learnt. Try a higher learning rate, a"
                  + " faster key encoder (moco.momentum) or a smaller queue.")
              .formatted(epoch, vcl / peers, chance));
    }
    if (spread < COLLAPSED) {
      warnings.add(
          ("After epoch %d the keys of a peer are nearly all alike (spread %.4f of 1): the"
                  + " embedding has collapsed. Try a lower learning rate or a slower key encoder.")
              .formatted(epoch, spread));
    }
    return warnings;
  }
}
