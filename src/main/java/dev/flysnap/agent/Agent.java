package dev.flysnap.agent;

import dev.flysnap.agent.canary.CanaryWriter;
import dev.flysnap.agent.check.LiveChecks;
import dev.flysnap.agent.child.ChildCommandLine;
import dev.flysnap.agent.child.DescriptorLimit;
import dev.flysnap.agent.child.SignalHandlers;
import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.copy.CopyJobs;
import dev.flysnap.agent.http.HookServer;
import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.Counters;
import dev.flysnap.agent.quiesce.LeaseRegistry;
import dev.flysnap.agent.quiesce.Rehearsal;
import dev.flysnap.agent.quiesce.StatusReporter;
import dev.flysnap.agent.replace.Replacements;
import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AppSettings;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.spool.Spool;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import dev.flysnap.sqlite.replace.FileReplacement;
import dev.flysnap.sqlite.replace.ReplaceStep;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The agent: a server for quiesce requests, and the app as its child process. */
public final class Agent implements AutoCloseable {
    private static final Duration REHEARSES_AFTER = Duration.ofSeconds(1);

    private final LeaseRegistry leases;
    private final LiveChecks checks;
    private final Optional<SupervisedApp> app;
    private final CopyJobs copies;
    private final HookServer server;
    private final AgentQuiescer quiescer;
    private final InstantSource clock;
    private volatile Optional<Spool> spool = Optional.empty();
    private volatile Optional<CanaryWriter> canary = Optional.empty();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Agent(
            LeaseRegistry leases,
            LiveChecks checks,
            Optional<SupervisedApp> app,
            CopyJobs copies,
            HookServer server,
            AgentQuiescer quiescer,
            InstantSource clock) {
        this.leases = leases;
        this.checks = checks;
        this.app = app;
        this.copies = copies;
        this.server = server;
        this.quiescer = quiescer;
        this.clock = clock;
    }

    /**
     * @param app which {@link #run} is to run; none = the app does not belong to the agent
     * @throws dev.flysnap.problem.FlysnapException if it cannot listen where it should
     */
    public static Agent start(AgentSettings settings, Optional<AppSettings> app) {
        return start(
                settings,
                app,
                QuiesceStep.Listener.NONE,
                ReplaceStep.Listener.NONE,
                InstantSource.system());
    }

    /**
     * With hooks for tests: listeners for the steps of each quiesce and replacement, and the clock
     * for expired leases.
     */
    static Agent start(
            AgentSettings settings,
            Optional<AppSettings> appSettings,
            QuiesceStep.Listener listener,
            ReplaceStep.Listener replaceListener,
            InstantSource clock) {
        Counters counters = new Counters();
        AgentQuiescer quiescer = new AgentQuiescer(settings, listener);
        LeaseRegistry leases = new LeaseRegistry(settings, quiescer, counters, clock);
        StatusReporter statusReporter =
                new StatusReporter(settings, quiescer, leases, appSettings.isPresent());
        LiveChecks checks = new LiveChecks(settings.identity(), quiescer, clock);
        CopyJobs copies = new CopyJobs(settings, quiescer, clock);
        Optional<SupervisedApp> app =
                appSettings.map(it ->
                        new SupervisedApp(
                                it.command(),
                                it.hidden(),
                                () -> {
                                    leases.stop();
                                    checks.giveWay();
                                    copies.stop();
                                }));
        Replacements replacements =
                new Replacements(
                        settings,
                        quiescer,
                        leases,
                        checks,
                        app,
                        appSettings,
                        replaceListener,
                        clock);
        HookServer server =
                HookServer.bind(
                        settings, leases, statusReporter, checks, copies, replacements, counters);
        // Not before its address is its own: another agent may be at work here. And not once it
        // answers: what is begun then would be swept away.
        copies.sweep();
        replacements.sweep();
        server.serve();
        return new Agent(leases, checks, app, copies, server, quiescer, clock);
    }

    /**
     * Before anything else, and before the app is started without an agent, too: puts back the old
     * databases where a replacement was interrupted.
     *
     * @param databases as for {@link dev.flysnap.agent.setting.DatabaseSet#of}
     * @return the attempts that were taken back
     * @throws dev.flysnap.problem.FlysnapException if that cannot be done: the app must not start
     */
    public static List<String> recover(List<String> databases) {
        return FileReplacement.recover(DatabaseSet.foldersOf(databases));
    }

    /**
     * The app to run: {@code exec}, split into words, or the words themselves.
     *
     * @throws dev.flysnap.problem.FlysnapException if both are given, or {@code exec} is no command
     */
    public static Optional<List<String>> commandOf(Optional<String> exec, List<String> words) {
        if (exec.isPresent() && !words.isEmpty()) {
            throw AgentProblems.commandMalformed(
                            exec.get(), "--exec and a command behind -- are both given.")
                    .exception();
        }
        return exec.map(ChildCommandLine::of)
                .or(() -> words.isEmpty() ? Optional.empty() : Optional.of(words));
    }

    /** The address that it listens on. */
    public InetSocketAddress address() {
        return server.address();
    }

    /**
     * From now on it answers also those who can only run a command in the machine.
     *
     * @param environment the machine's; elsewhere than on Fly nothing happens
     * @throws dev.flysnap.problem.FlysnapException if there is no place for that; it goes on
     *     without
     */
    public void openSpool(Map<String, String> environment) {
        spool = Spool.open(environment, server.handler());
    }

    /**
     * From now on these databases get a numbered row a minute.
     *
     * @param announce told once when a database's row cannot be written
     */
    public CanaryWriter keepCanary(List<String> names, Consumer<String> announce) {
        CanaryWriter writer = new CanaryWriter(quiescer, names, clock, announce);
        canary = Optional.of(writer);
        writer.start();
        return writer;
    }

    /**
     * Runs the app as a child process until it ends, and forwards signals; before a stop signal,
     * writers are released, and new holds are refused for a while. Without an app, serves until
     * SIGINT, SIGTERM or SIGHUP; releases writers first.
     *
     * @return the app's exit code, 128 + n when a signal ended it; 0 without an app
     */
    public int run() {
        Thread _ = Rehearsal.begin(REHEARSES_AFTER);
        return app.map(SupervisedApp::run).orElseGet(this::serve);
    }

    private int serve() {
        DescriptorLimit.raise();
        for (String name : SignalHandlers.STOPPING) {
            SignalHandlers.on(name, number -> stopped.countDown());
        }
        SignalHandlers.on("HUP", number -> stopped.countDown());
        while (stopped.getCount() > 0) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                // Only a signal ends it.
            }
        }
        return 0;
    }

    @Override
    public void close() {
        canary.ifPresent(CanaryWriter::close);
        leases.stop();
        checks.giveWay();
        copies.close();
        spool.ifPresent(Spool::close);
        server.close();
    }
}
