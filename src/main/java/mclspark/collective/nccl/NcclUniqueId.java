package mclspark.collective.nccl;

import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** NCCL's name of a group, 128 bytes; public only for JNA. */
@FieldOrder("internal")
public class NcclUniqueId extends Structure {

  static final int BYTES = 128;

  /** The bytes; JNA finds them by name. */
  public byte[] internal = new byte[BYTES];

  /** Given to a function that fills it. */
  public static final class ByReference extends NcclUniqueId implements Structure.ByReference {}

  /** Given to a function that takes the bytes themselves. */
  public static final class ByValue extends NcclUniqueId implements Structure.ByValue {

    /** For JNA. */
    public ByValue() {}

    ByValue(byte... bytes) {
      System.arraycopy(bytes, 0, internal, 0, BYTES);
    }
  }
}
