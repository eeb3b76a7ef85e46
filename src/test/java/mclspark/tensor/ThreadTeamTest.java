package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {

  @Test
  void dealsAllRowsInMultiplesOfTheUnit() {
    TorchEngine engine = TorchEngine.cpu(3);
    try (Scope scope = Scope.open()) {
      Tensor here = engine.zeros(1);
      assertEquals(List.of("0+16", "16+16", "32+29"), parts(here, 61, 8));
      assertEquals(List.of("0+8", "8+9"), parts(here, 17, 8));
      assertEquals(List.of("0+7"), parts(here, 7, 8));
    }
  }

  private static List<String> parts(Tensor on, long rows, long unit) {
    ConcurrentSkipListSet<String> parts = new ConcurrentSkipListSet<>();
    ThreadTeam.split(on, rows, unit, (first, count) -> parts.add(first + "+" + count));
    return parts.stream().toList();
  }

  @Test
  void everyPartHasOneThreadOfItsOwnAndNoGradients() throws InterruptedException {
    TorchEngine engine = TorchEngine.cpu(2);
    List<String> modes = new CopyOnWriteArrayList<>();
    CountDownLatch both = new CountDownLatch(2);
    try (Scope scope = Scope.open()) {
      ThreadTeam.split(
          engine.zeros(1),
          2,
          1,
          (first, count) -> {
            both.countDown();
            modes.add(met(both) + " " + JniUtils.getNumThreads() + " " + JniUtils.isGradMode());
          });
    }
    assertEquals(List.of("true 1 false", "true 1 false"), modes);
    assertEquals(2, JniUtils.getNumThreads());
  }

  private static boolean met(CountDownLatch both) {
    try {
      return both.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureComesBackWhenAllPartsHaveEnded() {
    TorchEngine engine = TorchEngine.cpu(2);
    AtomicInteger ended = new AtomicInteger();
    try (Scope scope = Scope.open()) {
      Tensor here = engine.zeros(1);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () ->
                  ThreadTeam.split(
                      here,
                      2,
                      1,
                      (first, count) -> {
                        if (first == 0) {
                          throw new IllegalStateException("part 0");
                        }
                        Thread.yield();
                        ended.incrementAndGet();
                      }));
      assertEquals("part 0", failure.getMessage());
      assertEquals(1, ended.get());
    }
  }

  @Test
  void threadsDoNotChangeAnUpdate() {
    assertArrayEquals(updated(1, false), updated(3, false));
    assertArrayEquals(updated(1, true), updated(3, true));
  }

  private static float[] updated(int threads, boolean nesterov) {
    TorchEngine engine = TorchEngine.cpu(threads);
    Random random = new Random(5);
    try (Scope scope = Scope.open()) {
      Tensor[] flat = new Tensor[3];
      for (int i = 0; i < flat.length; i++) {
        float[] values = new float[64 * 7001];
        for (int j = 0; j < values.length; j++) {
          values[j] = (float) random.nextGaussian();
        }
        flat[i] = engine.floats(values, values.length);
      }
      if (nesterov) {
        Ops.nesterov(flat[0], flat[1], flat[2], 0.03, 0.9, 1e-4, 0.5);
      } else {
        Ops.sgd(flat[0], flat[1], flat[2], 0.03, 0.9, 1e-4, 0.5);
      }
      return Ops.concatenate(flat).toFloats();
    }
  }
}
