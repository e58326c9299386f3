package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.world.Snapshot;
import dev.flysnap.sim.world.SnapshotRules;
import dev.flysnap.sim.world.Switches;
import dev.flysnap.sim.world.Volume;
import dev.flysnap.sim.world.VolumeRules;
import dev.flysnap.sim.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Volumes and their snapshots. */
final class VolumesApi {
    private static final long BLOCK_BYTES = 4096;

    private final Engine engine;

    VolumesApi(Engine engine) {
        this.engine = engine;
    }

    List<Route> routes() {
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

    private Answer list(Call call) {
        return engine.look(turn -> {
            var _ = turn.world().app(call.app()).orElseThrow(AppsApi::unknownApp);
            List<Json> rows = new ArrayList<>();
            turn.world().volumesOf(call.app()).forEach(it -> rows.add(json(turn.world(), it)));
            return Answer.of(new Json.Arr(rows));
        });
    }

    private Answer create(Call call) {
        Volume made =
                engine.change(turn -> VolumeRules.create(turn, call.app(), call.bodyRequired()));
        return Answer.of(json(engine.world(), made));
    }

    private Answer get(Call call) {
        Volume volume = engine.look(turn -> VolumeRules.find(turn, call.app(), call.id()));
        long usedBytes = engine.usedBytes(volume.id());
        return Answer.of(
                json(engine.world(), volume)
                        .with("bytes_used", usedBytes)
                        .with("bytes_total", volume.sizeBytes())
                        .with("blocks", volume.sizeBytes() / BLOCK_BYTES)
                        .with("block_size", BLOCK_BYTES)
                        .with("blocks_free", (volume.sizeBytes() - usedBytes) / BLOCK_BYTES)
                        .with("blocks_avail", (volume.sizeBytes() - usedBytes) / BLOCK_BYTES));
    }

    private Answer update(Call call) {
        Volume changed =
                engine.change(turn ->
                        VolumeRules.update(turn, call.app(), call.id(), call.bodyRequired()));
        return Answer.of(json(engine.world(), changed));
    }

    private Answer extend(Call call) {
        Volume changed =
                engine.change(turn ->
                        VolumeRules.extend(turn, call.app(), call.id(), call.bodyRequired()));
        return Answer.of(
                Json.Obj.empty()
                        .with("volume", json(engine.world(), changed))
                        .with("needs_restart", false));
    }

    private Answer delete(Call call) {
        Volume deleted = engine.change(turn -> VolumeRules.delete(turn, call.app(), call.id()));
        return Answer.of(json(engine.world(), deleted));
    }

    private Answer snapshots(Call call) {
        List<Snapshot> rows = engine.look(turn -> SnapshotRules.list(turn, call.app(), call.id()));
        Switches switches = engine.laws().switches();
        return Answer.of(new Json.Arr(rows.stream().<Json>map(it -> row(it, switches)).toList()));
    }

    private Answer snapshot(Call call) {
        Optional<Snapshot> made =
                engine.change(turn -> SnapshotRules.request(turn, call.app(), call.id()));
        return switch (engine.laws().switches().snapshotAnswer()) {
            case NO_BODY -> Answer.nothing(200);
            case NO_GRAPH_ID -> Answer.of(requested(call, Optional.empty()));
            case GRAPH_ID -> Answer.of(requested(call, made.map(Snapshot::id)));
            case OTHER_GRAPH_ID ->
                    Answer.of(requested(call, made.map(it -> "vs_other" + it.id().substring(3))));
        };
    }

    private Json requested(Call call, Optional<String> graphId) {
        String now = Times.text(engine.clock().instant());
        Json.Obj backup =
                Json.Obj.empty()
                        .with("id", "85999")
                        .with("app_id", call.app())
                        .with("volume_id", call.id())
                        .with("state", "prepare")
                        .with("type", "BACKUP_TYPE_ON_DEMAND")
                        .with("message", "")
                        .with("created_at", now)
                        .with("updated_at", now)
                        .with("finished_at", Json.NULL)
                        .withText("graph_id", graphId);
        return Json.Obj.empty().with("Msg", Json.Obj.empty().with("backup", backup));
    }

    static Json.Obj row(Snapshot snapshot, Switches switches) {
        boolean known =
                !snapshot.isPending() || switches.pendingRows() == Switches.PendingRows.WITH_ID;
        Json.Obj row =
                Json.Obj.empty()
                        .with("id", known ? snapshot.id() : "")
                        .with(
                                "size",
                                snapshot.isPending()
                                        ? 0
                                        : snapshot.content()
                                                .map(Snapshot.Content::storedBytes)
                                                .orElse(0L))
                        .with(
                                "digest",
                                snapshot.isPending()
                                        ? ""
                                        : snapshot.content()
                                                .map(Snapshot.Content::digest)
                                                .orElse(""))
                        .with(
                                "created_at",
                                Times.orNull(createdAt(snapshot, switches).map(Times::text)))
                        .with("retention_days", snapshot.retentionDays());
        if (switches.snapshotRows() == Switches.SnapshotRows.WITHOUT_STATUS) {
            return row;
        }
        return row.with("status", snapshot.status().name().toLowerCase(Locale.ROOT))
                .with("volume_size", snapshot.volumeGb() * (1L << 30));
    }

    /** An unfinished one has none. */
    private static Optional<Instant> createdAt(Snapshot snapshot, Switches switches) {
        return snapshot.createdAt()
                .map(end ->
                        switch (switches.snapshotCreatedAt()) {
                            case END -> end;
                            case REQUEST -> snapshot.requestedAt();
                        });
    }

    static Json.Obj json(World world, Volume volume) {
        boolean dead = world.deadHosts().contains(volume.host());
        return Json.Obj.empty()
                .with("id", volume.id())
                .with("name", volume.name())
                .with("state", volume.state().name().toLowerCase(Locale.ROOT))
                .with("size_gb", volume.sizeGb())
                .with("region", volume.region())
                .with("zone", volume.host().substring(4))
                .with("encrypted", volume.encrypted())
                .with("attached_machine_id", Times.orNull(volume.machine()))
                .with("attached_alloc_id", Json.NULL)
                .with("created_at", Times.text(volume.createdAt()))
                .with("blocks", 0)
                .with("block_size", 0)
                .with("blocks_free", 0)
                .with("blocks_avail", 0)
                .with("fstype", "ext4")
                .with("snapshot_retention", volume.retentionDays())
                .with("auto_backup_enabled", volume.dailySnapshots())
                .with("host_status", dead ? "unreachable" : "ok")
                .with("host_dedication_key", "");
    }
}
