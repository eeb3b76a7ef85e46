package mclspark.collective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleProcessTest {

  @Test
  void sumsGathersAndSendsToItself() {
    try (Collective member = new SingleProcess()) {
      float[] values = CollectiveContract.part(0, 1021);
      ByteBuffer data = CollectiveContract.floats(values);
      member.allReduceSum(data);
      assertArrayEquals(values, CollectiveContract.array(data), 0);
      ByteBuffer all = CollectiveContract.bytes(13, 1);
      member.allGather(CollectiveContract.bytes(13, 2), all);
      assertEquals(CollectiveContract.bytes(13, 2), all);
      member.allToAll(List.of(CollectiveContract.bytes(13, 3)), List.of(all));
      assertEquals(CollectiveContract.bytes(13, 3), all);
      assertEquals(0, member.bytesSent());
      assertEquals(1, member.size());
    }
  }

  @Test
  void whoHasLeftCannotCall() {
    Collective member = new SingleProcess();
    member.close();
    ByteBuffer data = CollectiveContract.floats(1);
    assertThrows(IllegalStateException.class, () -> member.allReduceSum(data));
  }
}
