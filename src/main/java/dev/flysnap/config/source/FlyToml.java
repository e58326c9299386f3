package dev.flysnap.config.source;

import dev.flysnap.model.VolumeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The few things that flysnap reads in the app's fly.toml. Source: Fly docs, App configuration. */
public record FlyToml(
        Optional<SourcedValue> app,
        Optional<SourcedValue> primaryRegion,
        List<FlyTomlMount> mounts) {
    private static final List<String> SECRETS =
            List.of(
                    "FLY_API_TOKEN",
                    "FLY_ACCESS_TOKEN",
                    "FLYSNAP_HOOK_TOKEN",
                    "FLYSNAP_COPY_TOKEN");

    public static FlyToml read(TomlSection file, ConfigErrors errors) {
        if (file.has("flysnap")) {
            errors.add(
                    file.where("flysnap"),
                    "flysnap reads only app, primary_region and mounts here: the rest belongs into flysnap.toml, a flag or the environment");
        }
        for (String secret : SECRETS) {
            if (file.has("env." + secret)) {
                errors.add(
                        file.where("env." + secret),
                        "a token must not lie in a repository: remove it there, replace it, and use \"fly secrets set\"");
            }
        }
        List<FlyTomlMount> mounts = new ArrayList<>();
        for (String key : List.of("mounts", "mount")) {
            for (TomlSection mount : file.sections(key)) {
                mount(mount, errors).ifPresent(mounts::add);
            }
        }
        return new FlyToml(file.text("app"), file.text("primary_region"), mounts);
    }

    /** One mount; empty when it names no volume, or a wrong one, which is noted. */
    static Optional<FlyTomlMount> mount(TomlSection section, ConfigErrors errors) {
        return errors.parsed(section.text("source"), VolumeName::new)
                .map(source ->
                        new FlyTomlMount(
                                source, section.text("destination").map(SourcedValue::text)));
    }
}
