package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.FlyException;
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
import java.util.Optional;

/** Volumes of an app. */
public final class Volumes {
    private final ApiClient client;

    Volumes(ApiClient client) {
        this.client = client;
    }

    /** All that the platform still knows of, deleted ones too: see {@link VolumeState#isDead}. */
    public List<Volume> list(AppName app) {
        ApiTarget target = new ApiTarget.OfApp(app);
        return client.list(
                ApiCall.read(
                        "volume.list",
                        "list the volumes of " + target.description(),
                        target,
                        List.of("apps", app.value(), "volumes")),
                Volumes::volume);
    }

    public Volume get(AppName app, VolumeId volume) {
        ApiTarget target = new ApiTarget.OfVolume(app, volume);
        return client.object(
                ApiCall.read(
                        "volume.get", "get " + target.description(), target, path(app, volume)),
                Volumes::volume);
    }

    /** Empty when there is no such volume. */
    public Optional<Volume> find(AppName app, VolumeId volume) {
        return FlyException.emptyIfNotFound(() -> get(app, volume));
    }

    public Volume create(AppName app, CreateVolume volume) {
        ApiTarget target =
                volume.snapshot()
                        .<ApiTarget>map(it -> new ApiTarget.OfSnapshot(app, it))
                        .orElseGet(() -> new ApiTarget.OfApp(app));
        String doing =
                "create a volume %s of %d GB in %s, %s%s"
                        .formatted(
                                volume.name(),
                                volume.sizeGb(),
                                volume.region(),
                                volume.snapshot().isPresent() ? "from " : "in ",
                                target.description());
        return client.object(
                ApiCall.change(
                                "POST",
                                "volume.create",
                                doing,
                                target,
                                List.of("apps", app.value(), "volumes"))
                        .with(volume.json()),
                Volumes::volume);
    }

    public Volume update(AppName app, VolumeId volume, UpdateVolume update) {
        return client.object(
                change("PUT", "volume.update", "update ", app, volume)
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .with(update.json()),
                Volumes::volume);
    }

    /**
     * Makes a volume larger; it can never shrink.
     *
     * @param sizeGb the new size
     */
    public Extended extend(AppName app, VolumeId volume, int sizeGb) {
        ApiTarget target = new ApiTarget.OfVolume(app, volume);
        return client.object(
                ApiCall.change(
                                "PUT",
                                "volume.extend",
                                "extend " + target.description() + " to " + sizeGb + " GB",
                                target,
                                List.of("apps", app.value(), "volumes", volume.value(), "extend"))
                        .with(Json.Obj.empty().with("size_gb", sizeGb)),
                json ->
                        new Extended(
                                volume(
                                        json.object("volume")
                                                .orElseThrow(() ->
                                                        new MalformedJson(
                                                                "\"volume\" is missing", null))),
                                json.bool("needs_restart").orElse(true)));
    }

    /** Deletes softly: for 24 hours Fly's support can bring it back. Source: Fly docs. */
    public Volume delete(AppName app, VolumeId volume) {
        return client.object(
                change("DELETE", "volume.delete", "delete ", app, volume)
                        .ofKind(ApiCall.Kind.GIVE_BACK),
                Volumes::volume);
    }

    private static ApiCall change(
            String method, String action, String verb, AppName app, VolumeId volume) {
        ApiTarget target = new ApiTarget.OfVolume(app, volume);
        return ApiCall.change(
                method, action, verb + target.description(), target, path(app, volume));
    }

    private static List<String> path(AppName app, VolumeId volume) {
        return List.of("apps", app.value(), "volumes", volume.value());
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
