package dev.flysnap.restore.model;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.tags.PlatformMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A step of a restore or its undo; the order is in RestoreRoute. */
@JsonName("restore-step")
public sealed interface RestoreStep {
    /**
     * A step that changes nothing, or that checks before it changes anything: after a crash it is
     * simply done again.
     */
    sealed interface Repeatable extends RestoreStep {}

    /**
     * A step that puts back what would otherwise stay taken, or removes what would otherwise stay
     * behind: it is tried longest.
     */
    sealed interface TriedLongest extends Repeatable {}

    /** A step whose only effect is that its milestone is reached. */
    sealed interface ToMilestone extends RestoreStep {
        default Milestone milestone() {
            return switch (this) {
                case AwaitVolume _ -> Milestone.VOLUME_READY;
                case AwaitVerifier _ -> Milestone.VERIFIER_STARTED;
                case FillVolume _ -> Milestone.VOLUME_FILLED;
                case StopVerifier _ -> Milestone.VERIFIER_STOPPED;
                case CordonOld _ -> Milestone.OLD_CORDONED;
                case RemoveOldMetadata _ -> Milestone.OLD_METADATA_REMOVED;
                case StopOld _ -> Milestone.OLD_STOPPED;
                case UnscheduleOld _ -> Milestone.OLD_UNSCHEDULED;
                case ConfirmStillStopped _ -> Milestone.STILL_STOPPED_CONFIRMED;
                case ConfirmSingleWriter _ -> Milestone.SINGLE_WRITER_CONFIRMED;
                case Commit _ -> Milestone.COMMITTED;
                case UpdateToApp _ -> Milestone.NEW_UPDATED;
                case StartApp _ -> Milestone.NEW_STARTED;
                case AwaitHealthy _ -> Milestone.NEW_HEALTHY;
                case UncordonApp _ -> Milestone.IN_SERVICE;
                case ReturnOldMetadata _ -> Milestone.OLD_METADATA_BACK;
                case StartOld _ -> Milestone.OLD_STARTED_AGAIN;
                case UncordonOld _ -> Milestone.OLD_UNCORDONED;
                case CordonNew _ -> Milestone.NEW_CORDONED;
                case RemoveNewMetadata _ -> Milestone.NEW_METADATA_REMOVED;
                case StopNew _ -> Milestone.NEW_STOPPED;
                case DeleteMachine _ -> Milestone.MACHINE_DELETED;
                case DeleteVolume _ -> Milestone.VOLUME_DELETED;
                case DeleteOldMachine _ -> Milestone.OLD_MACHINE_DELETED;
                case DeleteOldVolume _ -> Milestone.OLD_VOLUME_DELETED;
            };
        }
    }

    /** The volumes that exist already must be known after a crash. */
    @JsonName("list-volumes-before")
    record ListVolumesBefore() implements Repeatable {}

    /**
     * @param snapshot its content; absent = empty, for copies
     * @param raisedGb the size that Fly asked for, where the planned one was too small
     */
    @JsonName("create-volume")
    record CreateVolume(
            Set<VolumeId> before,
            Region region,
            Optional<SnapshotId> snapshot,
            Optional<Integer> raisedGb)
            implements RestoreStep {
        public static CreateVolume of(
                RestorePlan plan, RestoreState state, Set<VolumeId> before, Region region) {
            Optional<SnapshotId> snapshot = plan.snapshotOf(state);
            if (snapshot.isEmpty() && !plan.isFromCopies()) {
                throw new IllegalStateException("an empty volume where data was meant");
            }
            return new CreateVolume(before, region, snapshot, state.raisedGb());
        }
    }

    @JsonName("await-volume")
    record AwaitVolume(VolumeId volume) implements ToMilestone, Repeatable {}

    /** Its first boot is the verifier, never the app. */
    @JsonName("create-machine")
    record CreateMachine(VolumeId volume, Region region) implements RestoreStep {}

    /** Deletes it: it cannot get its machine, and another volume or region is tried. */
    @JsonName("abandon-volume")
    record AbandonVolume(VolumeId volume) implements TriedLongest {}

    /** Fails the run: no region is left. */
    @JsonName("report-no-capacity")
    record ReportNoCapacity(List<RegionRefusal> refused) implements Repeatable {}

    @JsonName("await-verifier")
    record AwaitVerifier(MachineId machine) implements ToMilestone, Repeatable {}

    /** Brings the copies; done again it goes on where it stopped. */
    @JsonName("fill-volume")
    record FillVolume(MachineId machine) implements ToMilestone, Repeatable {
        public static Optional<FillVolume> ifNeeded(RestorePlan plan, MachineId machine) {
            return plan.isFromCopies() ? Optional.of(new FillVolume(machine)) : Optional.empty();
        }
    }

    /**
     * Also remembers it for the snapshot.
     *
     * @param snapshot what the volume was made from, where that is known
     */
    @JsonName("read-verdict")
    record ReadVerdict(MachineId machine, Optional<SnapshotId> snapshot) implements Repeatable {}

    /** Of a drill that was asked for it: the app itself, on the restored data. */
    @JsonName("try-app")
    record TryApp(MachineId machine) implements Repeatable {}

    @JsonName("stop-verifier")
    record StopVerifier(MachineId machine) implements ToMilestone, Repeatable {}

    /**
     * Changes nothing: marks the point in the journal, and records what the old machine is like.
     */
    @JsonName("begin-cutover")
    record BeginCutover(Optional<MachineId> old) implements Repeatable {}

    @JsonName("cordon-old")
    record CordonOld(MachineId machine) implements ToMilestone, Repeatable {}

    /** The fly_* metadata: with it the next deploy would start the machine again. */
    @JsonName("remove-old-metadata")
    record RemoveOldMetadata(MachineId machine) implements ToMilestone, Repeatable {}

    @JsonName("stop-old")
    record StopOld(MachineId machine) implements ToMilestone, Repeatable {}

    @JsonName("unschedule-old")
    record UnscheduleOld(MachineId machine) implements ToMilestone, Repeatable {
        /** If Fly did not tell its config, the step checks. */
        public static Optional<UnscheduleOld> ifNeeded(Machine old) {
            boolean scheduled =
                    old.config().map(it -> it.text("schedule").isPresent()).orElse(true);
            return scheduled ? Optional.of(new UnscheduleOld(old.id())) : Optional.empty();
        }
    }

    /** Records the state of the stopped old machine, which must be known after a crash. */
    @JsonName("record-stopped")
    record RecordStopped(MachineId machine) implements Repeatable {}

    /**
     * @param create the create's own run
     */
    @JsonName("take-snapshot")
    record TakeSnapshot(RunId create, VolumeId volume) implements Repeatable {}

    /**
     * @param then as it was before the snapshot
     */
    @JsonName("confirm-still-stopped")
    record ConfirmStillStopped(Machine then) implements ToMilestone, Repeatable {}

    /** No other machine works with the app's data. */
    @JsonName("confirm-single-writer")
    record ConfirmSingleWriter() implements ToMilestone, Repeatable {}

    /** Changes nothing: marks the point in the journal from which the app may start. */
    @JsonName("commit")
    record Commit() implements ToMilestone {}

    @JsonName("update-to-app")
    record UpdateToApp(MachineId machine, VolumeId volume) implements ToMilestone {}

    @JsonName("start-app")
    record StartApp(MachineId machine) implements ToMilestone, Repeatable {}

    @JsonName("await-healthy")
    record AwaitHealthy(MachineId machine) implements ToMilestone, Repeatable {}

    @JsonName("uncordon-app")
    record UncordonApp(MachineId machine) implements ToMilestone, TriedLongest {}

    /**
     * Checks whether the old machine can be put back in service; once it is in the journal the run
     * cannot be continued.
     *
     * @param old absent when no machine was changed
     * @param asked whether the user requested the undo
     * @param beside other machines that an earlier check found
     */
    @JsonName("begin-undo")
    record BeginUndo(Optional<MachineId> old, Reach reach, boolean asked, Set<MachineId> beside)
            implements TriedLongest {
        /** How far the run had come. */
        public enum Reach {
            /** The app has not run on the new volume. */
            BEFORE_COMMIT,
            /** Nor was the old machine changed, whose host did not answer. */
            UNFENCED,
            /** It may have, and the app is down. */
            COMMITTED,
            /** It runs there, or ran; or the old machine was never stopped. */
            SERVING
        }
    }

    @JsonName("return-old-metadata")
    record ReturnOldMetadata(MachineId machine, Map<String, String> metadata)
            implements ToMilestone, TriedLongest {
        /** If Fly did not tell the old machine's config, the app's has the same metadata. */
        public static ReturnOldMetadata of(Machine old, Json.Obj appConfig) {
            return new ReturnOldMetadata(
                    old.id(), PlatformMetadata.of(old.config().orElse(appConfig)));
        }
    }

    /** Back to how it was when the cutover began. */
    @JsonName("start-old")
    record StartOld(Machine before) implements ToMilestone, TriedLongest {}

    @JsonName("uncordon-old")
    record UncordonOld(MachineId machine) implements ToMilestone, TriedLongest {}

    @JsonName("cordon-new")
    record CordonNew(MachineId machine) implements ToMilestone, TriedLongest {}

    @JsonName("remove-new-metadata")
    record RemoveNewMetadata(MachineId machine) implements ToMilestone, TriedLongest {}

    @JsonName("stop-new")
    record StopNew(MachineId machine) implements ToMilestone, TriedLongest {}

    @JsonName("delete-machine")
    record DeleteMachine(MachineId machine) implements ToMilestone, TriedLongest {}

    @JsonName("delete-volume")
    record DeleteVolume(VolumeId volume) implements ToMilestone, TriedLongest {}

    /**
     * Changes nothing: marks the point in the journal, and records the volume.
     *
     * @param old the superseded machine: the old one, or after an undo the new one
     * @param volume if the journal knows it; what the machine mounts now counts more
     */
    @JsonName("begin-finish")
    record BeginFinish(MachineId old, Optional<VolumeId> volume) implements Repeatable {}

    /** The superseded one, unless it runs again. */
    @JsonName("delete-old-machine")
    record DeleteOldMachine(MachineId machine) implements ToMilestone, Repeatable {}

    @JsonName("delete-old-volume")
    record DeleteOldVolume(VolumeId volume) implements ToMilestone, Repeatable {}
}
