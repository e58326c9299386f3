package dev.flysnap.doctor.checkup;

import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/** The store that the journal is shared by. */
public final class StateStoreCheck {
    private static final String NAME = "shared";

    /**
     * @param where as users name it
     * @param probe tries it, and says what is wrong
     */
    public static Finding of(String where, Supplier<Optional<Problem>> probe) {
        try {
            return probe.get()
                    .map(it -> Finding.of(NAME, Outcome.WRONG, it))
                    .orElseGet(() ->
                            Finding.fine(
                                    NAME,
                                    "The journal is shared by %s, which can hold locks: it obeyed a condition that was not met."
                                            .formatted(where)));
        } catch (FlysnapException e) {
            return Finding.of(NAME, Outcome.WRONG, e.problem());
        }
    }

    private StateStoreCheck() {}
}
