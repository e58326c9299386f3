package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.http.RefusalMeaning;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreStep;
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
    private final RegionRefusals regions;

    public ReplacementVolume(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
        this.poller = new Poller(context);
        this.regions = new RegionRefusals(plan, context);
    }

    public Set<VolumeId> ids() {
        Set<VolumeId> ids = new LinkedHashSet<>();
        all().forEach(it -> ids.add(it.id()));
        return ids;
    }

    /** The new volume, or why Fly refused it and what may be tried instead. */
    public RestoreEffect create(RestoreStep.CreateVolume step) {
        try {
            return made(context.fly().volumes().create(plan.app(), request(step)), step);
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.NOT_DONE) {
                return refused(step, e);
            }
            // The volume may have been created: look for it, never send the request again blindly.
            List<Volume> candidates = e.resolvedBy(() -> candidates(step));
            if (candidates.size() == 1) {
                return made(candidates.getFirst(), step);
            }
            if (candidates.isEmpty() && e.shortage().isPresent()) {
                return refused(step, e);
            }
            throw ReplacementProblems.volumeAnswerLost(plan, candidates).exception(e);
        }
    }

    private CreateVolume request(RestoreStep.CreateVolume step) {
        CreateVolume inRegion = plan.newVolume().withRegion(step.region());
        CreateVolume planned = step.snapshot().map(inRegion::withSnapshot).orElse(inRegion);
        return step.raisedGb().map(planned::withSizeGb).orElse(planned);
    }

    private static RestoreEffect made(Volume volume, RestoreStep.CreateVolume step) {
        return new RestoreEffect.VolumeCreated(volume.id(), step.region());
    }

    private RestoreEffect refused(RestoreStep.CreateVolume step, FlyException e) {
        boolean refusesTheApp =
                e.means(RefusalMeaning.NOT_AUTHORISED)
                        && !plan.app().equals(plan.grounds().sourceApp());
        if (e.isNotFound() || e.means(RefusalMeaning.SNAPSHOT_UNKNOWN) || refusesTheApp) {
            throw ReplacementProblems.snapshotGone(plan, e.problem()).exception(e);
        }
        Optional<Integer> requiredGb =
                e.requiredGb()
                        .filter(_ -> step.raisedGb().isEmpty())
                        .filter(gb -> gb > plan.newVolume().sizeGb() && gb <= CreateVolume.MAX_GB);
        if (requiredGb.isPresent()) {
            context.progress()
                    .report(
                            "the snapshot needs a volume of %d GB, not of %d: %s"
                                    .formatted(
                                            requiredGb.get(),
                                            plan.newVolume().sizeGb(),
                                            e.problem().why()));
            return new RestoreEffect.VolumeTooSmall(requiredGb.get());
        }
        return regions.tryNext(step.region(), RegionRefusal.What.VOLUME, e);
    }

    public Probe<RestoreEffect> probe(RestoreStep.CreateVolume step) {
        List<Volume> candidates = candidates(step);
        return switch (candidates.size()) {
            case 0 -> new Probe.Absent<>();
            case 1 -> new Probe.Present<>(made(candidates.getFirst(), step));
            default ->
                    new Probe.Unclear<>(
                            "Several new volumes could be this run's: %s."
                                    .formatted(candidates.stream().map(Volume::id).toList()),
                            "%s; then: flysnap undo %s"
                                    .formatted(
                                            ReplacementProblems.resolution(plan, candidates),
                                            plan.run()));
        };
    }

    /** Waits while it is {@code restoring} or in any other state before it can be mounted. */
    public void awaitReady(VolumeId volume) {
        WaitProgress progress = new WaitProgress(context);
        Volume _ =
                poller.until(
                                plan.timeout(),
                                () -> {
                                    Volume now = context.fly().volumes().get(plan.app(), volume);
                                    if (now.state().isDead()) {
                                        throw ReplacementProblems.volumeDied(plan, now).exception();
                                    }
                                    if (now.state().isReady()) {
                                        return Optional.of(now);
                                    }
                                    progress.report("the new volume is " + now.state());
                                    return Optional.empty();
                                })
                        .orElseThrow(
                                () -> ReplacementProblems.volumeTooSlow(plan, volume).exception());
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
                                        throw ReplacementProblems.volumeTaken(plan, now, machineId)
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

    private List<Volume> candidates(RestoreStep.CreateVolume step) {
        return poller.until(
                        APPEARS_WITHIN,
                        () -> Optional.of(matching(step)).filter(found -> !found.isEmpty()))
                .orElse(List.of());
    }

    private List<Volume> matching(RestoreStep.CreateVolume step) {
        CreateVolume requested = request(step);
        return all().stream()
                .filter(it -> !step.before().contains(it.id()))
                .filter(it -> !it.state().isDead())
                .filter(it -> it.name().equals(requested.name()))
                .filter(it -> it.region().equals(requested.region()))
                .filter(it -> it.sizeGb() == requested.sizeGb())
                .filter(it -> it.attachedMachine().isEmpty())
                .toList();
    }

    private List<Volume> all() {
        return context.fly().volumes().list(plan.app());
    }
}
