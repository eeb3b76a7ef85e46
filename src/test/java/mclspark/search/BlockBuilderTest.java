package mclspark.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mclspark.UserError;
import org.junit.jupiter.api.Test;

final class BlockBuilderTest {

  private final BlockBuilder builder = new BlockBuilder("emb", "path", 2);

  private void add(String id, float... embedding) {
    builder.add(id, embedding, VectorBlock.UNKNOWN);
  }

  private String refusal(String id, float... embedding) {
    return assertThrows(UserError.class, () -> add(id, embedding)).getMessage();
  }

  @Test
  void rowsWithoutEmbeddingAreLeftOutAndCounted() {
    add("a", 3, 4);
    builder.add("b", null, VectorBlock.UNKNOWN);
    add("c", 0, 1);
    VectorBlock block = builder.build(0);
    assertArrayEquals(new String[] {"a", "c"}, block.ids());
    assertArrayEquals(new double[] {5, 1}, block.norms());
    assertEquals(1, block.leftOut());
    assertEquals(1, block.notNormalised());
  }

  @Test
  void idsMustBeThereAndDiffer() {
    assertEquals(
        "emb has a row whose path is null; name a column with an id in every row by --id-column, or"
            + " leave such rows out of the table.",
        refusal(null, 1, 1));
    add("a", 1, 1);
    assertEquals(
        "emb has path 'a' twice; ids must differ: leave one of the rows out, or name another column"
            + " by --id-column.",
        refusal("a", 1, 1));
  }

  @Test
  void rowsOfAnotherLengthAreRefused() {
    assertEquals(
        "emb: the embedding of path 'a' has 3 numbers, but that of another row has 2; embed all"
            + " pictures by one model.",
        refusal("a", 1, 1, 1));
  }

  @Test
  void numbersMustBeFiniteAndNotAllZero() {
    assertEquals(
        "emb: the embedding of path 'a' holds a number that is not finite; embed this picture"
            + " again.",
        refusal("a", 1, Float.NaN));
    assertEquals(
        "emb: the embedding of path 'b' holds a number that is not finite; embed this picture"
            + " again.",
        refusal("b", Float.NEGATIVE_INFINITY, 1));
    assertEquals(
        "emb: the embedding of path 'c' is all zeros, which has no direction; make it null to leave"
            + " the row out.",
        refusal("c", 0, -0f));
  }
}
