package dev.flysnap.restore.inplace;

import dev.flysnap.json.JsonName;
import java.time.Instant;

/** What a step of a restore in place has changed. */
@JsonName("in-place-effect")
public sealed interface InPlaceEffect {
    @JsonName("database-uploaded")
    record Uploaded(String database) implements InPlaceEffect {}

    /** The agent was started again before it replaced anything. */
    @JsonName("uploads-lost")
    record UploadsLost() implements InPlaceEffect {}

    @JsonName("databases-replaced")
    record Replaced(Instant at) implements InPlaceEffect {}

    /** The app did not come up, and runs on the old databases again. */
    @JsonName("databases-put-back")
    record PutBack(String why) implements InPlaceEffect {}

    @JsonName("uploads-discarded")
    record Discarded() implements InPlaceEffect {}

    @JsonName("replaced-restored")
    record RestoredReplaced() implements InPlaceEffect {}

    @JsonName("set-aside-deleted")
    record DeletedSetAside() implements InPlaceEffect {}
}
