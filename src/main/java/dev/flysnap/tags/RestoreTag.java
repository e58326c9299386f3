package dev.flysnap.tags;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tag on the new machine of a restore, so that the run can be recovered when the journal is
 * lost: above all what the cutover removes from the old machine.
 *
 * @param snapshot absent for a move, which takes its own later, and for copies
 * @param source the volume that the snapshot was taken of
 * @param cutover whether the run was to include a cutover
 * @param copies what it was made of, as the plan has them: where they lie, what they are, and where
 *     they go to; absent = it was made of a snapshot
 */
@JsonName("restore-tag")
public record RestoreTag(
        Optional<SnapshotId> snapshot,
        VolumeId source,
        boolean cutover,
        Optional<Old> old,
        Optional<List<Json.Obj>> copies) {
    private static final String KEY = TagKeys.RESTORE_KEY;

    /**
     * The machine that the cutover replaces, as it was when the run was planned.
     *
     * @param metadata the platform's
     */
    public record Old(
            MachineId machine,
            boolean started,
            Map<String, String> metadata,
            Optional<String> schedule) {

        private static Old of(Machine machine) {
            Json.Obj config = machine.config().orElse(Json.Obj.empty());
            return new Old(
                    machine.id(),
                    machine.state().equals(MachineState.STARTED),
                    PlatformMetadata.of(config),
                    config.text("schedule"));
        }

        /**
         * Whether a cutover has begun to take it out of service. Being stopped, or changed, proves
         * nothing: an idle machine is stopped, and a deploy changes it.
         */
        public boolean isWithdrawn(Machine now) {
            return now.config().isPresent()
                    && !now.metadata().keySet().containsAll(metadata.keySet());
        }

        /**
         * The machine with everything that was removed from it put back; what a deploy has changed
         * since is kept.
         */
        public Machine original(Machine now) {
            Json.Obj config = now.config().orElse(Json.Obj.empty());
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                if (!now.metadata().containsKey(entry.getKey())) {
                    config = MachineConfigs.withMetadata(config, entry.getKey(), entry.getValue());
                }
            }
            Json.Obj whole = config.withText("schedule", schedule);
            return now.config().isEmpty()
                    ? now
                    : now.with(started ? MachineState.STARTED : now.state(), whole);
        }
    }

    /**
     * @param copies none = it is made of the snapshot
     */
    public static RestoreTag of(
            Optional<SnapshotId> snapshot,
            List<Json.Obj> copies,
            VolumeId source,
            boolean cutover,
            Optional<Machine> replaced) {
        return new RestoreTag(
                snapshot,
                source,
                cutover,
                replaced.map(Old::of),
                Optional.of(copies).filter(it -> !it.isEmpty()));
    }

    public static RestoreTag ofMove(VolumeId source, Machine moved) {
        return new RestoreTag(
                Optional.empty(), source, true, Optional.of(Old.of(moved)), Optional.empty());
    }

    /** The tag on a machine; empty when there is none, or its text is invalid. */
    public static Optional<RestoreTag> on(Machine machine) {
        return Optional.ofNullable(machine.metadata().get(KEY)).flatMap(RestoreTag::parsed);
    }

    /** The tag in a config that is, or was to be, a machine's; empty as there. */
    public static Optional<RestoreTag> in(Json.Obj config) {
        return config.object("metadata").flatMap(it -> it.text(KEY)).flatMap(RestoreTag::parsed);
    }

    private static Optional<RestoreTag> parsed(String text) {
        try {
            return Optional.of(Records.read(RestoreTag.class, JsonText.parse(text)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** The config with this tag. */
    public Json.Obj addTo(Json.Obj config) {
        return MachineConfigs.withMetadata(
                config, KEY, JsonText.print(Records.write(RestoreTag.class, this)));
    }

    /** The config without flysnap's tags, for a new machine that copies it. */
    public static Json.Obj without(Json.Obj config) {
        Optional<Json.Obj> metadata = config.object("metadata");
        return metadata.isEmpty()
                ? config
                : config.with("metadata", metadata.get().without(KEY).without(TagKeys.RUN_KEY));
    }
}
