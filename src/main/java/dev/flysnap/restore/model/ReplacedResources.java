package dev.flysnap.restore.model;

import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import java.util.Optional;

/**
 * What a cutover replaces.
 *
 * @param machine as it was when the cutover began
 * @param stopped the same machine, stopped for a move
 * @param snapshot the snapshot that a move took of it then
 * @param volume the superseded machine's volume, which finish deletes
 * @param unfenced whether the app starts before the machine is stopped; the operator accepted that
 */
record ReplacedResources(
        Optional<Machine> machine,
        Optional<Machine> stopped,
        Optional<RestoreEffect.SnapshotTaken> snapshot,
        Optional<VolumeId> volume,
        boolean unfenced) {
    static final ReplacedResources NONE =
            new ReplacedResources(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    ReplacedResources withMachine(Optional<Machine> old, boolean acceptedUnfenced) {
        return new ReplacedResources(old, stopped, snapshot, volume, acceptedUnfenced);
    }

    ReplacedResources withStopped(Machine old) {
        return new ReplacedResources(machine, Optional.of(old), snapshot, volume, unfenced);
    }

    ReplacedResources withSnapshot(RestoreEffect.SnapshotTaken taken) {
        return new ReplacedResources(machine, stopped, Optional.of(taken), volume, unfenced);
    }

    ReplacedResources withVolume(Optional<VolumeId> old) {
        return new ReplacedResources(machine, stopped, snapshot, old, unfenced);
    }
}
