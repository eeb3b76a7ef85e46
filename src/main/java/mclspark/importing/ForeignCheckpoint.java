package mclspark.importing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.safetensors.SafetensorsFile;
import mclspark.pth.OpaqueValue;
import mclspark.pth.StoredTensor;
import mclspark.pth.TorchFile;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The weights of a file of another program.
 *
 * @param state the named tensors
 * @param epoch the epoch in which training would go on; 0 if the file does not tell
 * @param encoder whether the file says that it is a pre-trained encoder
 * @param torch the file, if it is one of {@code torch.save}
 */
record ForeignCheckpoint(
    ReferenceState state, int epoch, boolean encoder, Optional<TorchFile> torch) {

  /** Where weights stand, by the programs that write them; the first one counts. */
  private static final List<String> KEYS = List.of("net", "state_dict", "model");

  private static final int KEYS_SHOWN = 6;
  private static final int LENGTH_BYTES = 8;

  /** Reads what the open file holds but for the tensors' elements. */
  static ForeignCheckpoint open(
      FSDataInputStream in, long length, String file, Consumer<String> warnings)
      throws IOException {
    if (file.endsWith(ExportFormat.SAFETENSORS.ending()) || isSafetensors(in, length)) {
      SafetensorsFile tensors = SafetensorsFile.open(in, length, file);
      Map<String, Object> entries = new LinkedHashMap<>();
      tensors
          .header()
          .tensors()
          .forEach((name, info) -> entries.put(name, ForeignTensor.of(tensors, name, info)));
      ReferenceState state = new StateEntries(file, "it", warnings).state(entries);
      boolean encoder =
          NetworkKind.ENCODER.equals(tensors.header().metadata().get(NetworkKind.KEY));
      return new ForeignCheckpoint(state, 0, encoder, Optional.empty());
    }
    TorchFile torch = TorchFile.open(in, length, file);
    return new Torch(file, torch, warnings).checkpoint();
  }

  /** The length of the header, then its first brace; no PyTorch file has such bytes. */
  private static boolean isSafetensors(FSDataInputStream in, long length) throws IOException {
    if (length <= LENGTH_BYTES) {
      return false;
    }
    byte[] begin = new byte[LENGTH_BYTES + 1];
    in.readFully(0, begin);
    long header = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return header > 0 && header < length && begin[LENGTH_BYTES] == '{';
  }

  /** A file of {@code torch.save}. */
  private record Torch(String file, TorchFile torch, Consumer<String> warnings) {

    ForeignCheckpoint checkpoint() {
      if (!(torch.root() instanceof Map<?, ?> root)) {
        throw ReferenceState.refuse(
            file,
            torch.root() instanceof OpaqueValue whole
                ? "it holds an object of %s, of which only state_dict() can be imported"
                    .formatted(whole.kind())
                : "it holds no map of a checkpoint");
      }
      String key = KEYS.stream().filter(root::containsKey).findFirst().orElse("");
      ReferenceState state = key.isEmpty() ? bare(root) : state(key, root.get(key));
      LeftOut.of(root, key).ifPresent(warnings);
      int epoch = root.get("epoch") instanceof Long number ? number.intValue() : 0;
      // Supervised files hold the epoch that was finished, the others the next one.
      int next = key.equals("net") ? epoch + 1 : epoch;
      return new ForeignCheckpoint(state, Math.max(0, next), false, Optional.of(torch));
    }

    private ReferenceState state(String key, Object value) {
      if (!(value instanceof Map<?, ?> entries)) {
        throw ReferenceState.refuse(
            file, "%s is %s and no map of tensors".formatted(key, StateEntries.kind(value)));
      }
      return new StateEntries(file, key, warnings).state(tensors(entries));
    }

    /** A whole file of tensors is a state itself. */
    private ReferenceState bare(Map<?, ?> root) {
      boolean bare =
          !root.isEmpty()
              && root.entrySet().stream()
                  .allMatch(
                      e ->
                          e.getValue() instanceof StoredTensor || StateEntries.isExtra(e.getKey()));
      if (!bare) {
        String keys =
            root.keySet().stream()
                .limit(KEYS_SHOWN)
                .map(LeftOut::shown)
                .collect(Collectors.joining(", "));
        throw ReferenceState.refuse(
            file, "it has neither %s, only: %s".formatted(String.join(" nor ", KEYS), keys));
      }
      return new StateEntries(file, "it", warnings).state(tensors(root));
    }

    private Map<?, ?> tensors(Map<?, ?> entries) {
      Map<Object, Object> tensors = new LinkedHashMap<>(entries);
      tensors.replaceAll(
          (name, value) ->
              value instanceof StoredTensor tensor ? ForeignTensor.of(torch, tensor) : value);
      return tensors;
    }
  }
}
