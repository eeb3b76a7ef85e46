package mclspark.collective.shared;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import mclspark.collective.Buffers;

/**
 * One file of each worker, all of which every worker has mapped. Own buffers lie in the own file;
 * those of the others lie at the same places of theirs.
 */
final class SharedSlots {

  private final List<ByteBuffer> slots = new ArrayList<>();
  private final int rank;
  private final long start;

  /** Takes the workers' files, in rank order. */
  SharedSlots(int rank, List<SharedFile> files) {
    this.rank = rank;
    files.forEach(file -> slots.add(file.shared()));
    start = address(slots.get(rank));
  }

  /** What buffers of these sizes take: each begins with a page of its own. */
  static long bytes(List<Integer> sizes) {
    return sizes.stream().mapToLong(SharedSlots::pages).sum();
  }

  /** Own buffers of these sizes, in order. */
  List<ByteBuffer> buffers(List<Integer> sizes) {
    List<ByteBuffer> buffers = new ArrayList<>();
    int place = 0;
    for (int size : sizes) {
      buffers.add(Buffers.range(slots.get(rank), place, size));
      place += pages(size);
    }
    return buffers;
  }

  /** Where a buffer begins in the own slot; empty if it does not lie in it, or holds nothing. */
  OptionalInt place(ByteBuffer data) {
    long place = address(data) - start;
    long end = place + data.remaining();
    boolean inside = place >= 0 && place < end && end <= slots.get(rank).capacity();
    return inside ? OptionalInt.of((int) place) : OptionalInt.empty();
  }

  /** The same range of every worker's slot, in rank order. */
  List<ByteBuffer> at(int place, int bytes) {
    return slots.stream().map(slot -> Buffers.range(slot, place, bytes)).toList();
  }

  private static long pages(int bytes) {
    return ((long) bytes + SharedFile.PAGE - 1) / SharedFile.PAGE * SharedFile.PAGE;
  }

  private static long address(ByteBuffer buffer) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }
}
