package dev.flysnap.config;

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

    private final Mistakes errors = new Mistakes();
    private final GivenFlags flags;
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final Path home;

    ConfigReader(
            GivenFlags flags, Map<String, String> environment, Path workingDirectory, Path home) {
        this.flags = flags;
        this.environment = environment;
        this.workingDirectory = workingDirectory.toAbsolutePath();
        this.home = home;
    }

    Config read() {
        FlysnapToml own = FlysnapToml.read(ownFile(), errors);
        FlyToml fly =
                FlyToml.read(
                        TomlSection.readIfThere(workingDirectory.resolve("fly.toml"), errors),
                        errors);
        Via via = via(own.via());
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
                                VolumeChoice::parse),
                        flyToken(),
                        flyBaseUrl(),
                        errors.parsed(
                                firstOf(
                                        List.of(
                                                flag("--hook", flags.hook()),
                                                env("FLYSNAP_HOOK_URL"))),
                                Addresses::hook),
                        token(env("FLYSNAP_HOOK_TOKEN")),
                        via,
                        own.hookPort(),
                        own.databases(),
                        stateDir(),
                        errors.parsed(fly.primaryRegion(), Region::new),
                        fly.mounts(),
                        targets(own, via),
                        flags.app().isPresent() || env("FLY_APP").isPresent());
        errors.throwIfAny();
        return config;
    }

    private Via via(Optional<Given> file) {
        return errors.parsed(
                        firstOf(List.of(flag("--via", flags.via()), env("FLYSNAP_VIA"), file)),
                        Via::parse)
                .orElse(Via.AUTO);
    }

    private List<Target> targets(FlysnapToml own, Via common) {
        List<Target> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (FlysnapToml it : own.targets()) {
            Via via = it.via().isPresent() ? via(it.via()) : common;
            Optional<VolumeChoice> volume = errors.parsed(it.volume(), VolumeChoice::parse);
            Optional<AppName> app = errors.parsed(it.app(), AppName::new);
            app.ifPresent(name ->
                    targets.add(new Target(name, volume, via, it.hookPort(), it.databases())));
            if (!seen.add(app + " " + volume)) {
                errors.add(
                        it.app().map(Given::where).orElse("[[targets]]"),
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
        Optional<Given> given = firstOf(List.of(env("FLY_API_TOKEN"), env("FLY_ACCESS_TOKEN")));
        return token(given.isPresent() ? given : LoginFile.token(home, errors));
    }

    private Optional<String> token(Optional<Given> given) {
        return errors.parsed(given, Addresses::token, ExitCode.NOT_AUTHORISED);
    }

    private URI flyBaseUrl() {
        return errors.parsed(env("FLY_FLAPS_BASE_URL"), Addresses::api)
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

    private static Optional<Given> flag(String name, Optional<String> value) {
        return value.map(text -> new Given(name, text));
    }

    private Optional<Given> env(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> new Given(name, text.strip()));
    }

    private static Optional<Given> firstOf(List<Optional<Given>> places) {
        return places.stream().flatMap(Optional::stream).findFirst();
    }
}
