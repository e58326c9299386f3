package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.verify.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans of the app {@code shop}, and the machines and volumes that they are about. */
public final class Plans {
    public static final Region AMS = new Region("ams");
    public static final Region FRA = new Region("fra");
    public static final Region CDG = new Region("cdg");
    public static final VolumeId SOURCE = new VolumeId("vol_source");
    public static final VolumeName DATA = new VolumeName("data");
    public static final SnapshotId SNAPSHOT = new SnapshotId("vs_data");

    /** How far a plan goes, and over what. */
    public enum Kind {
        VOLUME_ONLY,
        VERIFIED,
        CUTOVER,
        CUTOVER_OF_NOTHING,
        CUTOVER_UNFENCED,
        MOVE
    }

    public static RestorePlan plan(Kind kind, Region... regions) {
        boolean move = kind == Kind.MOVE;
        boolean cutover = move || kind.name().startsWith("CUTOVER");
        return new RestorePlan(
                new RunId("run_planned"),
                new RestorePlan.Source(
                        SOURCE,
                        move ? Optional.empty() : Optional.of(SNAPSHOT),
                        move ? Optional.of(new RunId("run_snapped")) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                new RestorePlan.Destination(
                        new AppName("shop"),
                        CreateVolume.withDefaults(DATA, regions[0], 1, Optional.of(SNAPSHOT)),
                        List.of(regions)),
                new RestorePlan.MachineToCreate(
                        "flysnap-run-plan",
                        Json.Obj.empty(),
                        config("\"fly_process_group\":\"app\"")),
                new RestorePlan.Serving(
                        cutover && kind != Kind.CUTOVER_OF_NOTHING
                                ? Optional.of(
                                        machine(
                                                "machineold",
                                                "started",
                                                SOURCE,
                                                "\"fly_process_group\":\"app\""))
                                : Optional.empty(),
                        Set.of()),
                Checks.DEFAULT,
                switch (kind) {
                    case VOLUME_ONLY -> Goal.VOLUME;
                    case VERIFIED -> Goal.VERIFIED;
                    case CUTOVER, CUTOVER_OF_NOTHING, MOVE -> Goal.CUTOVER;
                    case CUTOVER_UNFENCED -> Goal.CUTOVER_UNFENCED;
                },
                false,
                Duration.ofMinutes(1),
                new PlanRationale(
                        new AppName("shop"),
                        AMS,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /**
     * A machine of the app.
     *
     * @param metadata the fields of its JSON
     */
    public static Machine machine(String id, String state, VolumeId mounted, String metadata) {
        return new Machine(
                new MachineId(id),
                id,
                new MachineState(state),
                AMS,
                Optional.of("01INSTANCE"),
                Optional.empty(),
                Optional.of(
                        config(metadata)
                                .with(
                                        "mounts",
                                        JsonText.parse(
                                                "[{\"volume\":\"%s\",\"path\":\"/data\"}]"
                                                        .formatted(mounted)))),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of());
    }

    public static Json.Obj config(String metadata) {
        return JsonText.parseObject(
                "{\"image\":\"shop:1\",\"guest\":{\"cpus\":2},\"metadata\":{%s}}"
                        .formatted(metadata));
    }

    public static Volume volume(VolumeId id, int sizeGb) {
        return new Volume(
                id,
                DATA,
                new VolumeState("created"),
                sizeGb,
                AMS,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(14),
                Optional.of(false),
                HostStatus.OK);
    }

    private Plans() {}
}
