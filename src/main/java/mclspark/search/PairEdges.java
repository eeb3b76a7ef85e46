package mclspark.search;

import java.io.Serializable;

/**
 * What two blocks have in common: enough pairs above the threshold to join all rows that such pairs
 * join, and how many pairs each row has. Rows are numbers in the table.
 *
 * @param ends row and row in turn, [2 * pairs]
 * @param rows those that have pairs
 * @param degrees their numbers of pairs
 */
public record PairEdges(int[] ends, int[] rows, int[] degrees) implements Serializable {}
