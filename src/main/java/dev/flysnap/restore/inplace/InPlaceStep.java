package dev.flysnap.restore.inplace;

import dev.flysnap.json.JsonName;

/** What a restore in place does, one request each. */
@JsonName("in-place-step")
public sealed interface InPlaceStep {
    /** Sends one database. It replaces nothing yet. */
    @JsonName("upload-database")
    record Upload(String database) implements InPlaceStep {}

    @JsonName("replace-databases")
    record Replace() implements InPlaceStep {}

    /** Deletes what was sent. */
    @JsonName("discard-uploads")
    record Discard() implements InPlaceStep {}

    /** Brings back what was replaced. */
    @JsonName("restore-replaced")
    record RestoreReplaced() implements InPlaceStep {}

    @JsonName("delete-set-aside")
    record DeleteSetAside() implements InPlaceStep {}
}
