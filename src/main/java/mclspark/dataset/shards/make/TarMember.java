package mclspark.dataset.shards.make;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mclspark.dataset.shards.SourcePicture;

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

  /** The picture of a class, with what follows the class in its path. */
  SourcePicture of(TarContents tar, String className, String rest) {
    return new SourcePicture(tar.file(), offset, length, 0, className, className + "/" + rest);
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

  /** What follows the name's first dot, in lower case; empty without one. */
  static String suffix(List<String> path) {
    String name = path.get(path.size() - 1);
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether WebDataset takes it for data about a set, not for a part of a sample. */
  static boolean isMeta(List<String> path) {
    String top = path.get(0);
    return top.length() > 3 && top.startsWith("__") && top.endsWith("__");
  }
}
