package dev.flysnap.restore.topology;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/**
 * Which machine serves the app now, seen from the machine of a restore whose journal is lost. Pure.
 *
 * @param machine the restore's
 * @param tag the tag on that machine
 * @param machines the living ones of the app
 */
public record Successors(Machine machine, RestoreTag tag, List<Machine> machines) {

    /** The machine that the restore was to replace, as it is now. */
    public Optional<Machine> currentOld() {
        return tag.old()
                .flatMap(old ->
                        machines.stream().filter(it -> it.id().equals(old.machine())).findFirst());
    }

    /**
     * Whether the restore has come further than this state knows; another computer went on with it.
     * Before its machine becomes the app, only what is missing on the old one shows that, unless a
     * later restore has withdrawn it.
     *
     * @param note what is known of the restore, if anything
     */
    public static boolean isBehind(
            RestoreState state, Machine made, Optional<RestoreTag> note, List<Machine> living) {
        return state.isBehind(made)
                || (state.lacks(Milestone.CUTOVER_BEGUN)
                        && note.map(it -> new Successors(made, it, living))
                                .filter(Successors::isOldWithdrawn)
                                .filter(it -> it.laterReplacement().isEmpty())
                                .isPresent());
    }

    public boolean isOldWithdrawn() {
        return currentOld().flatMap(now -> tag.old().map(it -> it.isWithdrawn(now))).orElse(false);
    }

    /** A later machine that replaced the restore's machine or its old one. */
    public Optional<Machine> laterReplacement() {
        return machines.stream()
                .filter(it -> !it.id().equals(machine.id()))
                .filter(present ->
                        currentOld().filter(old -> old.id().equals(present.id())).isEmpty())
                .filter(TagKeys::hasPlatformMetadata)
                .filter(it -> !TagKeys.isVerifier(it))
                .filter(present ->
                        RestoreTag.on(present)
                                .flatMap(RestoreTag::old)
                                .map(RestoreTag.Old::machine)
                                .filter(replaced ->
                                        replaced.equals(machine.id())
                                                || tag.old()
                                                        .filter(old ->
                                                                old.machine().equals(replaced))
                                                        .isPresent())
                                .isPresent())
                .findFirst();
    }

    /**
     * Whether the restore's cutover is done, as far as Fly shows it: its machine runs and is open
     * for traffic, and the old one is out of service or gone.
     */
    public boolean isInService() {
        boolean oldIsOut =
                currentOld()
                        .map(it ->
                                it.hostStatus() == HostStatus.OK
                                        && it.state().isAtRest()
                                        && !TagKeys.hasPlatformMetadata(it))
                        .orElse(true);
        return MachineActivity.serves(machine)
                && !machine.cordoned()
                && machine.checks().stream().allMatch(Machine.Check::isPassing)
                && oldIsOut;
    }

    /**
     * Whether a later restore has replaced the restore's machine, and has itself become the app.
     */
    public boolean isReplaced() {
        return machines.stream()
                .filter(it -> !TagKeys.isVerifier(it))
                .flatMap(it -> RestoreTag.on(it).flatMap(RestoreTag::old).stream())
                .anyMatch(it -> it.machine().equals(machine.id()));
    }

    /**
     * Whether the app ran on the restore's machine and moved on: that machine lost the platform's
     * metadata, and another has it.
     */
    public boolean isOutOfService() {
        return !TagKeys.hasPlatformMetadata(machine) && serving().isPresent();
    }

    private Optional<Machine> serving() {
        return laterReplacement()
                .or(() ->
                        currentOld()
                                .filter(_ -> !isOldWithdrawn())
                                .filter(TagKeys::hasPlatformMetadata));
    }

    public String describe() {
        return serving()
                .map(it -> "machine " + it.id())
                .orElse("no machine that flysnap has tagged");
    }
}
