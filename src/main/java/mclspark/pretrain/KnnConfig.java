package mclspark.pretrain;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/**
 * Section {@code knn}: nearest-neighbour accuracy during pre-training, where {@code data.test} is
 * given. Components: see the annotations.
 */
public record KnnConfig(
    @Key(
            doc = "Epochs between evaluations; 0 switches them off.",
            standard = "5",
            range = ">= 0",
            unit = "epochs",
            changesNumbers = false)
        int everyEpochs,
    @Key(doc = "Neighbours that vote.", standard = "20", range = ">= 1", changesNumbers = false)
        int k,
    @Key(
            doc = "Temperature of the votes' weights, exp(similarity / temperature).",
            standard = "0.1",
            range = ">= 0.002 and <= 1000",
            changesNumbers = false)
        double temperature,
    @Key(
            doc = "Most training pictures that serve as neighbours.",
            standard = "10000",
            range = ">= 1",
            unit = "pictures",
            changesNumbers = false)
        int maxPictures,
    @Key(
            doc =
                "Labelled pictures that serve as neighbours, stored as data.format says; the"
                    + " training pictures where it is not given. Needed where these have no"
                    + " labels.",
            changesNumbers = false)
        String train,
    @Key(
            doc =
                "Whether each evaluation also measures the features (rank, uniformity, agreement of"
                    + " peers) and writes RUN/features for the report, small test pictures"
                    + " included.",
            standard = "true",
            changesNumbers = false)
        boolean features)
    implements Serializable {

  void check(Problems problems) {
    problems.require(
        k <= maxPictures,
        "knn.k is %d and knn.max_pictures is %d; there must be at least k pictures to choose from."
            .formatted(k, maxPictures),
        "knn.k",
        "knn.max_pictures");
  }
}
