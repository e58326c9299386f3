package dev.flysnap.proof;

import dev.flysnap.json.JsonName;

/** How a hold ended. */
public sealed interface Resumed {
    /** Writers were off from the quiesce's answer until this resume. */
    @JsonName("intact")
    record Intact(long heldMs) implements Resumed {}

    /** The hold had expired before. */
    @JsonName("lapsed")
    record Lapsed(long heldMs) implements Resumed {}

    /**
     * Something was written in spite of the hold.
     *
     * @param what as the hook says it
     */
    @JsonName("broken")
    record Broken(long heldMs, String what) implements Resumed {}

    /** The hook does not know the lease: it was restarted, or the hold was long ago. */
    @JsonName("unknown")
    record Unknown() implements Resumed {}
}
