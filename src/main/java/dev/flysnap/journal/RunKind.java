package dev.flysnap.journal;

import java.util.Arrays;

/** The command that a run carries out; the journal stores its word. */
public enum RunKind {
    CREATE("create"),
    /** Creates of several volumes, each a child run. */
    FLEET("fleet"),
    RESTORE("restore"),
    /** A restore on trial: what it makes is removed again. */
    VERIFY("verify"),
    /** The same, judged by budgets as well, and remembered as a drill. */
    DRILL("drill"),
    MOVE("move"),
    /** Copies that replace databases in the machine that has them. */
    IN_PLACE("in-place");

    private final String word;

    RunKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether it makes a new volume out of a snapshot, which a move takes itself. */
    public boolean makesVolume() {
        return this == RESTORE || isTrial() || this == MOVE;
    }

    /** Whether all that it makes is removed again when it ends. */
    public boolean isTrial() {
        return this == VERIFY || this == DRILL;
    }

    /**
     * @throws IllegalArgumentException if there is no such kind
     */
    public static RunKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"%s\" is no kind of run".formatted(word)));
    }

    @Override
    public String toString() {
        return word;
    }
}
