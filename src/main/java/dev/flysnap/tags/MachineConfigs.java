package dev.flysnap.tags;

import dev.flysnap.json.Json;
import dev.flysnap.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Changes to a machine's config that preserve everything else. Pure. */
public final class MachineConfigs {

    /** The config with its mount of {@code from} replaced by one of {@code to}. */
    public static Json.Obj mounting(Json.Obj config, VolumeId from, VolumeId to) {
        return mounting(
                config, mount -> mount.text("volume").equals(Optional.of(from.value())), to);
    }

    /**
     * The config with its mount of a volume, there is at most one, replaced by one of {@code to}.
     */
    public static Json.Obj mounting(Json.Obj config, VolumeId to) {
        return mounting(config, mount -> mount.text("volume").isPresent(), to);
    }

    private static Json.Obj mounting(Json.Obj config, Predicate<Json.Obj> from, VolumeId to) {
        List<Json> mounts = new ArrayList<>();
        for (Json mount : config.array("mounts")) {
            boolean matches = mount instanceof Json.Obj object && from.test(object);
            mounts.add(matches ? ((Json.Obj) mount).with("volume", to.value()) : mount);
        }
        return config.with("mounts", new Json.Arr(mounts));
    }

    /** The mount of {@code volume} in the config. */
    public static Optional<Json.Obj> mountOf(Json.Obj config, VolumeId volume) {
        return config.objects("mounts").stream()
                .filter(it -> it.text("volume").equals(Optional.of(volume.value())))
                .findFirst();
    }

    /** The config with an additional metadata entry. */
    public static Json.Obj withMetadata(Json.Obj config, String key, String value) {
        return config.with(
                "metadata", config.object("metadata").orElse(Json.Obj.empty()).with(key, value));
    }

    private MachineConfigs() {}
}
