package dev.flysnap.restore.plan;

import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import java.util.Optional;

/**
 * The config that the new machine is made of, and where it was found. It can hold secrets.
 *
 * @param config mounts the snapshot's volume, and nothing else
 * @param machine whose it is or was; absent for one that the user gave
 */
record ResolvedConfig(Json.Obj config, Source source, Optional<MachineId> machine) {

    /** Where the config comes from, in the order of preference. */
    enum Source {
        LIVING_MACHINE("of the machine that is there"),
        JOURNAL("as this journal kept it with the snapshot"),
        JOURNAL_OTHER("as this journal kept it last"),
        RECEIPT("as the receipt's file has it"),
        FILE("from the file"),
        FLAGS("made of the flags");

        private final String description;

        Source(String words) {
            this.description = words;
        }

        String description() {
            return description;
        }
    }

    /** Without the config. */
    @Override
    public String toString() {
        return "ResolvedConfig[" + source + "]";
    }

    /** Of a machine of several containers the one that mounts the volume, if there is no other. */
    Optional<String> image() {
        return config.text("image")
                .filter(it -> !it.isEmpty())
                .or(() ->
                        config.objects("containers").stream()
                                .filter(it -> !it.objects("mounts").isEmpty())
                                .flatMap(it -> it.text("image").stream())
                                .findFirst());
    }

    boolean isLiving() {
        return source == Source.LIVING_MACHINE;
    }

    /** As it was when the snapshot was taken. */
    boolean isOfSnapshot() {
        return source == Source.JOURNAL || source == Source.RECEIPT;
    }

    /** Given by the user, image and all. */
    boolean isGiven() {
        return source == Source.FILE || source == Source.FLAGS;
    }
}
