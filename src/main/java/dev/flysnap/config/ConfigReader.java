package dev.flysnap.config;

import dev.flysnap.config.source.ConfigErrors;
import dev.flysnap.config.source.FlyToml;
import dev.flysnap.config.source.FlyctlLoginFile;
import dev.flysnap.config.source.FlysnapToml;
import dev.flysnap.config.source.SourcedValue;
import dev.flysnap.config.source.TomlSection;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.Via;
import dev.flysnap.problem.ExitCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads each source in order; the first one with a value wins, later ones are not validated. */
final class ConfigReader {
    private static final URI PUBLIC_API = URI.create("https://api.machines.dev");
    private static final URI PRIVATE_API = URI.create("http://_api.internal:4280");

    private final ConfigErrors errors = new ConfigErrors();
    private final ConfigFlags flags;
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final Path home;

    ConfigReader(
            ConfigFlags flags, Map<String, String> environment, Path workingDirectory, Path home) {
        this.flags = flags;
        this.environment = environment;
        this.workingDirectory = workingDirectory.toAbsolutePath();
        this.home = env("HOME").map(it -> Path.of(it.text())).filter(Path::isAbsolute).orElse(home);
    }

    Config read() {
        FlysnapToml own = FlysnapToml.read(ownFile(), errors);
        FlyToml fly =
                FlyToml.read(
                        TomlSection.readIfThere(workingDirectory.resolve("fly.toml"), errors),
                        errors);
        Via via = via(own.via());
        Optional<String> container = container(own.container());
        Config config =
                new Config(
                        errors.parsed(
                                firstOf(
                                        List.of(
                                                flag("--app", flags.app()),
                                                env("FLY_APP"),
                                                own.app(),
                                                fly.app())),
                                AppName::new),
                        errors.parsed(
                                firstOf(
                                        List.of(
                                                flag("--volume", flags.volume()),
                                                env("FLYSNAP_VOLUME"),
                                                own.volume())),
                                VolumeReference::parse),
                        flyToken(),
                        flyBaseUrl(),
                        errors.parsed(hook(), EndpointValidation::hook),
                        token(env("FLYSNAP_HOOK_TOKEN")),
                        via,
                        own.hookPort(),
                        databases(own.databases()),
                        container,
                        stateDir(),
                        errors.parsed(fly.primaryRegion(), Region::new),
                        fly.mounts(),
                        targets(own, via, container),
                        flags.app().isPresent() || env("FLY_APP").isPresent());
        errors.throwIfAny();
        return config;
    }

    private Optional<SourcedValue> hook() {
        return firstOf(List.of(flag("--hook", flags.hook()), env("FLYSNAP_HOOK_URL")));
    }

    /** A hook leaves behind what a lower source says about the hook that it replaces. */
    private Via via(Optional<SourcedValue> file) {
        Optional<SourcedValue> given = flag("--via", flags.via());
        if (flags.hook().isEmpty()) {
            given = given.or(() -> env("FLYSNAP_VIA"));
        }
        if (hook().isEmpty()) {
            given = given.or(() -> file);
        }
        return errors.parsed(given, Via::parse).orElse(Via.AUTO);
    }

    /** Those with a path are for {@code exec}; a URL's agent knows its databases by name. */
    private List<String> databases(List<String> file) {
        boolean isUrl = hook().filter(it -> !EndpointValidation.isExec(it.text())).isPresent();
        return isUrl ? file.stream().filter(it -> !it.contains("=")).toList() : file;
    }

    private Optional<String> container(Optional<SourcedValue> file) {
        return errors.parsed(
                firstOf(
                        List.of(
                                flag("--container", flags.container()),
                                env("FLYSNAP_CONTAINER"),
                                file)),
                EndpointValidation::container);
    }

    private List<ConfiguredTarget> targets(
            FlysnapToml own, Via common, Optional<String> commonContainer) {
        List<ConfiguredTarget> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FlysnapToml it : own.targets()) {
            Via via = it.via().isPresent() ? via(it.via()) : common;
            Optional<String> container =
                    it.container().isPresent() ? container(it.container()) : commonContainer;
            Optional<VolumeReference> volume = errors.parsed(it.volume(), VolumeReference::parse);
            Optional<AppName> app = errors.parsed(it.app(), AppName::new);
            app.ifPresent(name ->
                    targets.add(
                            new ConfiguredTarget(
                                    name,
                                    volume,
                                    via,
                                    it.hookPort(),
                                    databases(it.databases()),
                                    container)));
            if (!seen.add(app + " " + volume)) {
                errors.add(
                        it.app().map(SourcedValue::where).orElse("[[targets]]"),
                        "this app and volume are a target already");
            }
        }
        return targets;
    }

    private TomlSection ownFile() {
        if (flags.configFile().isEmpty()) {
            return TomlSection.readIfThere(workingDirectory.resolve("flysnap.toml"), errors);
        }
        return TomlSection.read(workingDirectory.resolve(flags.configFile().get()), errors);
    }

    /** The login file is only read when the environment has no token. */
    private Optional<String> flyToken() {
        Optional<SourcedValue> given =
                firstOf(List.of(env("FLY_API_TOKEN"), env("FLY_ACCESS_TOKEN")));
        return token(given.isPresent() ? given : FlyctlLoginFile.token(flyDirectory(), errors));
    }

    /** As flyctl finds it. */
    private Path flyDirectory() {
        return errors.parsed(env("FLY_CONFIG_DIR"), Path::of)
                .map(workingDirectory::resolve)
                .orElse(home.resolve(".fly"));
    }

    private Optional<String> token(Optional<SourcedValue> given) {
        return errors.parsed(given, EndpointValidation::token, ExitCode.NOT_AUTHORISED);
    }

    private URI flyBaseUrl() {
        return errors.parsed(env("FLY_FLAPS_BASE_URL"), EndpointValidation::api)
                .orElse(env("FLY_MACHINE_ID").isPresent() ? PRIVATE_API : PUBLIC_API);
    }

    private Path stateDir() {
        if (flags.stateDir().isPresent()) {
            return workingDirectory.resolve(flags.stateDir().get());
        }
        Optional<Path> own = errors.parsed(env("FLYSNAP_STATE_DIR"), Path::of);
        if (own.isPresent()) {
            return workingDirectory.resolve(own.get());
        }
        // The XDG specification says to ignore a relative path.
        return errors.parsed(env("XDG_STATE_HOME"), Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".local/state"))
                .resolve("flysnap");
    }

    private static Optional<SourcedValue> flag(String name, Optional<String> value) {
        return value.map(text -> new SourcedValue(name, text));
    }

    private Optional<SourcedValue> env(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> new SourcedValue(name, text.strip()));
    }

    private static Optional<SourcedValue> firstOf(List<Optional<SourcedValue>> places) {
        return places.stream().flatMap(Optional::stream).findFirst();
    }
}
