package dev.flysnap.cli.session;

import dev.flysnap.cli.option.StateOptions;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.config.VolumeReference;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.Pacer;
import dev.flysnap.fly.http.RateLimitPacer;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.hook.check.ConfiguredHookCheck;
import dev.flysnap.hook.check.HookCheckup;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.copy.CopyDownloads;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.hook.copy.client.CopiesSelector;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookSettings;
import dev.flysnap.hook.transport.QuiescerSelector;
import dev.flysnap.hook.transport.TransportResult;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Via;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.runtime.RequestSlots;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.plan.QuiescerResolver;
import dev.flysnap.snapshot.volumes.VolumeMoves;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One command's connection to Fly and to the journal, configured by flags, environment and files.
 */
public final class FlySession implements AutoCloseable {
    private final Config config;
    private final AppName app;
    private final FlyApi fly;
    private final Journal journal;
    private final RunContext context;
    private final Map<AppName, VolumeMoves> moves = new ConcurrentHashMap<>();
    private final FlyProxies proxies = new FlyProxies(System.getenv().getOrDefault("PATH", ""));

    private FlySession(Config config, AppName app, FlyApi fly, Journal journal, PrintWriter err) {
        this.config = config;
        this.app = app;
        this.fly = fly;
        this.journal = journal;
        this.context =
                new RunContext(
                        fly,
                        journal,
                        StopSignals.interruption().cutting(Sleeper.REAL),
                        InstantSource.system(),
                        Terminal.progress(err),
                        StopSignals.interruption(),
                        CutPoint.NONE,
                        RequestSlots.ALONE);
        StopSignals.workBegins(journal::currentRun);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if something is missing or malformed, or the
     *     token can only read; Fly was not called yet
     */
    public static FlySession open(Config config, PrintWriter err) {
        requireMayChange(config);
        return open(config, StateOptions.journal(config, err::println), err);
    }

    /** The same for a command that changes nothing before {@link #demandConsent}. */
    static FlySession openToPreview(Config config, PrintWriter err) {
        return open(config, StateOptions.journal(config, err::println), err);
    }

    /** Before anything is planned or asked: Fly would only say it at the first change. */
    private static void requireMayChange(Config config) {
        TokenFacts.requireMayChange(
                FlyToken.parse(config.requireFlyToken()),
                config.app().map(AppName::value).orElse("APP"));
    }

    /** Whether its token says of itself that it can change nothing. */
    static boolean onlyReads(Config config) {
        return config.flyToken()
                .map(FlyToken::parse)
                .filter(it -> TokenFacts.of(it).readsOnly())
                .isPresent();
    }

    /** The same for a command that changes nothing: it needs no journal. */
    public static FlySession openToLook(Config config, PrintWriter err, ProblemView unread) {
        return open(config, StateOptions.journalToLook(config, unread::warn, err::println), err);
    }

    private static FlySession open(Config config, Journal journal, PrintWriter err) {
        AppName app = config.requireApp();
        // The settings of a [[targets]] entry for this app apply here too.
        Config ofApp = config.forVolume(app, config.volume().stream().toList());
        return connect(ofApp, app, journal, err);
    }

    /**
     * For several apps.
     *
     * @param first one of them
     */
    public static FlySession open(Config config, AppName first, PrintWriter err) {
        requireMayChange(config);
        return connect(config, first, StateOptions.journal(config, err::println), err);
    }

    /** The same for a command that changes nothing. */
    public static FlySession openToLook(
            Config config, AppName first, PrintWriter err, ProblemView unread) {
        return connect(
                config, first, StateOptions.journalToLook(config, unread::warn, err::println), err);
    }

    /**
     * For a run of the journal; the run names the app.
     *
     * @param previews whether nothing is changed before {@link #demandConsent}
     */
    public static FlySession openForRun(
            RunId run, ConfigFlags flags, boolean previews, PrintWriter err) {
        Config config = Config.load(flags);
        if (!previews) {
            requireMayChange(config);
        }
        Journal journal = StateOptions.journal(config, err::println);
        return connect(config, RunProblems.requireRun(journal, run).app(), journal, err);
    }

    private static FlySession connect(
            Config config, AppName app, Journal journal, PrintWriter err) {
        FlySettings settings =
                FlySettings.of(
                        config.flyBaseUrl(),
                        FlyToken.parse(config.requireFlyToken()),
                        FlysnapVersion.userAgent());
        Interruption interruption = StopSignals.interruption();
        Pacer pacer = new RateLimitPacer();
        FlyApi fly =
                FlyApi.of(
                        settings,
                        (action, on) -> interruption.await(() -> pacer.await(action, on)),
                        interruption.cutting(Sleeper.REAL),
                        InstantSource.system(),
                        interruption);
        return new FlySession(
                config,
                app,
                fly,
                journal.withOrganizations(
                        fly.withMaxOutageWait(Duration.ZERO).apps()::organization),
                err);
    }

    /**
     * Asks for consent to what was shown, unless it can be known that the token cannot do it.
     *
     * @see Confirmation#demand
     */
    public void demandConsent(
            boolean confirmed, Optional<Prompt> prompt, String question, Problem notConfirmed) {
        if (confirmed || prompt.isPresent()) {
            requireMayChange(config);
        }
        Confirmation.demand(confirmed, prompt, question, notConfirmed);
    }

    public Config config() {
        return config;
    }

    public AppName app() {
        return app;
    }

    /** The volume that flags or flysnap.toml name; a name is looked up among existing volumes. */
    public Optional<VolumeId> volume() {
        return config.volume()
                .map(choice ->
                        switch (choice) {
                            case VolumeReference.ById(VolumeId id) -> id;
                            case VolumeReference.ByName(VolumeName name) ->
                                    new VolumeSelector(context).byName(app, name);
                        });
    }

    /** The hook of the app, if one is configured. */
    public Optional<QuiescerFactory> hook() {
        return hook(config);
    }

    /** The hook of each volume, as flysnap.toml's targets configure it. */
    public QuiescerResolver hooks() {
        return (volumesApp, volume) -> hook(configOf(volumesApp, volume));
    }

    private Optional<QuiescerFactory> hook(Config of) {
        HookSettings settings = hookSettings(of);
        if (settings.isConfigured()) {
            return Optional.of(new SelectedHook(selector(settings), settings.container()));
        }
        return settings.databases().isEmpty()
                ? Optional.empty()
                : Optional.of(new UnnamedHook(settings.databases()));
    }

    /** Somebody relies on a quiesce: a variable that is forgotten must not lower the grade. */
    private record UnnamedHook(List<String> databases) implements QuiescerFactory {
        @Override
        public Quiescer reach(AppName app, Machine machine) {
            throw RunProblems.hookNotNamed(databases).exception();
        }

        @Override
        public void check(AppName app, Machine machine) {
            throw RunProblems.hookNotNamed(databases).exception();
        }
    }

    private record SelectedHook(QuiescerSelector selector, Optional<ContainerName> container)
            implements QuiescerFactory {
        @Override
        public Quiescer reach(AppName app, Machine machine) {
            return selector.select(app, machine);
        }

        @Override
        public void check(AppName app, Machine machine) {
            selector.check(app, machine);
        }
    }

    private QuiescerSelector selector(HookSettings settings) {
        return new QuiescerSelector(
                settings, fly.machines(), System.getenv(), proxies, StopSignals.interruption());
    }

    public static HookSettings hookSettings(Config config) {
        return new HookSettings(
                config.hook(),
                config.hookPort(),
                config.hookToken(),
                config.copyToken(),
                config.via(),
                config.databases(),
                config.container().map(ContainerName::new));
    }

    /** The databases of a machine, to be replaced by its agent. */
    public MachineDatabases databases(Machine machine) {
        return selector(hookSettings(config)).databases(app, machine);
    }

    /** The configuration for one volume; a target may name the id from before a move by Fly. */
    public Config configOf(AppName volumesApp, Volume volume) {
        List<VolumeReference> references = new ArrayList<>();
        references.add(new VolumeReference.ById(volume.id()));
        references.add(new VolumeReference.ByName(volume.name()));
        List<VolumeId> named = config.targetIds(volumesApp);
        if (!named.isEmpty() && !named.contains(volume.id())) {
            VolumeMoves moved = moves.computeIfAbsent(volumesApp, app -> moves(app, named));
            named.stream()
                    .filter(it -> moved.current(it).equals(volume.id()))
                    .forEach(it -> references.add(new VolumeReference.ById(it)));
        }
        return config.forVolume(volumesApp, references);
    }

    private VolumeMoves moves(AppName of, List<VolumeId> ids) {
        return VolumeMoves.of(context, of, fly.volumes().list(of), ids);
    }

    /**
     * The copies of the app's machine, by its hook. To be closed.
     *
     * @param named the machine; then nothing is looked up where the hook can do without
     * @param databases each {@code NAME=/path}, for {@code exec}; empty for those of the config
     * @throws dev.flysnap.problem.FlysnapException if no hook is configured, or there is no machine
     */
    public CopyDownloads copies(Optional<MachineId> named, List<String> databases) {
        HookSettings settings = hookSettings(config);
        if (!settings.isConfigured()) {
            throw RunProblems.noHookForCopies(app).exception();
        }
        if (!databases.isEmpty()) {
            settings = settings.withDatabases(databases);
        }
        CopiesSelector selector =
                new CopiesSelector(
                        settings,
                        selector(settings),
                        fly.machines(),
                        proxies,
                        StopSignals.interruption());
        MachineCopies copies =
                named.isPresent()
                        ? selector.select(app, named.get())
                        : selector.select(app, machineOfVolume());
        return new CopyDownloads(
                copies, Sleeper.REAL, InstantSource.system(), StopSignals.interruption());
    }

    /**
     * The name of the one database that {@code exec} is told of.
     *
     * @param databases as for {@link #copies}
     */
    public Optional<String> onlyDatabase(List<String> databases) {
        List<String> all = databases.isEmpty() ? config.databases() : databases;
        return Optional.of(all)
                .filter(it -> it.size() == 1)
                .map(it -> it.getFirst().split("=", 2)[0]);
    }

    /** Checks the hook of the app's machine against the contract, over the configured transport. */
    public HookCheckup checkHook() {
        HookSettings settings = hookSettings(config);
        ConfiguredHookCheck check = new ConfiguredHookCheck(settings);
        Machine machine = machineOfVolume();
        return StopSignals.interruption()
                .awaitResult(() ->
                        check.over(
                                selector(settings).transport(machine),
                                fly.machines(),
                                proxies,
                                app,
                                machine));
    }

    /** Asks the hook for its status over each transport. */
    public List<TransportResult> tryTransports(List<Via> transports) {
        Machine machine = machineOfVolume();
        return transports.stream()
                .map(via -> selector(hookSettings(config).withVia(via)).probe(app, machine))
                .toList();
    }

    private Machine machineOfVolume() {
        Volume volume = new VolumeSelector(context).select(app, volume());
        return volume.attachedMachine()
                .map(it -> fly.machines().get(app, it))
                .orElseThrow(() -> RunProblems.noMachine(app, volume.id()).exception());
    }

    public RunContext context() {
        return context;
    }

    @Override
    public void close() {
        StopSignals.workEnds();
        proxies.close();
        fly.close();
        journal.close();
    }
}
