package dev.flysnap.restore;

import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import java.util.Map;
import java.util.Optional;

/** What becomes of the old machine in a cutover, there and back. Pure. */
final class OldMachineWay {

    static Optional<RestoreStep> towardsStopped(RestoreState state) {
        if (state.old().isPresent()
                && state.has(Milestone.OLD_CORDONED)
                && state.lacks(Milestone.OLD_WITHDRAWN)) {
            return Optional.of(new RestoreStep.WithdrawOld(state.old().get().id()));
        }
        return towardsStill(state);
    }

    /**
     * The same, but that a deploy still knows it as the app's: it then runs into its lease, and
     * does not make a machine of its own on the volume that is being prepared.
     */
    static Optional<RestoreStep> towardsStill(RestoreState state) {
        if (state.old().isEmpty()) {
            return Optional.empty();
        }
        Machine old = state.old().get();
        if (state.lacks(Milestone.OLD_CORDONED)) {
            return Optional.of(new RestoreStep.CordonOld(old.id()));
        }
        if (state.lacks(Milestone.OLD_STOPPED)) {
            return Optional.of(new RestoreStep.StopOld(old.id()));
        }
        // Of one whose host did not answer nobody knows: the step looks for itself.
        boolean scheduled = old.config().map(it -> it.text("schedule").isPresent()).orElse(true);
        return scheduled && state.lacks(Milestone.OLD_UNSCHEDULED)
                ? Optional.of(new RestoreStep.UnscheduleOld(old.id()))
                : Optional.empty();
    }

    /**
     * @param appConfig of a machine whose host did not answer there was no config to read the
     *     metadata from; the app's has the same
     */
    static Optional<RestoreStep> backToWork(RestoreState state, Json.Obj appConfig) {
        if (state.old().isEmpty()) {
            return Optional.empty();
        }
        Machine old = state.old().get();
        if (state.lacks(Milestone.OLD_METADATA_BACK)) {
            Map<String, String> metadata = PlatformMetadata.of(old.config().orElse(appConfig));
            return Optional.of(new RestoreStep.ReturnMetadata(old.id(), metadata));
        }
        if (state.lacks(Milestone.OLD_STARTED_AGAIN)) {
            return Optional.of(new RestoreStep.StartOld(old));
        }
        return state.lacks(Milestone.OLD_UNCORDONED)
                ? Optional.of(new RestoreStep.UncordonOld(old.id()))
                : Optional.empty();
    }

    /** When the user asked for it: the old machine goes, then its volume. */
    static Optional<RestoreStep> towardsGone(RestoreState state) {
        if (state.old().isEmpty()) {
            return Optional.empty();
        }
        if (state.lacks(Milestone.FINISH_BEGUN)) {
            Machine old = state.old().get();
            return Optional.of(
                    new RestoreStep.BeginFinish(
                            old.id(), old.mountedVolumes().stream().findFirst()));
        }
        if (state.lacks(Milestone.OLD_MACHINE_DELETED)) {
            return Optional.of(new RestoreStep.DeleteOldMachine(state.old().get().id()));
        }
        return state.lacks(Milestone.OLD_VOLUME_DELETED)
                ? state.retired().map(RestoreStep.DeleteOldVolume::new)
                : Optional.empty();
    }

    private OldMachineWay() {}
}
