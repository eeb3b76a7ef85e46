package mclspark.importing;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.checkpoint.RunIdentity;
import mclspark.model.peers.PeerArchitectures;
import mclspark.supervised.SupervisedConfig;
import mclspark.tensor.HostTensor;

/**
 * Supervised peers (spec 3.7) under their names in the reference. A single network, such as a
 * linear classifier with its frozen encoder (spec 2.8), becomes the only branch.
 */
final class SupervisedImport {

  private final ImportRequest request;
  private final ReferenceState state;

  private SupervisedImport(ImportRequest request, ReferenceState state) {
    this.request = request;
    this.state = state;
  }

  static ImportedRun run(ImportRequest request, ReferenceState state) throws IOException {
    SupervisedImport supervised = new SupervisedImport(request, state);
    if (PeerLayout.isOwn(state.shapes())) {
      return supervised.own();
    }
    return supervised.peers();
  }

  private ImportedRun peers() throws IOException {
    if (!PeerLayout.hasHead(state.shapes())) {
      throw state.unknown("has neither encoder_q. or encoder_q_0. of MoCo nor a classifier");
    }
    PeerLayout layout = PeerLayout.of(state.shapes(), request.arch(), state::refuse);
    request.checkPeer(layout.peers());
    Map<String, String> names = new LinkedHashMap<>();
    if (request.peer().isPresent() && layout.peers() > 1) {
      names.putAll(layout.only(request.peer().getAsInt()));
      layout = new PeerLayout(layout.layout(), 1, layout.classes());
    } else {
      layout.layout().entries().keySet().forEach(name -> names.put(name, name));
    }
    return imported(layout, names, "supervised peers");
  }

  /** The classifier with its encoder becomes the only branch. */
  private ImportedRun own() throws IOException {
    request.checkPeer(1);
    PeerLayout layout = PeerLayout.own(state.shapes(), request.arch(), state::refuse);
    return imported(layout, layout.ownNames(), "classifier with its encoder");
  }

  private ImportedRun imported(PeerLayout layout, Map<String, String> names, String kind)
      throws IOException {
    String arch = layout.layout().arch();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("job", "train");
    tree.put("name", request.runName());
    tree.put("output", request.output());
    tree.put("data", data(arch));
    tree.put("model", Map.of("arch", arch, "peers", layout.peers()));
    String hash = SupervisedConfig.reader().read(request.file(), tree).config().hash();
    RunIdentity identity =
        new RunIdentity(request.runName(), request.file(), tree, hash, layout.peers(), 1, Map.of());
    Map<String, HostTensor> tensors = state.read(names);
    String what =
        "%s, %s, N = %d, %d classes".formatted(kind, arch, layout.peers(), layout.classes());
    return new ImportedRun(identity, tensors, what);
  }

  /**
   * Where the pictures are is not in the file, but what they look like follows from the network.
   */
  private static Map<String, Object> data(String arch) {
    Map<String, Object> data = new LinkedHashMap<>(Map.of("train", "unknown", "test", "unknown"));
    if (PeerArchitectures.isImagenet(arch)) {
      data.put("format", "folder");
      data.put("crop_size", 224);
      data.put("mean", List.of(0.485, 0.456, 0.406));
      data.put("std", List.of(0.229, 0.224, 0.225));
    }
    return data;
  }
}
