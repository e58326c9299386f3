package dev.flysnap.sim.volume;

import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rules to request, take, keep and expire snapshots. Source of each rule: PLATFORM, Snapshots. */
public final class SnapshotRules {
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** Empty when the platform accepts the request without making a snapshot. */
    public static Optional<SimSnapshot> request(
            Transition transition, String app, String volumeId) {
        SimVolume volume =
                VolumeRules.requireUsable(transition, VolumeRules.find(transition, app, volumeId));
        List<SimSnapshot> known = transition.world().snapshotsOf(volumeId);
        Switches switches = transition.rules().switches();
        if (known.stream().anyMatch(SimSnapshot::isPending)) {
            if (switches.snapshotCoalescing() == Switches.SnapshotCoalescing.PENDING) {
                return Optional.empty();
            }
            throw Refusal.conflict(
                    "a snapshot of volume %s is already in progress".formatted(volumeId));
        }
        boolean recent =
                known.stream()
                        .flatMap(it -> it.createdAt().stream())
                        .anyMatch(it -> it.plus(RECENT).isAfter(transition.now()));
        if (recent && switches.snapshotCoalescing() == Switches.SnapshotCoalescing.RECENT) {
            return Optional.empty();
        }
        return Optional.of(begin(transition, volume));
    }

    private static SimSnapshot begin(Transition transition, SimVolume volume) {
        SimSnapshot snapshot =
                new SimSnapshot(
                        transition.ids().snapshot(),
                        volume.app(),
                        transition.app(volume.app()).org(),
                        volume.id(),
                        transition.now(),
                        volume.sizeGb(),
                        volume.retentionDays(),
                        SimSnapshot.Status.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        false);
        transition.put(snapshot);
        takeIfDue(transition, Switches.SnapshotPoint.AT_REQUEST, snapshot);
        transition.schedule(
                transition.rules().delays().snapshotWaits(),
                new SimEvent.SnapshotRuns(snapshot.id()));
        return snapshot;
    }

    public static void runs(Transition transition, String id) {
        transition
                .world()
                .snapshot(id)
                .filter(SimSnapshot::isPending)
                .ifPresent(snapshot -> {
                    transition.put(snapshot.with(SimSnapshot.Status.RUNNING));
                    takeIfDue(transition, Switches.SnapshotPoint.AT_RUNNING, snapshot);
                    transition.schedule(
                            transition.rules().delays().snapshotRuns(),
                            new SimEvent.SnapshotEnds(id));
                });
    }

    public static void taken(Transition transition, String id, SimSnapshot.Content content) {
        if (transition.world().snapshot(id).isEmpty()) {
            // The app was deleted while its content was copied.
            transition.addEffect(new Effect.DeleteSnapshot(id));
        }
        transition
                .world()
                .snapshot(id)
                .ifPresent(snapshot -> {
                    SimSnapshot filled = snapshot.with(content);
                    transition.put(filled);
                    if (filled.overdue()) {
                        end(transition, filled);
                    }
                });
    }

    public static void ends(Transition transition, String id) {
        transition
                .world()
                .snapshot(id)
                .filter(SimSnapshot::isPending)
                .ifPresent(snapshot -> {
                    if (snapshot.content().isPresent()) {
                        end(transition, snapshot);
                        return;
                    }
                    transition.put(snapshot.becomesOverdue());
                    takeIfDue(transition, Switches.SnapshotPoint.AT_CREATED, snapshot);
                });
    }

    private static void end(Transition transition, SimSnapshot snapshot) {
        boolean fails = transition.rules().switches().snapshotEnd() == Switches.SnapshotEnd.FAILED;
        transition.put(
                snapshot.finished(
                        fails ? SimSnapshot.Status.FAILED : SimSnapshot.Status.CREATED,
                        transition.now()));
        transition.schedule(
                Duration.ofDays(snapshot.retentionDays()),
                new SimEvent.SnapshotExpires(snapshot.id()));
    }

    public static void failed(Transition transition, String id) {
        transition
                .world()
                .snapshot(id)
                .map(it -> it.finished(SimSnapshot.Status.FAILED, transition.now()))
                .ifPresent(transition::put);
    }

    public static void expires(Transition transition, String id) {
        if (transition.world().snapshot(id).isPresent()) {
            transition.removeSnapshot(id);
            transition.addEffect(new Effect.DeleteSnapshot(id));
        }
    }

    /** The platform takes one a day, regardless of leases. */
    public static void daily(Transition transition, String volumeId) {
        transition
                .world()
                .volume(volumeId)
                .filter(it -> !it.isDead())
                .ifPresent(_ -> {
                    Optional<SimSnapshot> _ = takeScheduled(transition, volumeId);
                    transition.schedule(Duration.ofDays(1), new SimEvent.DailySnapshot(volumeId));
                });
    }

    /** Takes a scheduled snapshot, unless one is pending for the volume. */
    public static Optional<SimSnapshot> takeScheduled(Transition transition, String volumeId) {
        boolean busy =
                transition.world().snapshotsOf(volumeId).stream().anyMatch(SimSnapshot::isPending);
        return transition
                .world()
                .volume(volumeId)
                .filter(it -> it.dailySnapshots() && it.isUsable() && !busy)
                .map(it -> begin(transition, it));
    }

    private static void takeIfDue(
            Transition transition, Switches.SnapshotPoint point, SimSnapshot snapshot) {
        if (transition.rules().switches().snapshotPoint() == point
                && snapshot.content().isEmpty()) {
            Optional<String> machine =
                    transition.world().volume(snapshot.volume()).flatMap(SimVolume::machine);
            transition.addEffect(
                    new Effect.TakeSnapshot(snapshot.id(), snapshot.volume(), machine));
        }
    }

    /** Those of a deleted volume are listed through their retention. */
    public static List<SimSnapshot> list(Transition transition, String app, String volumeId) {
        transition.app(app);
        List<SimSnapshot> rows =
                transition.world().snapshotsOf(volumeId).stream()
                        .filter(it -> it.app().equals(app))
                        .toList();
        if (rows.isEmpty()) {
            VolumeRules.find(transition, app, volumeId);
        }
        return rows;
    }

    /** A snapshot that a volume of {@code app} can be made from: of its own organisation. */
    static SimSnapshot restorable(Transition transition, SimApp app, String id) {
        SimSnapshot snapshot =
                transition.world().snapshot(id).orElseThrow(() -> Refusal.notFound("snapshot"));
        if (!snapshot.org().equals(app.org())) {
            throw switch (transition.rules().switches().foreignApp()) {
                case FORBIDDEN -> Refusal.forbidden("not authorized to use snapshot " + id);
                case NOT_FOUND -> Refusal.notFound("snapshot");
            };
        }
        if (snapshot.status() != SimSnapshot.Status.CREATED) {
            throw Refusal.precondition(
                    "snapshot %s is not complete, its status is %s"
                            .formatted(id, snapshot.status().name().toLowerCase(Locale.ROOT)));
        }
        return snapshot;
    }

    private SnapshotRules() {}
}
