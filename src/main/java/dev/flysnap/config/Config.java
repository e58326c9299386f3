package dev.flysnap.config;

import dev.flysnap.config.source.ConfigErrors;
import dev.flysnap.config.source.ConfigProblems;
import dev.flysnap.config.source.FlyToml;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Via;
import dev.flysnap.model.VolumeId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration of one command, each value from the first source that has it: flags,
 * environment, flysnap.toml, fly.toml, fly's own login file.
 *
 * @param unusableApp why fly.toml's app, the only one that is named, is none
 * @param flyToken as it was given: it may carry a scheme or be a list
 * @param flyBaseUrl where the Machines API is, without a slash at the end
 * @param hook what answers: {@code exec}, or a URL that may hold {@code {machine_id}} and others
 * @param copyToken opens level 3 of a hook: reading and replacing its databases
 * @param hookPort where the agent listens inside the machine, when flysnap.toml says so
 * @param databases the names of those to quiesce; empty means all
 * @param ignored patterns of databases that need no quiesce
 * @param container in which commands run, on machines of several
 * @param stateDir absolute; it need not exist yet
 * @param stateStore where the journal is kept as well
 * @param copyStores of flysnap.toml: where copies of the app may be, as users name stores
 * @param litestream a config file of Litestream, or the URL of a replica
 * @param targets of flysnap.toml
 * @param appNamed whether a flag or the environment names the app, not just a file
 */
public record Config(
        Optional<AppName> app,
        Optional<String> unusableApp,
        Optional<VolumeReference> volume,
        Optional<String> flyToken,
        URI flyBaseUrl,
        Optional<String> hook,
        Optional<String> hookToken,
        Optional<String> copyToken,
        Via via,
        Optional<Integer> hookPort,
        List<String> databases,
        List<String> ignored,
        Optional<String> container,
        Path stateDir,
        StateStore stateStore,
        List<String> copyStores,
        Optional<String> litestream,
        List<ConfiguredTarget> targets,
        boolean appNamed) {

    public Config {
        databases = List.copyOf(databases);
        copyStores = List.copyOf(copyStores);
        ignored = List.copyOf(ignored);
        targets = List.copyOf(targets);
    }

    /**
     * Reads all sources; a file may be absent, and an empty variable counts as not set.
     *
     * @param home where {@code .fly/config.yml} and the default state directory lie when the
     *     environment has no {@code HOME}
     * @throws dev.flysnap.problem.FlysnapException with every mistake at once
     */
    public static Config load(
            ConfigFlags flags, Map<String, String> environment, Path workingDirectory, Path home) {
        return new ConfigReader(flags, environment, workingDirectory, home).read();
    }

    /** Loads what {@link #load(ConfigFlags)} will need to read a fly.toml, if there is one. */
    public static void prepare() {
        FlyToml _ = FlyToml.in(Path.of("").toAbsolutePath(), false, new ConfigErrors());
    }

    /**
     * The same with the environment and working directory of this process.
     *
     * @throws dev.flysnap.problem.FlysnapException with every mistake at once
     */
    public static Config load(ConfigFlags flags) {
        return load(
                flags,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "/")));
    }

    /**
     * What {@link #load(ConfigFlags)} would read, and where each value comes from.
     *
     * @throws dev.flysnap.problem.FlysnapException with every mistake at once
     */
    public static List<Setting> settings(
            ConfigFlags flags, Map<String, String> environment, Path workingDirectory, Path home) {
        ConfigReader reader = new ConfigReader(flags, environment, workingDirectory, home);
        Config config = reader.read();
        return reader.settings(config);
    }

    /**
     * The same with the environment and working directory of this process.
     *
     * @throws dev.flysnap.problem.FlysnapException with every mistake at once
     */
    public static List<Setting> settings(ConfigFlags flags) {
        return settings(
                flags,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "/")));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if no app was named, with the ways to do so
     */
    public AppName requireApp() {
        return app.orElseThrow(() ->
                unusableApp
                        .map(ConfigProblems::unusableApp)
                        .orElseGet(ConfigProblems::noApp)
                        .exception());
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none, with the line that makes one
     */
    public String requireFlyToken() {
        return flyToken.orElseThrow(() -> ConfigProblems.noToken(app).exception());
    }

    /**
     * The configuration of one volume: if one of the {@link #targets} matches it, that target's
     * hook and databases replace those of the file.
     *
     * @param references the volume's id and name, if known; none = the app's only volume
     */
    public Config forVolume(AppName volumesApp, List<VolumeReference> references) {
        List<ConfiguredTarget> ofApp =
                targets.stream().filter(it -> it.app().equals(volumesApp)).toList();
        Optional<ConfiguredTarget> match =
                ofApp.stream()
                        .filter(it -> it.volume().map(references::contains).orElse(false))
                        .findFirst()
                        .or(() ->
                                ofApp.stream()
                                        .filter(it -> it.volume().isEmpty() || references.isEmpty())
                                        .filter(it -> ofApp.size() == 1 || it.volume().isEmpty())
                                        .findFirst());
        return match.map(this::with).orElse(this);
    }

    /** The volumes that targets of the app name by their ids. */
    public List<VolumeId> targetIds(AppName volumesApp) {
        return targets.stream()
                .filter(it -> it.app().equals(volumesApp))
                .flatMap(it -> it.volume().stream())
                .flatMap(it ->
                        it instanceof VolumeReference.ById(VolumeId id)
                                ? Stream.of(id)
                                : Stream.empty())
                .toList();
    }

    /** As if {@code --app} named it. */
    public Config withApp(AppName named) {
        return new Config(
                Optional.of(named),
                Optional.empty(),
                volume,
                flyToken,
                flyBaseUrl,
                hook,
                hookToken,
                copyToken,
                via,
                hookPort,
                databases,
                ignored,
                container,
                stateDir,
                stateStore,
                copyStores,
                litestream,
                targets,
                true);
    }

    private Config with(ConfiguredTarget target) {
        return new Config(
                Optional.of(target.app()),
                Optional.empty(),
                volume.or(target::volume),
                flyToken,
                flyBaseUrl,
                hook,
                hookToken,
                copyToken,
                target.via(),
                target.hookPort().or(() -> hookPort),
                target.databases().isEmpty() ? databases : target.databases(),
                target.ignored().isEmpty() ? ignored : target.ignored(),
                target.container(),
                stateDir,
                stateStore,
                copyStores,
                litestream,
                targets,
                appNamed);
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "Config[app=%s, volume=%s, flyBaseUrl=%s, via=%s, stateDir=%s]"
                .formatted(app, volume, flyBaseUrl, via, stateDir);
    }
}
