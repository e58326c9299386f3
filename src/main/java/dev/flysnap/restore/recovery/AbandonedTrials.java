package dev.flysnap.restore.recovery;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.machine.LeasedMachines;
import dev.flysnap.restore.machine.MachineLeases;
import dev.flysnap.restore.machine.MachineTransitions;
import dev.flysnap.restore.model.VolumeNames;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.TrialApp;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.tags.TagKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Removes what restores on trial have left whose process died: by the journal where it has them,
 * else (a CI job's journal goes with the job) by what their machine and volume say of themselves.
 */
public final class AbandonedTrials {
    private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

    private final RunContext context;
    private final Restore restore;

    public AbandonedTrials(RunContext context) {
        this.context = context;
        this.restore = new Restore(context);
    }

    /**
     * @return the app's volumes, as they were listed for that
     * @throws dev.flysnap.problem.FlysnapException if something cannot be removed
     */
    public List<Volume> remove(AppName app) {
        for (RunRecord run : context.journal().runs(app)) {
            if (run.kind().isTrial() && isAbandoned(run)) {
                report(run.id());
                var _ = restore.undo(run);
            }
        }
        List<Volume> listed = context.fly().volumes().list(app);
        removeUnknown(app, listed);
        return listed;
    }

    private boolean isAbandoned(RunRecord run) {
        RunStatus status = context.journal().status(run.id());
        return (status == RunStatus.OPEN || status == RunStatus.FAILED)
                && !context.journal().isActive(run.id())
                && (status == RunStatus.OPEN || hasLeftovers(run));
    }

    private boolean hasLeftovers(RunRecord failed) {
        try {
            return restore.previewUndoOfLeftovers(failed).isPresent();
        } catch (FlysnapException e) {
            // It has tried already, and has said so; doctor names it.
            context.progress().reportAlways(e.problem().what());
            return false;
        }
    }

    /** No process waits for a verifier that has ended by itself. */
    private void removeUnknown(AppName app, List<Volume> listed) {
        List<Volume> trials =
                listed.stream()
                        .filter(it -> !it.state().isDead() && isOld(it.createdAt()))
                        .filter(it -> TagKeys.isFlysnapName(it.name().value()))
                        .toList();
        if (trials.isEmpty()) {
            return;
        }
        Map<VolumeId, Machine> holders =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .flatMap(machine ->
                                machine.mountedVolumes().stream().map(it -> Map.entry(it, machine)))
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
        for (Volume volume : trials) {
            Optional<Machine> machine = Optional.ofNullable(holders.get(volume.id()));
            if (machine.isEmpty() && volume.attachedMachine().isEmpty()) {
                report(volume);
                delete(app, volume);
            } else if (machine.filter(it -> isVerifierOf(it, volume)).isPresent()) {
                report(volume);
                delete(app, machine.orElseThrow());
                delete(app, volume);
            }
        }
    }

    private boolean isVerifierOf(Machine machine, Volume volume) {
        return TagKeys.isVerifier(machine)
                && (machine.state().isAtRest() || isTrialApp(machine))
                && machine.hostStatus() == HostStatus.OK
                && isOld(machine.createdAt())
                && TagKeys.runOf(machine)
                        .filter(it -> VolumeNames.ofTrial(it).equals(volume.name()))
                        .filter(it -> context.journal().run(it).isEmpty())
                        .isPresent();
    }

    /** Nobody waits for an app so long; it would run for ever. */
    private static boolean isTrialApp(Machine machine) {
        return TrialApp.ROLE.equals(machine.metadata().get(TagKeys.ROLE_KEY));
    }

    /** An unknown age does not count as old. */
    private boolean isOld(Optional<Instant> createdAt) {
        Instant latest = context.clock().instant().minus(VerifierConfig.LIFETIME);
        return createdAt.filter(it -> it.isBefore(latest)).isPresent();
    }

    private void delete(AppName app, Machine machine) {
        try (MachineLeases leases = new MachineLeases(app, context)) {
            LeasedMachines leased = new LeasedMachines(app, leases.context(), leases);
            new MachineTransitions(app, leases.context(), leases, leased, STOP_LIMIT)
                    .remove(machine.id(), isTrialApp(machine));
        }
    }

    private void delete(AppName app, Volume volume) {
        Volume _ = context.fly().volumes().delete(app, volume.id());
    }

    private void report(RunId run) {
        context.progress().reportAlways("removing what %s has left".formatted(run));
    }

    private void report(Volume volume) {
        context.progress()
                .reportAlways(
                        "removing the volume %s (%s), which an earlier drill or verify has left"
                                .formatted(volume.id(), volume.name()));
    }
}
