package mclspark.spark.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.shards.KeptColumn;
import mclspark.dataset.shards.ShardPicture;
import mclspark.dataset.shards.WrittenShard;
import mclspark.dataset.shards.make.ShardMaker;
import mclspark.image.BrokenPictureException;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;

/**
 * Makes a shard of a table's rows.
 *
 * @param title how messages call the table
 * @param order how many rows a shard has to have
 * @param labels the classes
 * @param kept the user's columns
 * @param named whether rows have names of their own, which must differ
 */
record TableShardTask(
    String title, TableOrder order, TableLabels.Ids labels, List<KeptColumn> kept, boolean named)
    implements Serializable {

  static final String KEY = "mcl_key";
  static final String PATH = "mcl_path";
  static final String LABEL = "mcl_label";
  static final String BYTES = "mcl_bytes";
  static final String OUTSIDE = "mcl_outside";
  static final String SHARD = "mcl_shard";

  /** The first columns of a row; the kept ones follow, the shard is the last. */
  private static final int PATH_AT = 1;

  private static final int LABEL_AT = 2;
  private static final int BYTES_AT = 3;
  private static final int OUTSIDE_AT = 4;
  private static final int KEPT_AT = 5;

  /**
   * Makes the shard.
   *
   * @throws UserError if two rows have one name, if the table has changed since it was counted, or
   *     if the shard cannot be written
   */
  WrittenShard make(ShardMaker maker, Iterator<Row> rows) {
    if (!rows.hasNext()) {
      throw new UserError(
          title + " has changed while it was read: a shard has no rows. Prepare it again.");
    }
    Pictures pictures = new Pictures(rows);
    int shard = pictures.shard();
    WrittenShard written = maker.make(shard, order.first(shard), kept, pictures);
    while (pictures.hasNext() && written.pictures() > 0) {
      pictures.next();
    }
    if (written.pictures() > 0 && pictures.count != order.count(shard)) {
      throw changed(pictures.count, shard);
    }
    return written;
  }

  private UserError changed(long rows, int shard) {
    return new UserError(
        "%s has changed while it was read: shard %d has %d rows, but %d were counted. Prepare it again; --version pins a Delta or Iceberg table."
            .formatted(title, shard, rows, order.count(shard)));
  }

  /** The rows as pictures. */
  private final class Pictures implements java.util.Iterator<ShardPicture> {

    private final Iterator<Row> rows;
    private Row next;
    private String before = "";
    private int same;
    private long count;

    Pictures(Iterator<Row> rows) {
      this.rows = rows;
      next = rows.next();
    }

    int shard() {
      return next.getInt(next.size() - 1);
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public ShardPicture next() {
      Row row = next;
      next = rows.hasNext() ? rows.next() : null;
      count++;
      int label = labels.of(row.getString(LABEL_AT));
      byte[] bytes = row.getAs(BYTES_AT);
      String path = path(row);
      if (row.getBoolean(OUTSIDE_AT)) {
        throw new UserError(
            "%s has a row without bytes, only with the path %s to a file elsewhere; write the pictures into the table."
                .formatted(title, path));
      }
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < kept.size(); i++) {
        values.add(row.get(KEPT_AT + i));
      }
      return new ShardPicture(label, labels.className(label), path, values, () -> file(bytes));
    }

    private static byte[] file(byte... bytes) throws BrokenPictureException {
      if (bytes == null) {
        throw new BrokenPictureException("the row has no bytes");
      }
      return bytes;
    }

    private String path(Row row) {
      String path = row.getString(PATH_AT);
      same = path.equals(before) ? same + 1 : 0;
      before = path;
      if (same > 0 && named) {
        throw new UserError(
            "%s has two rows of the name %s; choose a column with different values by --id-column, or --id-column none for names made of the pictures' bytes."
                .formatted(title, path));
      }
      return same > 0 ? path + "-" + (same + 1) : path;
    }
  }
}
