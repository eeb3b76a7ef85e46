package mclspark.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what a {@link Trace} heard as one TorchScript method, on top of {@code ops.txt}. */
final class ForwardText {

  private static final String HEAD =
      "  def forward_pass(self, x: Tensor, weights: List[Tensor]) -> List[Tensor]:\n";

  /** Networks of one kind have one text, and share what libtorch compiled. */
  private static final Map<String, ScriptOps> COMPILED = new HashMap<>();

  private final Map<Tensor, String> names = new IdentityHashMap<>();
  private final Set<Tensor> allowed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Tensor> used = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();

  private final boolean onHost;

  private ForwardText(Tensor input, Collection<Tensor> weights) {
    onHost = input.onHost();
    names.put(input, "x");
    allowed.addAll(weights);
  }

  /**
   * A method with the tensors that it reads beside its input.
   *
   * @param script where it is
   * @param weights what it reads and writes
   * @param onHost whether it computes on the CPU
   */
  record Compiled(ScriptOps script, Tensor[] weights, boolean onHost) {
    List<Tensor> run(Tensor input) {
      return onHost ? ConvolutionPlans.computing(() -> call(input)) : call(input);
    }

    private List<Tensor> call(Tensor input) {
      return List.of(script.tensors("forward_pass", input, weights));
    }
  }

  /**
   * Compiles a pass.
   *
   * @return empty if it computed with tensors other than these, or switched autocast in between
   */
  static Optional<Compiled> of(
      List<Trace.Step> steps, Tensor input, Collection<Tensor> weights, List<Tensor> outputs) {
    ForwardText text = new ForwardText(input, weights);
    boolean whole = steps.stream().allMatch(text::add);
    List<String> results = outputs.stream().map(text.names::get).toList();
    if (!whole || results.contains(null)) {
      return Optional.empty();
    }
    String pass = HEAD + text.body + "    return [" + String.join(", ", results) + "]\n";
    Tensor[] read = text.used.toArray(Tensor[]::new);
    return Optional.of(new Compiled(compiled(pass), read, text.onHost));
  }

  private static synchronized ScriptOps compiled(String pass) {
    return COMPILED.computeIfAbsent(pass, ScriptOps::extended);
  }

  private boolean add(Trace.Step step) {
    String method = step.operation();
    List<Object> arguments = step.arguments();
    if (method.equals("conv2d") && onHost) {
      Optional<CpuConvolutions.Call> call = CpuConvolutions.here().call(arguments);
      if (call.isEmpty()) {
        return false;
      }
      method = call.get().method();
      arguments = call.get().arguments();
    }
    List<String> given = arguments.stream().map(this::written).toList();
    if (given.contains("")) {
      return false;
    }
    String name = names.getOrDefault(step.result(), "v" + names.size());
    names.put(step.result(), name);
    body.append("    %s = self.%s(%s)\n".formatted(name, method, String.join(", ", given)));
    return true;
  }

  /** An argument as text; empty if the method cannot have it. */
  private String written(Object argument) {
    if (argument instanceof Tensor tensor) {
      return names.computeIfAbsent(tensor, this::weight);
    } else if (argument instanceof Tensor[] tensors) {
      List<String> each = Arrays.stream(tensors).map(this::written).toList();
      return each.contains("") ? "" : "[" + String.join(", ", each) + "]";
    } else if (argument instanceof long[] numbers) {
      return Arrays.stream(numbers)
          .mapToObj(Long::toString)
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (argument instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return argument instanceof Number ? argument.toString() : "";
  }

  private String weight(Tensor tensor) {
    if (!allowed.contains(tensor)) {
      return "";
    }
    used.add(tensor);
    return "weights[%d]".formatted(used.size() - 1);
  }
}
