package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.JsonFields;
import dev.flysnap.fly.resource.RequestedSnapshot;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Snapshots of a volume. There is no call that deletes one. Source: Fly docs, Snapshots. */
public final class Snapshots {
    private final ApiClient client;

    Snapshots(ApiClient client) {
        this.client = client;
    }

    /** In no particular order, with unfinished ones. Works for deleted volumes too. */
    public List<Snapshot> list(AppName app, VolumeId volume) {
        return client.list(
                ApiCall.read(
                        "snapshot.list",
                        "list the snapshots of %s",
                        new ApiTarget.OfVolume(app, volume),
                        "snapshots"),
                Snapshots::snapshot);
    }

    /**
     * Requests a snapshot. An accepted request does not mean that there will be one: only a new id
     * in the list proves it.
     */
    public RequestedSnapshot request(AppName app, VolumeId volume) {
        return client.execute(
                ApiCall.of(
                        ApiCall.Kind.CHANGE,
                        "POST",
                        "snapshot.request",
                        "request a snapshot of %s",
                        new ApiTarget.OfVolume(app, volume),
                        "snapshots"),
                success ->
                        new RequestedSnapshot(
                                announcedId(success.answer().body()), success.sentAt()));
    }

    /**
     * @throws MalformedJson if it is neither empty nor JSON: then it is not Fly's, such as a page
     *     of some proxy, and whether Fly got the request is not known
     */
    private static Optional<SnapshotId> announcedId(String answer) {
        Json json = answer.isBlank() ? new Json.Null() : JsonText.parse(answer);
        try {
            return Optional.of(json)
                    .filter(Json.Obj.class::isInstance)
                    .map(Json.Obj.class::cast)
                    .flatMap(it -> it.object("Msg"))
                    .flatMap(it -> it.object("backup"))
                    .flatMap(it -> JsonFields.optionalText(it, "graph_id"))
                    .map(SnapshotId::new);
        } catch (IllegalArgumentException e) {
            // The request was accepted all the same; the list will show the snapshot.
            return Optional.empty();
        }
    }

    private static Snapshot snapshot(Json.Obj json) {
        Optional<SnapshotId> id = JsonFields.optionalText(json, "id").map(SnapshotId::new);
        Optional<String> digest = JsonFields.optionalText(json, "digest");
        Optional<Instant> createdAt = JsonFields.time(json, "created_at");
        boolean complete = id.isPresent() && digest.isPresent() && createdAt.isPresent();
        // Older answers have no status: derive it from what is there.
        SnapshotStatus status =
                JsonFields.optionalText(json, "status")
                        .map(SnapshotStatus::new)
                        .orElse(complete ? SnapshotStatus.CREATED : SnapshotStatus.WAITING);
        return new Snapshot(
                id,
                status,
                json.number("size").orElse(0L),
                json.number("volume_size").filter(it -> it > 0),
                digest,
                createdAt,
                JsonFields.optionalWhole(json, "retention_days"));
    }
}
