package dev.flysnap.config.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What every command reads in the app's fly.toml, fly.yaml or fly.json: the app's name. Source: Fly
 * docs, App configuration.
 *
 * @param app as it stands there: in a template it is empty, or a placeholder
 */
public record FlyToml(Optional<SourcedValue> app) {
    /** In flyctl's order. */
    private static final List<String> NAMES = List.of("fly.toml", "fly.json", "fly.yaml");

    private static final List<String> SECRETS =
            List.of(
                    "FLY_API_TOKEN",
                    "FLY_ACCESS_TOKEN",
                    "FLYSNAP_HOOK_TOKEN",
                    "FLYSNAP_COPY_TOKEN");

    /** The file that flyctl takes; fly.toml where there is none. */
    static Path fileIn(Path folder) {
        return NAMES.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(folder.resolve(NAMES.getFirst()));
    }

    /**
     * @param isNeeded whether no other source names the app: else a file that cannot be read stops
     *     nobody
     */
    public static FlyToml in(Path folder, boolean isNeeded, ConfigErrors errors) {
        return read(
                ConfigSection.readIfThere(fileIn(folder), isNeeded ? errors : new ConfigErrors()),
                errors);
    }

    static FlyToml read(ConfigSection file, ConfigErrors errors) {
        if (file.has("flysnap")) {
            errors.add(
                    file.where("flysnap"),
                    "flysnap reads no settings of its own here: they belong into flysnap.toml, a flag or the environment");
        }
        for (String secret : SECRETS) {
            if (file.has("env." + secret)) {
                errors.add(
                        file.where("env." + secret),
                        "a token must not lie in a repository: remove it there, replace it, and use \"fly secrets set\"");
            }
        }
        return new FlyToml(file.scalar("app").map(it -> new SourcedValue(file.where("app"), it)));
    }
}
