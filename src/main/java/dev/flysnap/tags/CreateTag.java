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
 * What an unfinished create notes in the metadata of the app's machine, so that it can be adopted
 * when the journal is lost. It helps; nothing depends on it. A machine bears the last one only:
 * notes of runs that nobody ever goes on with must not pile up. Writing it restarts nothing.
 * Source: PLATFORM, Machines.
 *
 * @param at when it was noted, before the snapshot was asked for
 * @param retentionBefore the volume's setting that has to be put back, in days
 * @param retainDays the setting that the run has put in its place
 * @param snapshot the one that it asked for, as soon as that is known
 */
@JsonName("create-mark")
public record CreateTag(
        RunId run,
        Instant at,
        Optional<Integer> retentionBefore,
        Optional<Integer> retainDays,
        Optional<SnapshotId> snapshot) {
    public static final String KEY = "flysnap_create";

    /** The one that the machine bears; a text that is none counts as none. */
    public static Optional<CreateTag> on(Machine machine) {
        return Optional.ofNullable(machine.metadata().get(KEY)).flatMap(CreateTag::parsed);
    }

    /** The machine as it would be without: what is kept of it must not carry the note elsewhere. */
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

    /** As it stands in the metadata. */
    public String text() {
        return JsonText.print(Records.write(CreateTag.class, this));
    }

    /** What {@link #text} wrote; empty when the text is something else. */
    public static Optional<CreateTag> parsed(String text) {
        try {
            return Optional.of(Records.read(CreateTag.class, JsonText.parse(text)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
