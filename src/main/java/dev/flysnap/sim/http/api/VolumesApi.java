package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.ApiTimes;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Operations on volumes and their snapshots. */
public final class VolumesApi {
    private static final long BLOCK_BYTES = 4096;

    private final Engine engine;

    public VolumesApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        String all = "/v1/apps/{app}/volumes";
        String one = all + "/{id}";
        return List.of(
                Route.of("volumes.list", "GET " + all, this::list),
                Route.of("volumes.create", "POST " + all, this::create),
                Route.of("volumes.get", "GET " + one, this::get),
                Route.of("volumes.update", "PUT " + one, this::update),
                Route.of("volumes.update", "POST " + one, this::update),
                Route.of("volumes.delete", "DELETE " + one, this::delete),
                Route.of("volumes.extend", "PUT " + one + "/extend", this::extend),
                Route.of("snapshots.list", "GET " + one + "/snapshots", this::snapshots),
                Route.of("snapshots.create", "POST " + one + "/snapshots", this::snapshot));
    }

    private SimResponse list(SimRequest request) {
        return engine.read(transition -> {
            var _ = transition.world().app(request.app()).orElseThrow(AppsApi::unknownApp);
            return SimResponse.list(
                    transition.world().volumesOf(request.app()).stream()
                            .map(volume -> row(transition.world(), volume))
                            .toList());
        });
    }

    private SimResponse create(SimRequest request) {
        SimVolume made =
                engine.change(transition ->
                        VolumeRules.create(transition, request.app(), request.bodyRequired()));
        return SimResponse.view(row(engine.world(), made));
    }

    private SimResponse get(SimRequest request) {
        SimVolume volume =
                engine.read(
                        transition -> VolumeRules.find(transition, request.app(), request.id()));
        return SimResponse.view(
                row(engine.world(), volume, Optional.of(engine.usedBytes(volume.id()))));
    }

    private SimResponse update(SimRequest request) {
        SimVolume changed =
                engine.change(transition ->
                        VolumeRules.update(
                                transition, request.app(), request.id(), request.bodyRequired()));
        return SimResponse.view(row(engine.world(), changed));
    }

    private SimResponse extend(SimRequest request) {
        SimVolume changed =
                engine.change(transition ->
                        VolumeRules.extend(
                                transition, request.app(), request.id(), request.bodyRequired()));
        return SimResponse.view(new ExtendedRow(row(engine.world(), changed), false));
    }

    private SimResponse delete(SimRequest request) {
        SimVolume deleted =
                engine.change(
                        transition -> VolumeRules.delete(transition, request.app(), request.id()));
        return SimResponse.view(row(engine.world(), deleted));
    }

    private SimResponse snapshots(SimRequest request) {
        List<SimSnapshot> rows =
                engine.read(
                        transition -> SnapshotRules.list(transition, request.app(), request.id()));
        Switches switches = engine.rules().switches();
        return SimResponse.list(rows.stream().map(it -> row(it, switches)).toList());
    }

    private SimResponse snapshot(SimRequest request) {
        Optional<SimSnapshot> made =
                engine.change(transition ->
                        SnapshotRules.request(transition, request.app(), request.id()));
        return switch (engine.rules().switches().snapshotAnswer()) {
            case NO_BODY -> SimResponse.empty(200);
            case NO_GRAPH_ID -> requested(request, Optional.empty());
            case GRAPH_ID -> requested(request, made.map(SimSnapshot::id));
            case OTHER_GRAPH_ID ->
                    requested(request, made.map(it -> "vs_other" + it.id().substring(3)));
        };
    }

    private SimResponse requested(SimRequest request, Optional<String> graphId) {
        String now = ApiTimes.text(engine.clock().instant());
        BackupRow backup =
                new BackupRow(
                        "85999",
                        request.app(),
                        request.id(),
                        "prepare",
                        "BACKUP_TYPE_ON_DEMAND",
                        "",
                        now,
                        now,
                        Json.NULL,
                        graphId);
        return SimResponse.view(new BackupAnswer(new BackupMessage(backup)));
    }

    private record BackupAnswer(@JsonName("Msg") BackupMessage message) {}

    private record BackupMessage(BackupRow backup) {}

    private record BackupRow(
            String id,
            String appId,
            String volumeId,
            String state,
            String type,
            String message,
            String createdAt,
            String updatedAt,
            Json finishedAt,
            Optional<String> graphId) {}

    private record ExtendedRow(VolumeRow volume, boolean needsRestart) {}

    private record SnapshotRow(
            String id,
            long size,
            String digest,
            Json createdAt,
            int retentionDays,
            Optional<SimSnapshot.Status> status,
            Optional<Long> volumeSize) {}

    private static SnapshotRow row(SimSnapshot snapshot, Switches switches) {
        boolean hasId =
                !snapshot.isPending() || switches.pendingRows() == Switches.PendingRows.WITH_ID;
        Optional<SimSnapshot.Content> content =
                snapshot.content().filter(_ -> !snapshot.isPending());
        boolean hasStatus = switches.snapshotRows() == Switches.SnapshotRows.WITH_STATUS;
        return new SnapshotRow(
                hasId ? snapshot.id() : "",
                content.map(SimSnapshot.Content::storedBytes).orElse(0L),
                content.map(SimSnapshot.Content::digest).orElse(""),
                ApiTimes.orNull(createdAt(snapshot, switches).map(ApiTimes::text)),
                snapshot.retentionDays(),
                Optional.of(snapshot.status()).filter(_ -> hasStatus),
                Optional.of(snapshot.volumeGb() * (1L << 30)).filter(_ -> hasStatus));
    }

    /** Empty while the snapshot is unfinished. */
    private static Optional<Instant> createdAt(SimSnapshot snapshot, Switches switches) {
        return snapshot.createdAt()
                .map(end ->
                        switch (switches.snapshotCreatedAt()) {
                            case END -> end;
                            case REQUEST -> snapshot.requestedAt();
                        });
    }

    private record VolumeRow(
            String id,
            String name,
            SimVolume.State state,
            int sizeGb,
            String region,
            String zone,
            boolean encrypted,
            Json attachedMachineId,
            Json attachedAllocId,
            String createdAt,
            long blocks,
            long blockSize,
            long blocksFree,
            long blocksAvail,
            String fstype,
            int snapshotRetention,
            boolean autoBackupEnabled,
            String hostStatus,
            String hostDedicationKey,
            Optional<Long> bytesUsed,
            Optional<Long> bytesTotal) {}

    private static VolumeRow row(World world, SimVolume volume) {
        return row(world, volume, Optional.empty());
    }

    /**
     * @param usedBytes only present in the response to {@code volumes.get}
     */
    private static VolumeRow row(World world, SimVolume volume, Optional<Long> usedBytes) {
        boolean dead = world.isUnreachable(volume.host());
        Optional<Long> totalBytes = usedBytes.map(_ -> volume.sizeBytes());
        long freeBlocks = usedBytes.map(it -> (volume.sizeBytes() - it) / BLOCK_BYTES).orElse(0L);
        return new VolumeRow(
                volume.id(),
                volume.name(),
                volume.state(),
                volume.sizeGb(),
                volume.region(),
                volume.host().substring(4),
                volume.encrypted(),
                ApiTimes.orNull(volume.machine()),
                Json.NULL,
                ApiTimes.text(volume.createdAt()),
                totalBytes.map(it -> it / BLOCK_BYTES).orElse(0L),
                usedBytes.isPresent() ? BLOCK_BYTES : 0,
                freeBlocks,
                freeBlocks,
                "ext4",
                volume.retentionDays(),
                volume.dailySnapshots(),
                dead ? "unreachable" : "ok",
                "",
                usedBytes,
                totalBytes);
    }
}
