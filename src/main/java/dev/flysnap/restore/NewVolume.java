package dev.flysnap.restore;

import dev.flysnap.fly.FlyException;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.saga.Probe;
import dev.flysnap.snapshot.Polling;
import dev.flysnap.snapshot.Workbench;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The volume that a restore makes. */
final class NewVolume {
    /** A volume whose request was accepted is in the list within seconds. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(20);

    private static final int NOT_FOUND = 404;

    private final RestorePlan plan;
    private final Workbench bench;
    private final Polling polling;

    NewVolume(RestorePlan plan, Workbench bench) {
        this.plan = plan;
        this.bench = bench;
        this.polling = new Polling(bench);
    }

    Set<VolumeId> ids() {
        Set<VolumeId> ids = new LinkedHashSet<>();
        all().forEach(it -> ids.add(it.id()));
        return ids;
    }

    VolumeId create(Set<VolumeId> before) {
        try {
            return bench.fly().volumes().create(plan.app(), plan.newVolume()).id();
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.NOT_DONE) {
                throw e;
            }
            // It may have happened: look, never ask twice blindly.
            List<Volume> candidates = candidates(before);
            if (candidates.size() == 1) {
                return candidates.getFirst().id();
            }
            throw RestoreProblems.volumeAnswerLost(plan, candidates).exception(e);
        }
    }

    Probe<RestoreEffect> probe(Set<VolumeId> before) {
        List<Volume> candidates = candidates(before);
        return switch (candidates.size()) {
            case 0 -> new Probe.Absent<>();
            case 1 ->
                    new Probe.Present<>(
                            new RestoreEffect.VolumeCreated(candidates.getFirst().id()));
            default ->
                    new Probe.Unclear<>(
                            "Several new volumes could be this run's: "
                                    + candidates.stream().map(Volume::id).toList()
                                    + ".");
        };
    }

    void awaitReady(VolumeId volume) {
        Volume _ =
                polling.until(
                                plan.timeout(),
                                () -> {
                                    Volume now = bench.fly().volumes().get(plan.app(), volume);
                                    if (now.state().isDead()) {
                                        throw RestoreProblems.volumeDied(plan, now).exception();
                                    }
                                    return now.state().isReady()
                                            ? Optional.of(now)
                                            : Optional.empty();
                                })
                        .orElseThrow(() -> RestoreProblems.volumeTooSlow(plan, volume).exception());
    }

    /** Deleting what is already deleted is done. */
    void delete(VolumeId volume) {
        try {
            Volume now = bench.fly().volumes().get(plan.app(), volume);
            if (!now.state().isDead()) {
                bench.fly().volumes().delete(plan.app(), volume);
            }
        } catch (FlyException e) {
            if (e.status().orElse(0) != NOT_FOUND) {
                throw e;
            }
        }
    }

    private List<Volume> candidates(Set<VolumeId> before) {
        return polling.until(
                        APPEARS_WITHIN,
                        () -> Optional.of(matching(before)).filter(found -> !found.isEmpty()))
                .orElse(List.of());
    }

    private List<Volume> matching(Set<VolumeId> before) {
        return all().stream()
                .filter(it -> !before.contains(it.id()))
                .filter(it -> !it.state().isDead())
                .filter(it -> it.name().equals(plan.newVolume().name()))
                .filter(it -> it.region().equals(plan.newVolume().region()))
                .filter(it -> it.sizeGb() == plan.newVolume().sizeGb())
                .filter(it -> it.attachedMachine().isEmpty())
                .toList();
    }

    private List<Volume> all() {
        return bench.fly().volumes().list(plan.app());
    }
}
