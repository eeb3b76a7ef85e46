package mclspark.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CropPoolTest {

  @Test
  void eachBufferIsToldWhenItIsAllocated() {
    List<ByteBuffer> told = new ArrayList<>();
    CropPool pool = new CropPool(2, 3, 4, 2, told::add);
    ByteBuffer[] first = pool.tryAcquire().orElseThrow();
    assertEquals(2, told.size());
    assertSame(first[1], told.get(1));
    assertEquals(3 * 4 * 4 * 3, told.get(0).capacity());
    pool.release(first);
    pool.tryAcquire();
    assertEquals(2, told.size()); // the same again
    pool.tryAcquire();
    assertEquals(4, told.size());
    assertTrue(pool.tryAcquire().isEmpty());
  }
}
