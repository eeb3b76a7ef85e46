package mclspark.dataset.shards.make;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mclspark.UserError;
import mclspark.dataset.ForeignData;
import mclspark.dataset.LeftOut;
import mclspark.dataset.ListingProgress;
import mclspark.dataset.PictureNames;
import mclspark.dataset.shards.labels.SampleLabel;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the pictures in a tar file and where their bytes are, also in tar files inside it, as
 * ImageNet's training set comes.
 */
final class TarPictures {

  private static final String TAR = ".tar";
  private static final int BLOCK = 512;
  private static final int MAGIC_AT = 257;
  private static final int DEEPEST = 8;
  private static final String MAGIC = "ustar";

  private final String file;
  private final Labelling labelling;
  private final LeftOut leftOut;
  private final ListingProgress progress;
  private final Map<SampleLabel, SampleLabel> known = new HashMap<>();
  private final List<TarContents> found = new ArrayList<>();

  private TarPictures(String file, Labelling labelling, LeftOut leftOut, ListingProgress progress) {
    this.file = file;
    this.labelling = labelling;
    this.leftOut = leftOut;
    this.progress = progress;
  }

  /** Whether a file name is that of a tar file. */
  static boolean isTar(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(TAR);
  }

  /**
   * Lists a tar file; contents other than labels are skipped over.
   *
   * @return the tar file and those inside it, as far as they hold pictures
   * @throws UserError if it is damaged or compressed, or holds what has no place of its own
   */
  static List<TarContents> list(
      FileSystem files, Path path, Labelling labelling, LeftOut leftOut, ListingProgress progress) {
    TarPictures pictures = new TarPictures(path.toString(), labelling, leftOut, progress);
    try (FSDataInputStream in = files.open(path)) {
      refuseCompressed(path, in.readNBytes(4));
      in.seek(0);
      pictures.scan(in, 0, withoutEnding(path.getName()), 0);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "The tar file " + path + " cannot be read: " + e.getMessage() + "; copy it again.", e);
    }
    if (pictures.found.isEmpty()) {
      throw new UserError("The tar file " + path + " holds no picture; name another.");
    }
    return pictures.found;
  }

  private static void refuseCompressed(Path path, byte[] start) {
    String first = new String(start, StandardCharsets.ISO_8859_1);
    for (String magic : List.of("\u001f\u008b", "BZh", "\u00fd7zX", "(\u00b5/\u00fd", "PK\3\4")) {
      if (first.startsWith(magic)) {
        throw new UserError(
            path + " is compressed, whatever its name says; uncompress it and name the result.");
      }
    }
  }

  // The streams stay open: the inner ones end with the outer one, which the caller closes.
  @SuppressWarnings("resource")
  private void scan(InputStream in, long start, String name, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new UserError(
          "%s holds tar files inside each other, more than %d deep; unpack it."
              .formatted(file, DEEPEST));
    }
    TarContents contents = new TarContents(file, name, depth > 0);
    Map<List<String>, List<String>> links = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    int before = found.size();
    PositionStream counted = new PositionStream(in);
    TarArchiveInputStream tar =
        new TarArchiveInputStream(counted, BLOCK, BLOCK, StandardCharsets.UTF_8.name());
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      long content = start + counted.position(); // nothing is read ahead of the header
      List<String> path = TarMember.parts(entry.getName());
      progress.count();
      if (path.stream().anyMatch(PictureNames::isSideFile)) {
        leftOut.sideFile();
      } else if (entry.isSymbolicLink() || entry.isLink()) {
        links.put(path, target(entry, path));
      } else if (!path.isEmpty() && isFile(entry)) {
        if (!TarMember.suffix(path).isEmpty() && !TarMember.isMeta(path)) {
          keys.add(TarMember.key(path));
        }
        add(tar, entry, path, content, contents, depth);
      }
    }
    refuseAnother(counted, contents);
    contents.samples(keys.size());
    follow(links, contents);
    if (!contents.pictures().isEmpty()) {
      if (found.size() > before) {
        throw new UserError(
            contents.title()
                + " holds both pictures and tar files; unpack it and name folders of one kind.");
      }
      found.add(contents);
    }
  }

  /** Tar files that were joined end to end: readers stop after the first. */
  private static void refuseAnother(InputStream rest, TarContents contents) throws IOException {
    byte[] block = rest.readNBytes(BLOCK);
    while (block.length == BLOCK) {
      if (new String(block, MAGIC_AT, MAGIC.length(), StandardCharsets.US_ASCII).equals(MAGIC)) {
        throw new UserError(
            contents.title()
                + " goes on after its end, as joined tar files do; unpack it with tar -i and pack"
                + " it anew.");
      }
      block = rest.readNBytes(BLOCK);
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isFIFO()
        && !entry.isCharacterDevice()
        && !entry.isBlockDevice();
  }

  private void add(
      TarArchiveInputStream tar,
      TarArchiveEntry entry,
      List<String> path,
      long content,
      TarContents contents,
      int depth)
      throws IOException {
    String name = path.get(path.size() - 1);
    if (entry.isSparse()) {
      throw new UserError(
          file + " holds " + entry.getName() + " as a sparse file; pack it anew without --sparse.");
    }
    if (isTar(name)) {
      scan(tar, content, withoutEnding(name), depth + 1);
    } else if (ForeignData.isCompressed(name)) {
      throw new UserError(
          contents.title()
              + " holds the archive "
              + name
              + ", which is not read there; unpack it.");
    } else if (PictureNames.isPicture(name)) {
      contents.pictures().add(new TarMember(path, content, entry.getSize()));
    } else {
      addOther(tar, entry, path, contents);
    }
  }

  private void addOther(
      TarArchiveInputStream tar, TarArchiveEntry entry, List<String> path, TarContents contents)
      throws IOException {
    String member = String.join("/", path);
    String key = TarMember.key(path);
    switch (TarMember.suffix(path)) {
      case "cls" -> {
        byte[] start = tar.readNBytes(SampleLabel.LONGEST_CLS);
        SampleLabel label = SampleLabel.ofCls(start, entry.getSize());
        contents.add(contents.labels(), key, same(label), member);
      }
      case "json" -> {
        leftOut.other(member);
        contents.captions().add(key);
        if (labelling.readsJson()) {
          byte[] start = tar.readNBytes(SampleLabel.LONGEST_JSON);
          SampleLabel label = SampleLabel.ofJson(start, entry.getSize(), labelling.jsonKey());
          contents.add(contents.json(), key, same(label), member);
        }
      }
      case "txt" -> {
        leftOut.other(member);
        contents.captions().add(key);
      }
      default -> leftOut.other(member);
    }
  }

  /** A million samples have a thousand labels. */
  private SampleLabel same(SampleLabel label) {
    SampleLabel first = known.putIfAbsent(label, label);
    return first == null ? label : first;
  }

  private static List<String> target(TarArchiveEntry link, List<String> path) {
    if (link.isLink() || link.getLinkName().startsWith("/")) {
      return TarMember.parts(link.getLinkName());
    }
    String folder = String.join("/", path.subList(0, Math.max(0, path.size() - 1)));
    return TarMember.parts(folder + "/" + link.getLinkName());
  }

  /** Links to pictures are pictures, as on a disk. */
  private void follow(Map<List<String>, List<String>> links, TarContents contents) {
    if (links.isEmpty()) {
      return;
    }
    Map<List<String>, TarMember> members = new HashMap<>();
    contents.pictures().forEach(picture -> members.put(picture.path(), picture));
    links.forEach(
        (path, target) -> {
          TarMember member = members.get(target);
          if (member == null) {
            leftOut.deadLink();
          } else if (PictureNames.isPicture(path.get(path.size() - 1))) {
            contents.pictures().add(new TarMember(path, member.offset(), member.length()));
          }
        });
  }

  private static String withoutEnding(String name) {
    return name.substring(0, name.length() - TAR.length());
  }
}
