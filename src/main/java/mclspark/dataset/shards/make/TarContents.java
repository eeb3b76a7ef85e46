package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a tar file holds, be it a file of its own or inside another. */
final class TarContents {

  private final String file;
  private final String name;
  private final boolean inner;
  private final List<TarMember> pictures = new ArrayList<>();
  private final Map<String, String> labels = new HashMap<>();
  private final Set<String> captions = new HashSet<>();

  TarContents(String file, String name, boolean inner) {
    this.file = file;
    this.name = name;
    this.inner = inner;
  }

  /** The outermost file. */
  String file() {
    return file;
  }

  /** The tar file's own name, without its ending. */
  String name() {
    return name;
  }

  /** Whether it lies in another tar file. */
  boolean isInner() {
    return inner;
  }

  /** How messages call it. */
  String title() {
    return inner ? name + ".tar in " + file : file;
  }

  /** Its pictures, in the order of the file. */
  List<TarMember> pictures() {
    return pictures;
  }

  /** Labels of samples by their keys, as WebDataset's {@code .cls} files hold them. */
  Map<String, String> labels() {
    return labels;
  }

  /** Keys of samples with a {@code .json} or {@code .txt} file. */
  Set<String> captions() {
    return captions;
  }

  /** Whether its pictures lie in no folder. */
  boolean isFlat() {
    return pictures.stream().allMatch(picture -> picture.folders().isEmpty());
  }
}
