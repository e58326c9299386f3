package dev.flysnap.sim.world;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Snapshots: asked for, taken, kept, gone. Source of each rule: PLATFORM, Snapshots. */
public final class SnapshotRules {
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** Empty when the platform accepts the request and makes nothing. */
    public static Optional<Snapshot> request(Turn turn, String app, String volumeId) {
        Volume volume = VolumeRules.usable(turn, VolumeRules.find(turn, app, volumeId));
        List<Snapshot> known = turn.world().snapshotsOf(volumeId);
        Switches switches = turn.laws().switches();
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
                        .anyMatch(it -> it.plus(RECENT).isAfter(turn.now()));
        if (recent && switches.snapshotCoalescing() == Switches.SnapshotCoalescing.RECENT) {
            return Optional.empty();
        }
        return Optional.of(begin(turn, volume));
    }

    private static Snapshot begin(Turn turn, Volume volume) {
        Snapshot snapshot =
                new Snapshot(
                        turn.ids().snapshot(),
                        volume.app(),
                        turn.app(volume.app()).org(),
                        volume.id(),
                        turn.now(),
                        volume.sizeGb(),
                        volume.retentionDays(),
                        Snapshot.Status.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        false);
        turn.put(snapshot);
        takeIf(turn, Switches.SnapshotPoint.AT_REQUEST, snapshot);
        turn.later(turn.laws().delays().snapshotWaits(), new Happening.SnapshotRuns(snapshot.id()));
        return snapshot;
    }

    static void runs(Turn turn, String id) {
        turn.world()
                .snapshot(id)
                .filter(Snapshot::isPending)
                .ifPresent(snapshot -> {
                    turn.put(snapshot.with(Snapshot.Status.RUNNING));
                    takeIf(turn, Switches.SnapshotPoint.AT_RUNNING, snapshot);
                    turn.later(turn.laws().delays().snapshotRuns(), new Happening.SnapshotEnds(id));
                });
    }

    static void taken(Turn turn, String id, Snapshot.Content content) {
        if (turn.world().snapshot(id).isEmpty()) {
            // The app was deleted while its content was on the way.
            turn.effect(new Effect.DeleteSnapshot(id));
        }
        turn.world()
                .snapshot(id)
                .ifPresent(snapshot -> {
                    Snapshot filled = snapshot.with(content);
                    turn.put(filled);
                    if (filled.overdue()) {
                        end(turn, filled);
                    }
                });
    }

    static void ends(Turn turn, String id) {
        turn.world()
                .snapshot(id)
                .filter(Snapshot::isPending)
                .ifPresent(snapshot -> {
                    if (snapshot.content().isPresent()) {
                        end(turn, snapshot);
                        return;
                    }
                    turn.put(snapshot.becomesOverdue());
                    takeIf(turn, Switches.SnapshotPoint.AT_CREATED, snapshot);
                });
    }

    private static void end(Turn turn, Snapshot snapshot) {
        boolean fails = turn.laws().switches().snapshotEnd() == Switches.SnapshotEnd.FAILED;
        turn.put(
                snapshot.finished(
                        fails ? Snapshot.Status.FAILED : Snapshot.Status.CREATED, turn.now()));
        turn.later(
                Duration.ofDays(snapshot.retentionDays()),
                new Happening.SnapshotExpires(snapshot.id()));
    }

    static void failed(Turn turn, String id) {
        turn.world()
                .snapshot(id)
                .ifPresent(it -> turn.put(it.finished(Snapshot.Status.FAILED, turn.now())));
    }

    static void expires(Turn turn, String id) {
        if (turn.world().snapshot(id).isPresent()) {
            turn.removeSnapshot(id);
            turn.effect(new Effect.DeleteSnapshot(id));
        }
    }

    /** The platform takes one a day by itself, leases or not. */
    static void daily(Turn turn, String volumeId) {
        turn.world()
                .volume(volumeId)
                .filter(it -> !it.isDead())
                .ifPresent(_ -> {
                    Optional<Snapshot> _ = strike(turn, volumeId);
                    turn.later(Duration.ofDays(1), new Happening.DailySnapshot(volumeId));
                });
    }

    /** The platform's schedule takes one now; it passes over a volume that is busy. */
    public static Optional<Snapshot> strike(Turn turn, String volumeId) {
        boolean busy = turn.world().snapshotsOf(volumeId).stream().anyMatch(Snapshot::isPending);
        return turn.world()
                .volume(volumeId)
                .filter(it -> it.dailySnapshots() && it.isUsable() && !busy)
                .map(it -> begin(turn, it));
    }

    private static void takeIf(Turn turn, Switches.SnapshotPoint point, Snapshot snapshot) {
        if (turn.laws().switches().snapshotPoint() == point && snapshot.content().isEmpty()) {
            Optional<String> machine =
                    turn.world().volume(snapshot.volume()).flatMap(Volume::machine);
            turn.effect(new Effect.TakeSnapshot(snapshot.id(), snapshot.volume(), machine));
        }
    }

    /** Those of a deleted volume are listed through their retention. */
    public static List<Snapshot> list(Turn turn, String app, String volumeId) {
        turn.app(app);
        List<Snapshot> rows =
                turn.world().snapshotsOf(volumeId).stream()
                        .filter(it -> it.app().equals(app))
                        .toList();
        if (rows.isEmpty()) {
            VolumeRules.find(turn, app, volumeId);
        }
        return rows;
    }

    /** A snapshot that a volume of {@code app} can be made from: of its own organisation. */
    static Snapshot restorable(Turn turn, App app, String id) {
        Snapshot snapshot =
                turn.world().snapshot(id).orElseThrow(() -> Refusal.notFound("snapshot"));
        if (!snapshot.org().equals(app.org())) {
            throw switch (turn.laws().switches().foreignApp()) {
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
