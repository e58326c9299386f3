package dev.flysnap.config;

import dev.flysnap.config.source.ConfigErrors;
import dev.flysnap.config.source.ConfigSection;
import dev.flysnap.config.source.FlyToml;
import dev.flysnap.config.source.FlyctlLoginFile;
import dev.flysnap.config.source.FlysnapToml;
import dev.flysnap.config.source.SourcedValue;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Via;
import dev.flysnap.problem.ExitCode;
import java.net.URI;
import java.nio.file.Files;
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

    private static final String FLY_API_VARIABLE = "FLY_FLAPS_BASE_URL";
    private static final String COPY_TOKEN_VARIABLE = "FLYSNAP_COPY_TOKEN";
    private static final String XDG_STATE = "XDG_STATE_HOME";
    private static final String LITESTREAM = "FLYSNAP_LITESTREAM";
    private static final String STATE_IDENTITY = "FLYSNAP_STATE_IDENTITY";
    private static final String STATE_RECIPIENTS = "FLYSNAP_STATE_RECIPIENTS";
    private static final String NO_STORE = "none";
    private static final String OWN_FILE = "flysnap.toml";

    /** The text of such a file, for a machine that has none. */
    private static final String OWN_TEXT = "FLYSNAP_TOML";

    private static final String ONLY_ONE = "the only one";

    private final ConfigErrors errors = new ConfigErrors();
    private final ConfigFlags flags;
    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final Path home;
    private final FlysnapToml own;
    private final FlyToml fly;

    ConfigReader(
            ConfigFlags flags, Map<String, String> environment, Path workingDirectory, Path home) {
        this.flags = flags;
        this.environment = environment;
        this.workingDirectory = workingDirectory.toAbsolutePath();
        this.home =
                env("HOME")
                        .map(it -> Path.of(it.text()))
                        .filter(Path::isAbsolute)
                        // Java says "?" for a user whom the system does not know.
                        .orElse(home.isAbsolute() ? home : Path.of("/"));
        this.own = FlysnapToml.read(ownFile(), errors);
        this.fly =
                FlyToml.in(
                        this.workingDirectory,
                        firstOf(List.of(flag("--app", flags.app()), env("FLY_APP"), own.app()))
                                .isEmpty(),
                        errors);
    }

    Config read() {
        Via via = via(own.via());
        Optional<String> container = container(own.container());
        Config config =
                new Config(
                        usableApp(),
                        unusableApp(),
                        errors.parsed(volume(), VolumeReference::parse),
                        token(flyToken()),
                        flyBaseUrl(),
                        errors.parsed(hook(), EndpointValidation::hook),
                        token(env("FLYSNAP_HOOK_TOKEN")),
                        token(env(COPY_TOKEN_VARIABLE)),
                        via,
                        hookPort(),
                        databases(own.databases()),
                        own.ignored(),
                        container,
                        stateDir(),
                        stateStore(),
                        own.copyStores().stream().map(SourcedValue::text).toList(),
                        env(LITESTREAM).map(SourcedValue::text),
                        targets(own, via, container),
                        flags.app().isPresent() || env("FLY_APP").isPresent());
        errors.throwIfAny();
        return config;
    }

    /** After {@link #read}, in the order of the reference page. */
    List<Setting> settings(Config config) {
        Optional<SourcedValue> via = givenVia(own.via());
        List<Setting> settings = new ArrayList<>();
        settings.add(Setting.of("app", app(), "none"));
        settings.add(volumeSetting());
        settings.add(Setting.secret("Fly's token", flyToken()));
        settings.add(
                Setting.of("Fly's API", env(FLY_API_VARIABLE), config.flyBaseUrl().toString()));
        settings.add(Setting.of("hook", hook(), "the agent in the machine"));
        settings.add(
                config.hookPort()
                        .map(it -> new Setting("hook's port", it.toString(), ownName()))
                        .orElse(new Setting("hook's port", "the agent's", "default")));
        settings.add(Setting.secret("hook's token", env("FLYSNAP_HOOK_TOKEN")));
        settings.add(Setting.secret("copy token", env(COPY_TOKEN_VARIABLE)));
        settings.add(
                via.isEmpty() && own.via().isPresent()
                        ? new Setting(
                                "transport",
                                config.via().label(),
                                "default; %s is about another hook"
                                        .formatted(own.via().get().where()))
                        : Setting.of("transport", via, config.via().label()));
        settings.add(Setting.of("container", givenContainer(own.container()), "the right one"));
        settings.add(
                config.databases().isEmpty()
                        ? new Setting("databases", "all", "default")
                        : new Setting(
                                "databases", String.join(", ", config.databases()), ownName()));
        settings.add(
                config.copyStores().isEmpty()
                        ? new Setting("stores of copies", "none", "default")
                        : new Setting(
                                "stores of copies",
                                String.join(", ", config.copyStores()),
                                ownName()));
        settings.add(Setting.of("Litestream", env(LITESTREAM), "none"));
        settings.add(
                config.ignored().isEmpty()
                        ? new Setting("ignored databases", "none", "default")
                        : new Setting(
                                "ignored databases",
                                String.join(", ", config.ignored()),
                                ownName()));
        settings.add(
                config.targets().isEmpty()
                        ? new Setting("targets", "none", "default")
                        : new Setting(
                                "targets", String.valueOf(config.targets().size()), ownName()));
        settings.add(
                new Setting(
                        "state directory",
                        config.stateDir().toString(),
                        stateDirSource().map(SourcedValue::where).orElse("default")));
        settings.add(Setting.of("journal's store", storeSource(), NO_STORE));
        settings.add(Setting.of("journal's identity", env(STATE_IDENTITY), NO_STORE));
        settings.add(Setting.of("journal's recipients", env(STATE_RECIPIENTS), NO_STORE));
        return settings;
    }

    private Optional<SourcedValue> app() {
        return firstOf(List.of(flag("--app", flags.app()), env("FLY_APP"), own.app(), fly.app()));
    }

    private Optional<AppName> usableApp() {
        return unusableApp().isPresent() ? Optional.empty() : errors.parsed(app(), AppName::new);
    }

    /** What fly.toml says may be a template's placeholder: it stops only who needs an app. */
    private Optional<String> unusableApp() {
        return app().filter(it -> fly.app().equals(Optional.of(it)))
                .flatMap(it -> {
                    ConfigErrors mistake = new ConfigErrors();
                    Optional<AppName> _ = mistake.parsed(Optional.of(it), AppName::new);
                    return mistake.first();
                });
    }

    private Optional<SourcedValue> volume() {
        return flag("--volume", flags.volume())
                .or(() -> env("FLYSNAP_VOLUME").filter(it -> !isOfAnotherApp(it, env("FLY_APP"))))
                .or(() -> own.volume().filter(it -> !isOfAnotherApp(it, own.app())));
    }

    /** An id belongs to one app, so it goes with the app that its source names. */
    private boolean isOfAnotherApp(SourcedValue volume, Optional<SourcedValue> appOfSource) {
        return volume.text().startsWith("vol_")
                && appOfSource
                        .filter(named ->
                                app().filter(it -> !it.text().equals(named.text())).isPresent())
                        .isPresent();
    }

    private Setting volumeSetting() {
        Optional<SourcedValue> leftBehind =
                volume().isPresent() ? Optional.empty() : env("FLYSNAP_VOLUME").or(own::volume);
        return leftBehind
                .map(it ->
                        new Setting(
                                "volume",
                                ONLY_ONE,
                                "default; %s is about another app".formatted(it.where())))
                .orElseGet(() -> Setting.of("volume", volume(), ONLY_ONE));
    }

    /** Of the agent at the machine's own address. */
    private Optional<Integer> hookPort() {
        return hook().isEmpty() ? own.hookPort() : Optional.empty();
    }

    private String ownName() {
        return flags.configFile().map(it -> String.valueOf(it.getFileName())).orElse(OWN_FILE);
    }

    private Optional<SourcedValue> hook() {
        return firstOf(List.of(flag("--hook", flags.hook()), env("FLYSNAP_HOOK_URL")));
    }

    private Via via(Optional<SourcedValue> file) {
        return errors.parsed(givenVia(file), Via::parse).orElse(Via.AUTO);
    }

    /** A hook leaves behind what a lower source says about the hook that it replaces. */
    private Optional<SourcedValue> givenVia(Optional<SourcedValue> file) {
        Optional<SourcedValue> given = flag("--via", flags.via());
        if (flags.hook().isEmpty()) {
            given = given.or(() -> env("FLYSNAP_VIA"));
        }
        return hook().isEmpty() ? given.or(() -> file) : given;
    }

    /** Those with a path are for {@code exec}; a URL's agent knows its databases by name. */
    private List<String> databases(List<String> file) {
        boolean isUrl = hook().filter(it -> !EndpointValidation.isExec(it.text())).isPresent();
        return isUrl ? file.stream().filter(it -> !it.contains("=")).toList() : file;
    }

    private Optional<String> container(Optional<SourcedValue> file) {
        return errors.parsed(givenContainer(file), EndpointValidation::container);
    }

    private Optional<SourcedValue> givenContainer(Optional<SourcedValue> file) {
        return firstOf(
                List.of(flag("--container", flags.container()), env("FLYSNAP_CONTAINER"), file));
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
                                    it.ignored(),
                                    container)));
            if (!seen.add(app + " " + volume)) {
                errors.add(
                        it.app().map(SourcedValue::where).orElse("[[targets]]"),
                        "this app and volume are a target already");
            }
        }
        return targets;
    }

    private ConfigSection ownFile() {
        if (flags.configFile().isEmpty()) {
            Path file = workingDirectory.resolve(OWN_FILE);
            Optional<SourcedValue> text = env(OWN_TEXT).filter(_ -> !Files.exists(file));
            return text.map(it -> ConfigSection.ofText(OWN_TEXT, it.text(), errors))
                    .orElseGet(() -> ConfigSection.readIfThere(file, errors));
        }
        return ConfigSection.read(workingDirectory.resolve(flags.configFile().get()), errors);
    }

    /** The login file is only read when the environment has no token. */
    private Optional<SourcedValue> flyToken() {
        return firstOf(List.of(env("FLY_API_TOKEN"), env("FLY_ACCESS_TOKEN")))
                .or(() -> FlyctlLoginFile.token(flyDirectory(), errors));
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
        return errors.parsed(env(FLY_API_VARIABLE), EndpointValidation::api)
                .orElse(env("FLY_MACHINE_ID").isPresent() ? PRIVATE_API : PUBLIC_API);
    }

    private Path stateDir() {
        Optional<SourcedValue> given = stateDirSource();
        Path base =
                errors.parsed(given, Path::of)
                        .map(workingDirectory::resolve)
                        .orElse(home.resolve(".local/state"));
        boolean isOfEveryProgram =
                given.map(SourcedValue::where).map(XDG_STATE::equals).orElse(true);
        return isOfEveryProgram ? base.resolve("flysnap") : base;
    }

    /** The XDG specification says to ignore a relative path. */
    private Optional<SourcedValue> stateDirSource() {
        return firstOf(
                List.of(
                        flag("--state-dir", flags.stateDir().map(Path::toString)),
                        env("FLYSNAP_STATE_DIR"),
                        env(XDG_STATE).filter(it -> it.text().startsWith("/"))));
    }

    /** Keys never come from a file that lives in a repository. */
    private StateStore stateStore() {
        return new StateStore(
                storeSource().map(SourcedValue::text).filter(it -> !it.equals(NO_STORE)),
                errors.parsed(env(STATE_IDENTITY), Path::of).map(workingDirectory::resolve),
                env(STATE_RECIPIENTS)
                        .map(it -> List.of(it.text().split("[,\\s]+")))
                        .orElse(List.of()));
    }

    private Optional<SourcedValue> storeSource() {
        return env("FLYSNAP_STATE_STORE").or(own::stateStore);
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
