package dev.flysnap.sqlite.quiesce;

import java.util.function.Consumer;

/** Where a quiesce stands, in its order. Tests end the process at each of them. */
public enum QuiesceStep {
    OPENED,
    COPIED_ONCE,
    SYNCED_ONCE,
    COPIED_TWICE,
    TRUNCATED,
    SYNCED_TWICE,
    LOCKED,
    COMPLETED,
    SYNCED,
    HANDED_BACK;

    /** Hears of each step when it is done. */
    public interface Listener extends Consumer<QuiesceStep> {
        Listener NONE = step -> {};
    }
}
