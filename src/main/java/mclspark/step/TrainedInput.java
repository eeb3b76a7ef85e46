package mclspark.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mclspark.dataset.DataConfig;

/**
 * How a network saw pictures in training. Others, or the same on another scale, give worse features
 * and no error.
 *
 * @param data the pictures of the training
 * @param where the checkpoint that says so, for messages
 */
public record TrainedInput(DataConfig data, String where) {

  /** A sentence if pictures are to be shown in another way now. */
  public Optional<String> warning(DataConfig now) {
    List<String> parts = new ArrayList<>();
    add(parts, "data.mean", now.mean(), data.mean());
    add(parts, "data.std", now.std(), data.std());
    add(parts, "data.crop_size", now.cropSize(), data.cropSize());
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: the networks of %s see other pictures than in training, which mostly costs accuracy."
                .formatted(String.join("; ", parts), where));
  }

  private static void add(List<String> parts, String key, Object now, Object was) {
    if (!now.equals(was)) {
      parts.add("%s is %s, but was %s in training".formatted(key, now, was));
    }
  }
}
