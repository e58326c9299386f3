package dev.flysnap.tags;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * The tag that an unfinished create leaves in the metadata of the app's machine, so that it can be
 * recovered when the journal is lost. Nothing depends on it. A machine has only the last one, so
 * tags of abandoned runs do not pile up. Writing it restarts nothing. Source: PLATFORM, Machines.
 *
 * @param at when it was written, before the snapshot was requested
 * @param retentionBefore the volume's original retention, to be restored, in days
 * @param retainDays the retention that the run has set instead
 * @param snapshot the requested one, as soon as it is known
 */
@JsonName("create-tag")
public record CreateTag(
        RunId run,
        Instant at,
        Optional<Integer> retentionBefore,
        Optional<Integer> retainDays,
        Optional<SnapshotId> snapshot) {
    public static final String KEY = "flysnap_create";

    /** The tag on a machine; empty when there is none, or its text is invalid. */
    public static Optional<CreateTag> on(Machine machine) {
        return Optional.ofNullable(machine.metadata().get(KEY)).flatMap(CreateTag::parsed);
    }

    /** The machine without the tag, which must not be copied elsewhere. */
    public static Machine without(Machine machine) {
        return machine.config()
                .filter(config -> machine.metadata().containsKey(KEY))
                .map(config -> machine.withConfig(without(config)))
                .orElse(machine);
    }

    public static Json.Obj without(Json.Obj config) {
        return config.object("metadata")
                .filter(it -> it.get(KEY).isPresent())
                .map(it -> config.with("metadata", it.without(KEY)))
                .orElse(config);
    }

    /** The value in the metadata. */
    public String text() {
        return JsonText.print(Records.write(CreateTag.class, this));
    }

    /** The inverse of {@link #text}; empty for any other text. */
    public static Optional<CreateTag> parsed(String text) {
        try {
            return Optional.of(Records.read(CreateTag.class, JsonText.parse(text)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
