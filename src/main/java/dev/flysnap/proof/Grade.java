package dev.flysnap.proof;

import dev.flysnap.json.JsonName;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much is proven about a snapshot, weakest first. */
public enum Grade {
    /** Nothing is proven: SQLite will recover, the last commits may be missing. */
    @JsonName("crash-consistent")
    CRASH_CONSISTENT,
    /** A hook says that the WAL was copied into the file; nobody proved a sync. */
    @JsonName("checkpointed")
    CHECKPOINTED,
    /**
     * Every commit acknowledged before T was on the device when the request went out: the snapshot
     * holds at least that.
     */
    @JsonName("synced")
    SYNCED,
    /** Writers were held off from before the request until it was created: it is the state at T. */
    @JsonName("held")
    HELD,
    /** The machine was stopped from before the request until it was created. */
    @JsonName("stopped")
    STOPPED;

    /** As users write it, such as {@code crash-consistent}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if there is no such grade
     */
    public static Grade of(String label) {
        return Arrays.stream(values())
                .filter(it -> it.label().equals(label.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "\"%s\" is not a grade: those are %s"
                                        .formatted(
                                                label,
                                                Arrays.stream(values())
                                                        .map(Grade::label)
                                                        .collect(Collectors.joining(", ")))));
    }

    /** What a hook of this level promises when no hold is requested. */
    public static Grade promisedBy(int level) {
        return level >= 2 ? SYNCED : CHECKPOINTED;
    }

    public boolean isAtLeast(Grade least) {
        return compareTo(least) >= 0;
    }

    @Override
    public String toString() {
        return label();
    }
}
