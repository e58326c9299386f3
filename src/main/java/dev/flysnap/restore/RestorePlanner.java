package dev.flysnap.restore;

import dev.flysnap.fly.CreateVolume;
import dev.flysnap.fly.FlyException;
import dev.flysnap.fly.Regions;
import dev.flysnap.hook.Grade;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.snapshot.SnapshotFinder;
import dev.flysnap.snapshot.SnapshotRow;
import dev.flysnap.snapshot.Workbench;
import java.util.List;
import java.util.Optional;

/** Looks at the world and decides how a snapshot is brought back. Changes nothing. */
final class RestorePlanner {
    private static final long BYTES_PER_GB = 1L << 30;
    private static final int NOT_FOUND = 404;
    private static final List<Integer> REFUSED = List.of(401, 403, NOT_FOUND);

    private final Workbench bench;

    RestorePlanner(Workbench bench) {
        this.bench = bench;
    }

    RestorePlan plan(RunId run, RestoreRequest request) {
        bench.fly().apps().get(request.app());
        request.toRegion().ifPresent(this::check);
        SnapshotFinder finder = new SnapshotFinder(bench);
        SnapshotRow row = finder.find(request.app(), request.snapshot(), request.volume());
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        Volume source = source(row);
        List<Machine> machines =
                bench.fly().machines().list(request.app()).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        Json.Obj appConfig = appConfig(request, snapshot, source, row, machines);
        Json.Obj mount =
                MachineConfigs.mountOf(appConfig, source.id())
                        .orElseThrow(() ->
                                RestoreProblems.configUnknown(request.app(), snapshot, source.id())
                                        .exception());
        Optional<Machine> replaced =
                replaced(request.app(), source.id(), source.name(), machines, request.cutover());
        if (request.cutover() && isUnreachable(replaced) && !request.acceptUnfenced()) {
            throw RestoreProblems.cannotBeFenced(request.app(), replaced.orElseThrow()).exception();
        }
        return new RestorePlan(
                run,
                request.app(),
                snapshot,
                row.snapshot().createdAt(),
                row.grade(),
                source.id(),
                newVolume(request, row, source, appConfig),
                "flysnap-" + run.value().replace('_', '-'),
                VerifierConfig.of(run, appConfig, mount, request.verifierImage(), request.verify()),
                MachineConfigs.withMetadata(appConfig, VerifierConfig.RUN_KEY, run.value()),
                replaced,
                request.cutover() && isUnreachable(replaced),
                row.known().map(RestorePlanner::expected).orElse(List.of()),
                request.verify(),
                request.cutover(),
                request.timeout());
    }

    /**
     * The platform knows its regions; where it does not tell this token, the request for the volume
     * decides.
     */
    private void check(Region region) {
        Regions regions;
        try {
            regions = bench.fly().platform().regions();
        } catch (FlyException e) {
            if (REFUSED.contains(e.status().orElse(0))) {
                return;
            }
            throw e;
        }
        if (!regions.has(region)) {
            throw RestoreProblems.noSuchRegion(region, regions).exception();
        }
    }

    /**
     * The snapshot's volume: as Fly describes it, dead or alive, else as it was when the snapshot
     * was taken.
     */
    private static Volume source(SnapshotRow row) {
        return row.known()
                .map(it -> Records.read(Volume.class, it.volumeFacts()))
                .or(row::volume)
                .orElseThrow();
    }

    /**
     * The config of the machine that mounts the volume now, else of the one that did when the
     * snapshot was taken.
     */
    private Json.Obj appConfig(
            RestoreRequest request,
            SnapshotId snapshot,
            Volume source,
            SnapshotRow row,
            List<Machine> machines) {
        return machines.stream()
                .filter(it -> it.mountedVolumes().contains(source.id()))
                .flatMap(it -> it.config().stream())
                .findFirst()
                .or(() -> row.known().flatMap(RestorePlanner::machineOf).flatMap(Machine::config))
                .orElseThrow(() ->
                        RestoreProblems.configUnknown(request.app(), snapshot, source.id())
                                .exception());
    }

    private static Optional<Machine> machineOf(KnownSnapshot known) {
        return known.machine().map(it -> Records.read(Machine.class, it));
    }

    private static CreateVolume newVolume(
            RestoreRequest request, SnapshotRow row, Volume source, Json.Obj appConfig) {
        long snapshotGb =
                row.snapshot()
                        .volumeBytes()
                        .map(it -> (it + BYTES_PER_GB - 1) / BYTES_PER_GB)
                        .orElse(0L);
        int needed = (int) Math.max(snapshotGb, source.sizeGb());
        int asked = request.sizeGb().orElse(needed);
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        if (asked < needed) {
            throw RestoreProblems.tooSmall(asked, needed, snapshot).exception();
        }
        return new CreateVolume(
                source.name(),
                request.toRegion().orElse(source.region()),
                asked,
                source.encrypted(),
                Optional.of(snapshot),
                source.snapshotRetentionDays(),
                source.dailySnapshots(),
                appConfig.object("guest"),
                appConfig.text("image"),
                false);
    }

    /** The machine to replace as things are now, for a run whose plan did not go as far. */
    Optional<Machine> replacedNow(RestorePlan plan) {
        List<Machine> machines =
                bench.fly().machines().list(plan.app()).stream()
                        .filter(it -> !it.state().isDead() && !it.name().equals(plan.machineName()))
                        .toList();
        return replaced(plan.app(), plan.sourceVolume(), plan.newVolume().name(), machines, true);
    }

    /** The machine whose volume has the source's name: by that name a mount finds its volume. */
    private Optional<Machine> replaced(
            AppName app,
            VolumeId source,
            VolumeName name,
            List<Machine> machines,
            boolean mustBeClear) {
        List<Volume> sameName =
                bench.fly().volumes().list(app).stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        List<Machine> mounting =
                machines.stream()
                        .filter(machine -> sameName.stream().anyMatch(it -> mounts(machine, it)))
                        .toList();
        List<Machine> ofTheSource =
                mounting.stream().filter(it -> it.mountedVolumes().contains(source)).toList();
        List<Machine> candidates = ofTheSource.isEmpty() ? mounting : ofTheSource;
        if (candidates.size() > 1 && mustBeClear) {
            throw RestoreProblems.severalToReplace(app, candidates).exception();
        }
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** A machine whose host does not answer cannot be stopped, and may go on writing. */
    private static boolean isUnreachable(Optional<Machine> machine) {
        return machine.map(it -> it.hostStatus() != HostStatus.OK).orElse(false);
    }

    private static boolean mounts(Machine machine, Volume volume) {
        return machine.mountedVolumes().contains(volume.id())
                || volume.attachedMachine().equals(Optional.of(machine.id()));
    }

    /**
     * The databases of the receipt. Only where writers were off until the snapshot was there must
     * they be the same to the schema: after a plain quiesce the app may have migrated before the
     * snapshot was taken.
     */
    private static List<ExpectedDatabase> expected(KnownSnapshot known) {
        boolean exact =
                known.receipt()
                        .text("grade")
                        .map(it -> Grade.of(it).isAtLeast(Grade.HELD))
                        .orElse(false);
        return known.receipt().objects("databases").stream()
                .map(it -> Records.read(ExpectedDatabase.class, it))
                .map(it -> exact ? it : it.byNameOnly())
                .toList();
    }
}
