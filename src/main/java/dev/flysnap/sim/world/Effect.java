package dev.flysnap.sim.world;

import dev.flysnap.json.JsonName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An action outside of the world, on processes and disks. */
public sealed interface Effect {
    /**
     * Starts a machine's main process.
     *
     * @param run identifies the process when it ends
     * @param environment can hold secrets
     * @param containers empty for a machine of one image, else all of them: the first one is what
     *     {@code command}, {@code environment} and {@code mountPath} say
     */
    @JsonName("start-process")
    record StartProcess(
            String machine,
            long run,
            List<String> command,
            Map<String, String> environment,
            Optional<String> volume,
            String mountPath,
            String privateIp,
            List<Container> containers)
            implements Effect {
        @Override
        public String toString() {
            return "StartProcess[machine=%s, run=%d]".formatted(machine, run);
        }
    }

    /**
     * One of several containers in a machine.
     *
     * @param mountPath empty where it does not mount the volume
     */
    record Container(
            String name,
            List<String> command,
            Map<String, String> environment,
            Optional<String> mountPath) {
        @Override
        public String toString() {
            return "Container[name=%s]".formatted(name);
        }
    }

    @JsonName("signal-process")
    record SignalProcess(String machine, String signal) implements Effect {}

    @JsonName("kill-process")
    record KillProcess(String machine) implements Effect {}

    /** Stops the process where it stands. */
    @JsonName("freeze-process")
    record FreezeProcess(String machine) implements Effect {}

    @JsonName("thaw-process")
    record ThawProcess(String machine) implements Effect {}

    @JsonName("create-disk")
    record CreateDisk(String volume, int sizeGb) implements Effect {}

    @JsonName("extend-disk")
    record ExtendDisk(String volume, int sizeGb) implements Effect {}

    @JsonName("delete-disk")
    record DeleteDisk(String volume) implements Effect {}

    @JsonName("delete-snapshot")
    record DeleteSnapshot(String snapshot) implements Effect {}

    /** Fills a new volume from a snapshot; answered by {@link SimEvent.VolumeFilled}. */
    @JsonName("fill-from-snapshot")
    record FillFromSnapshot(String volume, int sizeGb, String snapshot) implements Effect {}

    /** Fills a new volume from another; answered by {@link SimEvent.VolumeFilled}. */
    @JsonName("fill-from-volume")
    record FillFromVolume(String volume, int sizeGb, String source, Optional<String> machine)
            implements Effect {}

    /**
     * Takes the point in time; answered by {@link SimEvent.SnapshotTaken}.
     *
     * @param machine that may be writing to the volume
     */
    @JsonName("take-snapshot")
    record TakeSnapshot(String snapshot, String volume, Optional<String> machine)
            implements Effect {}

    /**
     * Whether it takes time and is completed by an event: it survives a restart of the simulator as
     * open work.
     */
    default boolean isWork() {
        return switch (this) {
            case FillFromSnapshot _, FillFromVolume _, TakeSnapshot _ -> true;
            case StartProcess _,
                    SignalProcess _,
                    KillProcess _,
                    FreezeProcess _,
                    ThawProcess _,
                    CreateDisk _,
                    ExtendDisk _,
                    DeleteDisk _,
                    DeleteSnapshot _ ->
                    false;
        };
    }
}
