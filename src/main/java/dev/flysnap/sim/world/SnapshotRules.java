package dev.flysnap.sim.world;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rules to request, take, keep and expire snapshots. Source of each rule: PLATFORM, Snapshots. */
public final class SnapshotRules {
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** Empty when the platform accepts the request without making a snapshot. */
    public static Optional<Snapshot> request(Turn transition, String app, String volumeId) {
        Volume volume = VolumeRules.usable(transition, VolumeRules.find(transition, app, volumeId));
        List<Snapshot> known = transition.world().snapshotsOf(volumeId);
        Switches switches = transition.rules().switches();
        if (known.stream().anyMatch(Snapshot::isPending)) {
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

    private static Snapshot begin(Turn transition, Volume volume) {
        Snapshot snapshot =
                new Snapshot(
                        transition.ids().snapshot(),
                        volume.app(),
                        transition.app(volume.app()).org(),
                        volume.id(),
                        transition.now(),
                        volume.sizeGb(),
                        volume.retentionDays(),
                        Snapshot.Status.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        false);
        transition.put(snapshot);
        takeAt(transition, Switches.SnapshotPoint.AT_REQUEST, snapshot);
        transition.later(
                transition.rules().delays().snapshotWaits(),
                new Happening.SnapshotRuns(snapshot.id()));
        return snapshot;
    }

    static void runs(Turn transition, String id) {
        transition
                .world()
                .snapshot(id)
                .filter(Snapshot::isPending)
                .ifPresent(snapshot -> {
                    transition.put(snapshot.with(Snapshot.Status.RUNNING));
                    takeAt(transition, Switches.SnapshotPoint.AT_RUNNING, snapshot);
                    transition.later(
                            transition.rules().delays().snapshotRuns(),
                            new Happening.SnapshotEnds(id));
                });
    }

    static void taken(Turn transition, String id, Snapshot.Content content) {
        if (transition.world().snapshot(id).isEmpty()) {
            // The app was deleted while its content was copied.
            transition.effect(new Effect.DeleteSnapshot(id));
        }
        transition
                .world()
                .snapshot(id)
                .ifPresent(snapshot -> {
                    Snapshot filled = snapshot.with(content);
                    transition.put(filled);
                    if (filled.overdue()) {
                        end(transition, filled);
                    }
                });
    }

    static void ends(Turn transition, String id) {
        transition
                .world()
                .snapshot(id)
                .filter(Snapshot::isPending)
                .ifPresent(snapshot -> {
                    if (snapshot.content().isPresent()) {
                        end(transition, snapshot);
                        return;
                    }
                    transition.put(snapshot.becomesOverdue());
                    takeAt(transition, Switches.SnapshotPoint.AT_CREATED, snapshot);
                });
    }

    private static void end(Turn transition, Snapshot snapshot) {
        boolean fails = transition.rules().switches().snapshotEnd() == Switches.SnapshotEnd.FAILED;
        transition.put(
                snapshot.finished(
                        fails ? Snapshot.Status.FAILED : Snapshot.Status.CREATED,
                        transition.now()));
        transition.later(
                Duration.ofDays(snapshot.retentionDays()),
                new Happening.SnapshotExpires(snapshot.id()));
    }

    static void failed(Turn transition, String id) {
        transition
                .world()
                .snapshot(id)
                .ifPresent(it ->
                        transition.put(it.finished(Snapshot.Status.FAILED, transition.now())));
    }

    static void expires(Turn transition, String id) {
        if (transition.world().snapshot(id).isPresent()) {
            transition.removeSnapshot(id);
            transition.effect(new Effect.DeleteSnapshot(id));
        }
    }

    /** The platform takes one a day, regardless of leases. */
    static void daily(Turn transition, String volumeId) {
        transition
                .world()
                .volume(volumeId)
                .filter(it -> !it.isDead())
                .ifPresent(_ -> {
                    Optional<Snapshot> _ = takeScheduled(transition, volumeId);
                    transition.later(Duration.ofDays(1), new Happening.DailySnapshot(volumeId));
                });
    }

    /** Takes a scheduled snapshot, unless one is pending for the volume. */
    public static Optional<Snapshot> takeScheduled(Turn transition, String volumeId) {
        boolean busy =
                transition.world().snapshotsOf(volumeId).stream().anyMatch(Snapshot::isPending);
        return transition
                .world()
                .volume(volumeId)
                .filter(it -> it.dailySnapshots() && it.isUsable() && !busy)
                .map(it -> begin(transition, it));
    }

    private static void takeAt(Turn transition, Switches.SnapshotPoint point, Snapshot snapshot) {
        if (transition.rules().switches().snapshotPoint() == point
                && snapshot.content().isEmpty()) {
            Optional<String> machine =
                    transition.world().volume(snapshot.volume()).flatMap(Volume::machine);
            transition.effect(new Effect.TakeSnapshot(snapshot.id(), snapshot.volume(), machine));
        }
    }

    /** Those of a deleted volume are listed through their retention. */
    public static List<Snapshot> list(Turn transition, String app, String volumeId) {
        transition.app(app);
        List<Snapshot> rows =
                transition.world().snapshotsOf(volumeId).stream()
                        .filter(it -> it.app().equals(app))
                        .toList();
        if (rows.isEmpty()) {
            VolumeRules.find(transition, app, volumeId);
        }
        return rows;
    }

    /** A snapshot that a volume of {@code app} can be made from: of its own organisation. */
    static Snapshot restorable(Turn transition, App app, String id) {
        Snapshot snapshot =
                transition.world().snapshot(id).orElseThrow(() -> Refusal.notFound("snapshot"));
        if (!snapshot.org().equals(app.org())) {
            throw switch (transition.rules().switches().foreignApp()) {
                case FORBIDDEN -> Refusal.forbidden("not authorized to use snapshot " + id);
                case NOT_FOUND -> Refusal.notFound("snapshot");
            };
        }
        if (snapshot.status() != Snapshot.Status.CREATED) {
            throw Refusal.precondition(
                    "snapshot %s is not complete, its status is %s"
                            .formatted(id, snapshot.status().name().toLowerCase(Locale.ROOT)));
        }
        return snapshot;
    }

    private SnapshotRules() {}
}
