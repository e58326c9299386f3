package dev.flysnap.sources;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one source: until when it has the data, how long it takes, what to run.
 *
 * @param hasVolume whether the app has one, which tells region, size and machine
 * @param copies those of the app
 */
record SourceFacts(
        AppName app,
        RestoreTimeEstimate estimate,
        RunContext context,
        boolean hasVolume,
        CopySets copies) {
    /**
     * Fly limits the volumes of the smallest machines to twice that. Source: Fly docs, Machines.
     */
    private static final long BYTES_A_SECOND = 8L << 20;

    /** To start a machine, or to put one back into service. */
    private static final Duration RESTART = Duration.ofMinutes(2);

    /**
     * Until when something has the data.
     *
     * @param isProven whether every commit acknowledged before is in it
     */
    private record Held(Instant until, boolean isProven) {}

    Source source(Origin origin, NewestCommit newest) {
        Optional<Held> held = held(origin);
        Optional<Instant> holds = held.map(Held::until);
        boolean isProven = held.filter(Held::isProven).isPresent();
        return new Source(
                origin,
                holds,
                isProven,
                origin.isKnownToBeBad(),
                isOfTheApp(origin) ? Loss.of(holds, isProven, newest) : Loss.UNKNOWN,
                takes(origin),
                command(origin));
    }

    /**
     * The newest commit that it shows: of a copy its own, however old those are that go with it.
     */
    Optional<Instant> shows(Origin origin) {
        return held(origin)
                .filter(_ -> isOfTheApp(origin))
                .map(it ->
                        origin instanceof Origin.OfCopy copy
                                ? copy.copy().completeUntil()
                                : it.until());
    }

    private boolean isOfTheApp(Origin origin) {
        return !(origin instanceof Origin.OfCopy copy) || copies.isOfTheApp(copy);
    }

    private Optional<Held> held(Origin origin) {
        return switch (origin) {
            case Origin.OfSnapshot(SnapshotRow row) ->
                    row.known()
                            .flatMap(SourceFacts::held)
                            .or(() -> row.snapshot().createdAt().map(it -> new Held(it, false)));
            case Origin.OfVolume(VolumeUse use) -> held(use);
            case Origin.OfCopy copy ->
                    copy.copy().isDatedInTheFuture(context.clock().instant())
                            ? Optional.empty()
                            : Optional.of(
                                    new Held(
                                            copies.with(copy).completeUntil(),
                                            copies.isOfTheApp(copy)));
            case Origin.OfReplica(Replica replica) ->
                    Optional.of(new Held(replica.writtenAt(), false));
        };
    }

    private static Optional<Held> held(SnapshotRecord known) {
        Receipt receipt = Receipt.read(known.receipt());
        return receipt.times()
                .holdsAllBefore()
                .map(it -> new Held(it, receipt.grade().isAtLeast(Grade.SYNCED)));
    }

    private Optional<Held> held(VolumeUse use) {
        return switch (use.kind()) {
            case LIVE, REPLACED, REPLACED_ELSEWHERE, UNDONE ->
                    use.machine().flatMap(NewestCommit::stoppedAt).map(it -> new Held(it, true));
            // What its snapshot had.
            case AWAITING_CUTOVER ->
                    use.run()
                            .flatMap(context.journal()::run)
                            .flatMap(new RunProgress(context)::awaitingCutover)
                            .flatMap(RestorePlan::snapshot)
                            .flatMap((SnapshotId it) -> context.journal().snapshot(it))
                            .flatMap(SourceFacts::held);
            case UNATTACHED, VOLUME_ONLY, UNFINISHED, TEMPORARY -> Optional.empty();
        };
    }

    private Optional<Duration> takes(Origin origin) {
        return switch (origin) {
            case Origin.OfSnapshot(SnapshotRow row) ->
                    Optional.of(estimate.estimate(row.snapshot().storedBytes()));
            case Origin.OfVolume(VolumeUse use) ->
                    isReachable(use)
                            ? Optional.of(
                                    isPutBack(use) ? RESTART : RESTART.plus(estimate.estimate(0)))
                            : Optional.empty();
            case Origin.OfCopy copy -> transferred(copies.with(copy).bytes());
            case Origin.OfReplica(Replica replica) -> transferred(replica.bytes());
        };
    }

    private Optional<Duration> transferred(long bytes) {
        return Optional.of(estimate.estimate(0).plusSeconds(bytes / BYTES_A_SECOND));
    }

    private static boolean isReachable(VolumeUse use) {
        return use.volume().hostStatus() == HostStatus.OK
                && use.machine().filter(it -> it.hostStatus() != HostStatus.OK).isEmpty();
    }

    /** Whether its machine is there, and only has to serve again. */
    private static boolean isPutBack(VolumeUse use) {
        return switch (use.kind()) {
            case LIVE, REPLACED, AWAITING_CUTOVER -> use.machine().isPresent();
            default -> false;
        };
    }

    private Optional<String> command(Origin origin) {
        return switch (origin) {
            case Origin.OfSnapshot(SnapshotRow row) ->
                    row.snapshot().id().map(it -> restore(it.value()));
            case Origin.OfVolume(VolumeUse use) ->
                    Optional.of(use).filter(SourceFacts::isReachable).flatMap(this::command);
            case Origin.OfCopy copy -> Optional.of(restore(copies.with(copy)));
            // The file that comes of it is put back by push.
            case Origin.OfReplica(Replica replica) ->
                    Optional.of("flysnap pull %s --from '%s'".formatted(app, replica.address()));
        };
    }

    private String restore(CopySets.CopySet set) {
        return restore(set.address())
                + (set.isEncrypted() ? " --identity FILE" : "")
                + (isAppUnknown() ? " --image IMAGE --to-region REGION" : "");
    }

    /** Then nothing tells what machine the app had, and where. */
    private boolean isAppUnknown() {
        return !hasVolume && context.journal().volumes(app).isEmpty();
    }

    private Optional<String> command(VolumeUse use) {
        return switch (use.kind()) {
            case LIVE ->
                    use.machine()
                            .map(Machine::id)
                            .map(it -> "fly machine start %s --app %s".formatted(it, app));
            case REPLACED -> use.run().map(it -> "flysnap undo " + it);
            case REPLACED_ELSEWHERE, AWAITING_CUTOVER -> use.next();
            default ->
                    Optional.of("flysnap create %s --volume %s".formatted(app, use.volume().id()));
        };
    }

    private String restore(String what) {
        return "flysnap restore %s --app %s --cutover".formatted(what, app);
    }
}
