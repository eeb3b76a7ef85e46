package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import mclspark.UserError;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class DataListingTest {

  @Test
  void classesAreCountedInOrderOfTheirIndex() {
    DataListing listing = DataListing.of(TestSpark.session(), pictures());
    assertEquals(
        List.of(new ClassCount(0, "zebra", 4), new ClassCount(1, "ant", 3)), listing.classCounts());
    assertEquals(7, listing.size());
  }

  @Test
  void rangesCoverAllRecordsInOrder() {
    DataListing listing = DataListing.of(TestSpark.session(), pictures());
    assertEquals(
        List.of("[0,a.bin,0,1,2]", "[1,a.bin,2,3,2]", "[2,a.bin,4,4,1]", "[2,b.bin,0,1,2]"),
        listing.ranges(3).collectAsList().stream().map(Row::toString).toList());
  }

  @Test
  void morePartsThanPicturesLeaveSomeEmpty() {
    DataListing listing = DataListing.of(TestSpark.session(), pictures().subList(0, 2));
    assertEquals(
        List.of("[1,a.bin,0,0,1]", "[3,a.bin,1,1,1]"),
        listing.ranges(4).collectAsList().stream().map(Row::toString).toList());
  }

  @Test
  void badListsAreRefused() {
    UserError empty =
        assertThrows(UserError.class, () -> DataListing.of(TestSpark.session(), List.of()));
    assertEquals("The data set is empty: it has no picture to list.", empty.getMessage());

    List<ListedItem> clash = new ArrayList<>(pictures());
    clash.add(new ListedItem("b.bin", 2, "bee", 1));
    UserError error =
        assertThrows(UserError.class, () -> DataListing.of(TestSpark.session(), clash));
    assertEquals(
        "Class 1 of the data set has 2 labels, among them ant and bee; it must have one.",
        error.getMessage());
  }

  /** Five records of a.bin, then two of b.bin; even items are zebras. */
  private static List<ListedItem> pictures() {
    List<ListedItem> pictures = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String label = i % 2 == 0 ? "zebra" : "ant";
      pictures.add(new ListedItem(i < 5 ? "a.bin" : "b.bin", i % 5, label, i % 2));
    }
    return pictures;
  }
}
