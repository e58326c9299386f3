package dev.flysnap.sqlite.replace;

import java.util.function.Consumer;

/** Where a replacement stands, in its order. Tests end the process at each of them. */
public enum ReplaceStep {
    APP_STOPPED,
    SETTLED,
    MARKED,
    SET_ASIDE,
    CLEARED,
    REPLACED_FIRST,
    REPLACED,
    APP_STARTED,
    COMMITTED,

    /** Of the way back: what was beside the new file is gone, or kept with it. */
    TAKEN_AWAY,
    PUT_BACK;

    /** Hears of each step when it is done. */
    public interface Listener extends Consumer<ReplaceStep> {
        Listener NONE = step -> {};
    }
}
