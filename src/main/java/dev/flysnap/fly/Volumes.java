package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.JsonFields;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.Extended;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.VolumeState;
import java.util.List;

/** Volumes of an app. */
public final class Volumes {
    private final ApiClient client;

    Volumes(ApiClient client) {
        this.client = client;
    }

    /** All that Fly still lists, deleted ones too: see {@link VolumeState#isDead}. */
    public List<Volume> list(AppName app) {
        return client.list(
                ApiCall.read(
                        "volume.list",
                        "list the volumes of %s",
                        new ApiTarget.OfApp(app),
                        "volumes"),
                Volumes::volume);
    }

    public Volume get(AppName app, VolumeId volume) {
        return client.object(
                ApiCall.read("volume.get", "get %s", new ApiTarget.OfVolume(app, volume)),
                Volumes::volume);
    }

    public Volume create(AppName app, CreateVolume volume) {
        ApiTarget target =
                volume.snapshot()
                        .<ApiTarget>map(it -> new ApiTarget.OfSnapshot(app, it))
                        .orElseGet(() -> new ApiTarget.OfApp(app));
        String description =
                "create a volume %s of %d GB in %s, %s"
                        .formatted(
                                volume.name(),
                                volume.sizeGb(),
                                volume.region(),
                                volume.snapshot().isPresent() ? "from " : "in ");
        return client.object(
                ApiCall.of(
                                ApiCall.Kind.CHANGE,
                                "POST",
                                "volume.create",
                                description + "%s",
                                target,
                                "volumes")
                        .withBody(volume.json()),
                Volumes::volume);
    }

    public Volume update(AppName app, VolumeId volume, UpdateVolume update) {
        return client.object(
                ApiCall.of(
                                ApiCall.Kind.CHANGE_DURING_OUTAGE,
                                "PUT",
                                "volume.update",
                                "update %s",
                                new ApiTarget.OfVolume(app, volume))
                        .withBody(update.json()),
                Volumes::volume);
    }

    /**
     * Makes a volume larger; it can never shrink.
     *
     * @param sizeGb the new size
     */
    public Extended extend(AppName app, VolumeId volume, int sizeGb) {
        return client.object(
                ApiCall.of(
                                ApiCall.Kind.CHANGE,
                                "PUT",
                                "volume.extend",
                                "extend %s to " + sizeGb + " GB",
                                new ApiTarget.OfVolume(app, volume),
                                "extend")
                        .withBody(Json.Obj.empty().with("size_gb", sizeGb)),
                json ->
                        new Extended(
                                json.object("volume")
                                        .map(Volumes::volume)
                                        .orElseThrow(() ->
                                                new MalformedJson("\"volume\" is missing", null)),
                                json.bool("needs_restart").orElse(true)));
    }

    /** Deletes softly: for 24 hours Fly's support can bring it back. Source: Fly docs. */
    public Volume delete(AppName app, VolumeId volume) {
        return client.object(
                ApiCall.of(
                        ApiCall.Kind.CHANGE_DURING_OUTAGE,
                        "DELETE",
                        "volume.delete",
                        "delete %s",
                        new ApiTarget.OfVolume(app, volume)),
                Volumes::volume);
    }

    private static Volume volume(Json.Obj json) {
        return new Volume(
                new VolumeId(JsonFields.text(json, "id")),
                new VolumeName(JsonFields.text(json, "name")),
                new VolumeState(JsonFields.text(json, "state")),
                JsonFields.whole(json, "size_gb"),
                new Region(JsonFields.text(json, "region")),
                json.bool("encrypted").orElse(false),
                JsonFields.optionalText(json, "attached_machine_id").map(MachineId::new),
                JsonFields.time(json, "created_at"),
                JsonFields.optionalWhole(json, "snapshot_retention"),
                json.bool("auto_backup_enabled"),
                JsonFields.hostStatus(json));
    }
}
