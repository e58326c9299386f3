package dev.flysnap.proof;

import java.util.List;
import java.util.Map;

/**
 * A grade with the reasons why it is not better.
 *
 * @param limits sentences for people, each naming something that was not proven
 * @param databases the grade of each that was quiesced, by its path
 */
public record Graded(Grade grade, List<String> limits, Map<String, Grade> databases) {
    public Graded {
        limits = List.copyOf(limits);
        databases = Map.copyOf(databases);
    }

    /** Of one database; of the snapshot where it is not told apart. */
    Grade of(String path) {
        return databases.getOrDefault(path, grade);
    }
}
