package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.Poller;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.WaitProgress;
import dev.flysnap.saga.Probe;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The volume that a restore makes. */
public final class ReplacementVolume {
    /** A volume whose request was accepted is in the list within seconds. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(20);

    /** Longer than Fly takes to notice that a volume's machine is gone. */
    private static final Duration DETACHED_WITHIN = Duration.ofSeconds(20);

    private final RestorePlan plan;
    private final RunContext context;
    private final Poller poller;

    public ReplacementVolume(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
        this.poller = new Poller(context);
    }

    public Set<VolumeId> ids() {
        Set<VolumeId> ids = new LinkedHashSet<>();
        all().forEach(it -> ids.add(it.id()));
        return ids;
    }

    /** The new volume, or that the region has no room for one. */
    public RestoreEffect create(Set<VolumeId> before, Region region, SnapshotId snapshot) {
        try {
            Volume made =
                    context.fly()
                            .volumes()
                            .create(
                                    plan.app(),
                                    plan.newVolume().withRegion(region).withSnapshot(snapshot));
            return new RestoreEffect.VolumeCreated(made.id(), region);
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.NOT_DONE) {
                return refused(region, e);
            }
            // The volume may have been created: look for it, never send the request again blindly.
            List<Volume> candidates = e.resolvedBy(() -> candidates(before, region));
            if (candidates.size() == 1) {
                return new RestoreEffect.VolumeCreated(candidates.getFirst().id(), region);
            }
            if (candidates.isEmpty() && e.shortage().isPresent()) {
                return refused(region, e);
            }
            throw ReplacementVolumeProblems.volumeAnswerLost(plan, candidates).exception(e);
        }
    }

    private RestoreEffect refused(Region region, FlyException e) {
        if (e.shortage().isEmpty()) {
            boolean refusesTheApp =
                    e.problem().exit() == ExitCode.NOT_AUTHORISED
                            && !plan.app().equals(plan.grounds().sourceApp());
            throw e.isNotFound() || refusesTheApp
                    ? ReplacementVolumeProblems.snapshotGone(plan, e.problem()).exception(e)
                    : e;
        }
        RegionRefusal refusal =
                new RegionRefusal(
                        region, RegionRefusal.What.VOLUME, e.shortage().get(), e.problem().why());
        context.progress().report(refusal.description() + ": " + refusal.said());
        return new RestoreEffect.NoCapacity(refusal);
    }

    public Probe<RestoreEffect> probe(Set<VolumeId> before, Region region) {
        List<Volume> candidates = candidates(before, region);
        return switch (candidates.size()) {
            case 0 -> new Probe.Absent<>();
            case 1 ->
                    new Probe.Present<>(
                            new RestoreEffect.VolumeCreated(candidates.getFirst().id(), region));
            default ->
                    new Probe.Unclear<>(
                            "Several new volumes could be this run's: %s."
                                    .formatted(candidates.stream().map(Volume::id).toList()),
                            "%s; then: flysnap undo %s"
                                    .formatted(
                                            ReplacementVolumeProblems.resolution(plan, candidates),
                                            plan.run()));
        };
    }

    /**
     * Waits while it is {@code restoring}, {@code hydrating} or in any other state before it is
     * usable.
     */
    public void awaitReady(VolumeId volume) {
        WaitProgress progress = new WaitProgress(context);
        Volume _ =
                poller.until(
                                plan.timeout(),
                                () -> {
                                    Volume now = context.fly().volumes().get(plan.app(), volume);
                                    if (now.state().isDead()) {
                                        throw ReplacementVolumeProblems.volumeDied(plan, now)
                                                .exception();
                                    }
                                    if (now.state().isReady()) {
                                        return Optional.of(now);
                                    }
                                    progress.report("the new volume is " + now.state());
                                    return Optional.empty();
                                })
                        .orElseThrow(() ->
                                ReplacementVolumeProblems.volumeTooSlow(plan, volume).exception());
    }

    /** Succeeds where the volume is already deleted. */
    public void delete(VolumeId volume) {
        try {
            Volume now = context.fly().volumes().get(plan.app(), volume);
            if (!now.state().isDead()) {
                if (now.attachedMachine().isPresent()) {
                    awaitDetached(now);
                }
                context.fly().volumes().delete(plan.app(), volume);
            }
        } catch (FlyException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Its machine may have been deleted a moment ago; a living one must not lose its volume. */
    private void awaitDetached(Volume volume) {
        Optional<Volume> free =
                poller.until(
                        DETACHED_WITHIN,
                        () -> {
                            Volume now = context.fly().volumes().get(plan.app(), volume.id());
                            now.attachedMachine()
                                    .filter(this::isAlive)
                                    .ifPresent(machineId -> {
                                        throw ReplacementVolumeProblems.volumeTaken(
                                                        plan, now, machineId)
                                                .exception();
                                    });
                            return Optional.of(now).filter(it -> it.attachedMachine().isEmpty());
                        });
        if (free.isEmpty()) {
            context.progress()
                    .report(volume.id() + " is still said to be attached; trying all the same");
        }
    }

    private boolean isAlive(MachineId machine) {
        return context.fly()
                .machines()
                .find(plan.app(), machine)
                .filter(it -> !it.state().isDead())
                .isPresent();
    }

    private List<Volume> candidates(Set<VolumeId> before, Region region) {
        return poller.until(
                        APPEARS_WITHIN,
                        () ->
                                Optional.of(matching(before, region))
                                        .filter(found -> !found.isEmpty()))
                .orElse(List.of());
    }

    private List<Volume> matching(Set<VolumeId> before, Region region) {
        return all().stream()
                .filter(it -> !before.contains(it.id()))
                .filter(it -> !it.state().isDead())
                .filter(it -> it.name().equals(plan.newVolume().name()))
                .filter(it -> it.region().equals(region))
                .filter(it -> it.sizeGb() == plan.newVolume().sizeGb())
                .filter(it -> it.attachedMachine().isEmpty())
                .toList();
    }

    private List<Volume> all() {
        return context.fly().volumes().list(plan.app());
    }
}
