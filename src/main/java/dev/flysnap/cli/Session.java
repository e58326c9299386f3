package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.GivenFlags;
import dev.flysnap.config.VolumeChoice;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.FlySettings;
import dev.flysnap.fly.FlyToken;
import dev.flysnap.fly.RateLimitPacer;
import dev.flysnap.hook.ConfiguredHookCheck;
import dev.flysnap.hook.FlyProxies;
import dev.flysnap.hook.HookCheckup;
import dev.flysnap.hook.HookSettings;
import dev.flysnap.hook.QuiescerSelector;
import dev.flysnap.hook.TransportResult;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Via;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.HookOf;
import dev.flysnap.snapshot.HooksOf;
import dev.flysnap.snapshot.MeantVolume;
import dev.flysnap.snapshot.Workbench;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One command's connection to Fly and to the journal, made of flags, environment and files. */
final class Session implements AutoCloseable {
    private final Config config;
    private final AppName app;
    private final FlyApi fly;
    private final Journal journal;
    private final Workbench bench;
    private final FlyProxies proxies = new FlyProxies(System.getenv().getOrDefault("PATH", ""));

    private Session(Config config, AppName app, FlyApi fly, Journal journal, PrintWriter err) {
        this.config = config;
        this.app = app;
        this.fly = fly;
        this.journal = journal;
        this.bench =
                new Workbench(
                        fly,
                        journal,
                        Sleeper.REAL,
                        InstantSource.system(),
                        Terminal.progress(err),
                        CutPoint.NONE);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if something is missing or malformed; nothing
     *     was asked of Fly yet
     */
    static Session open(GivenFlags flags, PrintWriter err) {
        return open(load(flags), err);
    }

    /** The same with what was loaded before. */
    static Session open(Config config, PrintWriter err) {
        AppName app = config.requireApp();
        // What one of flysnap.toml's targets says of this app counts here too.
        Config ofApp = config.forVolume(app, config.volume().stream().toList());
        return connected(ofApp, app, Journal.open(config.stateDir(), InstantSource.system()), err);
    }

    /**
     * For several apps.
     *
     * @param first one of them
     */
    static Session open(Config config, AppName first, PrintWriter err) {
        return connected(
                config, first, Journal.open(config.stateDir(), InstantSource.system()), err);
    }

    /** For a run that the journal knows: it says which app is meant. */
    static Session ofRun(RunId run, GivenFlags flags, PrintWriter err) {
        Config config = load(flags);
        Journal journal = Journal.open(config.stateDir(), InstantSource.system());
        return connected(config, RunProblems.known(journal, run).app(), journal, err);
    }

    private static Session connected(Config config, AppName app, Journal journal, PrintWriter err) {
        FlySettings settings =
                FlySettings.of(
                        config.flyBaseUrl(),
                        FlyToken.parse(config.requireFlyToken()),
                        FlysnapVersion.userAgent());
        FlyApi fly =
                FlyApi.of(settings, new RateLimitPacer(), Sleeper.REAL, InstantSource.system());
        return new Session(config, app, fly, journal, err);
    }

    static Config load(GivenFlags flags) {
        return Config.load(
                flags,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "/")));
    }

    Config config() {
        return config;
    }

    AppName app() {
        return app;
    }

    /** The volume that flags or flysnap.toml name; a name is looked up among the living ones. */
    Optional<VolumeId> volume() {
        return config.volume()
                .map(choice ->
                        switch (choice) {
                            case VolumeChoice.ById(VolumeId id) -> id;
                            case VolumeChoice.ByName(VolumeName name) ->
                                    new MeantVolume(bench).named(app, name);
                        });
    }

    /** The hook beside the database, when one is configured. */
    Optional<HookOf> hook() {
        return hook(config);
    }

    /** The hook beside the databases of each volume, as flysnap.toml's targets have it. */
    HooksOf hooks() {
        return (its, volume) -> hook(configOf(its, volume));
    }

    private Optional<HookOf> hook(Config of) {
        HookSettings settings = hookSettings(of);
        return settings.isConfigured() ? Optional.of(selector(settings)::reach) : Optional.empty();
    }

    private QuiescerSelector selector(HookSettings settings) {
        return new QuiescerSelector(settings, fly.machines(), System.getenv(), proxies);
    }

    static HookSettings hookSettings(Config config) {
        return new HookSettings(
                config.hook(),
                config.hookPort(),
                config.hookToken(),
                config.via(),
                config.databases());
    }

    /** What is configured for one volume. */
    Config configOf(AppName its, Volume volume) {
        return config.forVolume(
                its,
                List.of(
                        new VolumeChoice.ById(volume.id()),
                        new VolumeChoice.ByName(volume.name())));
    }

    /**
     * Checks the contract with the hook of the app's machine, over the transport that is wanted.
     */
    HookCheckup checkHook() {
        HookSettings settings = hookSettings(config);
        ConfiguredHookCheck check = new ConfiguredHookCheck(settings);
        Machine machine = machineOfVolume();
        return check.over(
                selector(settings).transport(machine), fly.machines(), proxies, app, machine);
    }

    /** Asks the hook for its status over each transport. */
    List<TransportResult> tryTransports(List<Via> transports) {
        Machine machine = machineOfVolume();
        return transports.stream()
                .map(via -> selector(hookSettings(config).withVia(via)).tryOut(app, machine))
                .toList();
    }

    private Machine machineOfVolume() {
        Volume of = new MeantVolume(bench).of(app, volume());
        return of.attachedMachine()
                .map(it -> fly.machines().get(app, it))
                .orElseThrow(() -> RunProblems.noMachine(app, of.id()).exception());
    }

    Workbench bench() {
        return bench;
    }

    @Override
    public void close() {
        proxies.close();
        fly.close();
        journal.close();
    }
}
