package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture in a tar file.
 *
 * @param path its path there, without {@code .} and {@code ..}
 * @param offset its first byte in the outermost file
 * @param length its bytes
 */
record TarMember(List<String> path, long offset, long length) {

  /** The parts of a path as tar files write it: {@code ./a/b}, {@code /a/b}, {@code x/../a/b}. */
  static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return List.copyOf(parts);
  }

  /** The folders that hold it, outermost first. */
  List<String> folders() {
    return path.subList(0, path.size() - 1);
  }

  /** Its file name. */
  String name() {
    return path.get(path.size() - 1);
  }

  /**
   * What WebDataset has in common for the files of a sample: the path up to the name's first dot.
   */
  static String key(List<String> path) {
    String whole = String.join("/", path);
    int dot = whole.indexOf('.', whole.lastIndexOf('/') + 1);
    return dot < 0 ? whole : whole.substring(0, dot);
  }
}
