package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LeftOutTest {

  @Test
  void allIsToldInOneLineTheCommonEndingsFirst() {
    LeftOut all = new LeftOut();
    assertEquals("", all.text());
    LeftOut some = new LeftOut();
    some.sideFile();
    some.beside();
    some.deadLink();
    for (int i = 0; i < 1234; i++) {
      some.other("a/b" + i + ".GIF");
    }
    some.other("a.b/README");
    all.add(some);
    all.add(some);
    assertEquals(
        "2 beside the class folders, 2 hidden or of a system (.NAME, __MACOSX, @eaDir ...), 2 links"
            + " to nothing, 2,468 .gif, 2 without ending",
        all.text());
    "abcdefgh".chars().forEach(c -> all.other("x." + (char) c));
    assertEquals(
        "2,468 .gif, 2 without ending, 1 .a, 1 .b, 1 .c, 1 .d, 4 more endings",
        all.text().substring(all.text().indexOf("2,468")));
  }
}
