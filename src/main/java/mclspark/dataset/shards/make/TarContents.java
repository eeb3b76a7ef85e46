package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mclspark.dataset.shards.labels.SampleLabel;

/** What a tar file holds, be it a file of its own or inside another. */
final class TarContents {

  private final String file;
  private final String name;
  private final boolean inner;
  private final List<TarMember> pictures = new ArrayList<>();
  private final Map<String, SampleLabel> labels = new LinkedHashMap<>();
  private final Map<String, SampleLabel> json = new LinkedHashMap<>();
  private final Set<String> captions = new HashSet<>();
  private String repeated = "";
  private int samples;

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

  /** The name of the outermost file. */
  String fileName() {
    return file.substring(file.lastIndexOf('/') + 1);
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

  /** What WebDataset's {@code .cls} files hold, by the keys of their samples. */
  Map<String, SampleLabel> labels() {
    return labels;
  }

  /** What WebDataset's {@code .json} files hold, by the keys of their samples. */
  Map<String, SampleLabel> json() {
    return json;
  }

  /** Takes a label; the first file that is there twice is remembered. */
  void add(Map<String, SampleLabel> kind, String key, SampleLabel label, String member) {
    if (kind.put(key, label) != null && repeated.isEmpty()) {
      repeated = member;
    }
  }

  /** A {@code .cls} or {@code .json} file that a sample has twice; empty without one. */
  String repeated() {
    return repeated;
  }

  /** Keys of samples with a {@code .json} or {@code .txt} file. */
  Set<String> captions() {
    return captions;
  }

  /** How many samples WebDataset would count: different keys of files with a suffix. */
  int samples() {
    return samples;
  }

  void samples(int count) {
    samples = count;
  }

  /** Whether its pictures lie in no folder. */
  boolean isFlat() {
    return pictures.stream().allMatch(picture -> picture.folders().isEmpty());
  }
}
