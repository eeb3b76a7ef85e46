package mclspark.tensor.profile;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Counts the operators of libtorch that work on elements: on a GPU each is one kernel, as a rule.
 * libtorch's own profiler tells which ran and which called which.
 *
 * <p>Counted are operators that call no others, without those that only make a tensor or another
 * view of one. Convolutions and batch norms count as cuDNN computes them (one forward; two for a
 * convolution's gradients, one for a batch norm's), whatever the CPU calls for them. Sums of many
 * elements may take two kernels, and some of cuDNN's algorithms one more: those are not seen.
 */
public final class OperatorCount {

  private static final String OPERATOR = "aten::";

  /** Operators that no kernel is launched for. */
  private static final Set<String> FREE =
      Set.of(
          "empty",
          "empty_like",
          "empty_strided",
          "new_empty",
          "resize_",
          "set_",
          "as_strided",
          "as_strided_",
          "view",
          "view_as",
          "_unsafe_view",
          "_reshape_alias",
          "reshape",
          "flatten",
          "unflatten",
          "narrow",
          "slice",
          "select",
          "split_with_sizes",
          "unbind",
          "diagonal",
          "t",
          "transpose",
          "permute",
          "expand",
          "expand_as",
          "squeeze",
          "unsqueeze",
          "alias",
          "detach",
          "detach_",
          "lift_fresh",
          "resolve_conj",
          "resolve_neg",
          "size",
          "stride",
          "numel",
          "dim",
          "result_type",
          "item",
          "_local_scalar_dense",
          "contiguous",
          "to");

  /** What counts as a whole, with the kernels that cuDNN takes for it. */
  private static final Map<Pattern, Integer> WHOLE =
      Map.of(
          Pattern.compile("conv2d.*|conv1x1.*|aten::conv2d"), 1,
          Pattern.compile("ConvolutionBackward\\d*"), 2,
          Pattern.compile("aten::batch_norm|NativeBatchNormBackward\\d*"), 1,
          Pattern.compile("aten::max_pool2d|aten::adaptive_avg_pool2d|aten::linear"), 1);

  private final Map<String, Integer> weights = new HashMap<>();

  /** One call; of those on its thread, it contains the ones that lie in its time. */
  private static final class Event {
    final String name;
    final double start;
    final double end;
    boolean calls; // another operator that is counted

    Event(JsonNode event) {
      name = event.get("name").asText();
      start = event.get("ts").asDouble();
      end = start + event.get("dur").asDouble();
    }
  }

  private OperatorCount() {}

  /**
   * Runs some work and counts the operators of the calling thread, and of the threads on which
   * autograd goes on for it.
   */
  public static int during(Runnable work) {
    Path file = null;
    try {
      file = Files.createTempFile("operators", ".json");
      JniUtils.startProfile(false, false, false);
      try {
        work.run();
      } finally {
        JniUtils.stopProfile(file.toString());
      }
      return new OperatorCount().count(new ObjectMapper().readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("libtorch's profile can't be written and read", e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The temporary file " + file + " can't be deleted", e);
    }
  }

  private int count(JsonNode profile) {
    Map<String, List<Event>> threads = new HashMap<>();
    for (JsonNode event : profile) {
      if (event.path("ph").asText().equals("X") && weight(event.get("name").asText()) > 0) {
        threads
            .computeIfAbsent(event.get("tid").asText(), thread -> new ArrayList<>())
            .add(new Event(event));
      }
    }
    return threads.values().stream().mapToInt(this::countThread).sum();
  }

  private int countThread(List<Event> events) {
    events.sort(
        Comparator.<Event>comparingDouble(event -> event.start)
            .thenComparingDouble(event -> -event.end));
    Deque<Event> open = new ArrayDeque<>();
    List<Event> counted = new ArrayList<>();
    for (Event event : events) {
      while (!open.isEmpty() && open.peek().end <= event.start) {
        open.pop();
      }
      if (open.stream().anyMatch(outer -> isWhole(outer.name))) {
        continue;
      }
      open.forEach(outer -> outer.calls = true);
      open.push(event);
      counted.add(event);
    }
    return counted.stream()
        .filter(event -> !event.calls || isWhole(event.name))
        .mapToInt(event -> weight(event.name))
        .sum();
  }

  private static boolean isWhole(String name) {
    return WHOLE.keySet().stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  /** Kernels of an operator that calls no others; 0 for what does not count. */
  private int weight(String name) {
    return weights.computeIfAbsent(
        name,
        any ->
            WHOLE.entrySet().stream()
                .filter(whole -> whole.getKey().matcher(any).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(isLeaf(any) ? 1 : 0));
  }

  private static boolean isLeaf(String name) {
    return name.startsWith(OPERATOR) && !FREE.contains(name.substring(OPERATOR.length()));
  }
}
