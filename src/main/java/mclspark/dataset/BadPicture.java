package mclspark.dataset;

import java.io.Serializable;

/**
 * A picture that was left out.
 *
 * @param index its place in the data set
 * @param path its file
 * @param reason why it could not be read
 */
public record BadPicture(int index, String path, String reason) implements Serializable {

  /** The picture as a line of the list: path, tab, reason. */
  public String line() {
    return oneLine(path) + "\t" + oneLine(reason);
  }

  private static String oneLine(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
