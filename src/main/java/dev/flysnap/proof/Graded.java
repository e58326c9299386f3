package dev.flysnap.proof;

import java.util.List;

/**
 * A grade with the reasons why it is not better.
 *
 * @param limits sentences for people, each naming something that was not proven
 */
public record Graded(Grade grade, List<String> limits) {
    public Graded {
        limits = List.copyOf(limits);
    }
}
