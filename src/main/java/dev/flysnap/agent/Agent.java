package dev.flysnap.agent;

import dev.flysnap.agent.check.LiveChecks;
import dev.flysnap.agent.child.AppRunner;
import dev.flysnap.agent.child.ChildCommandLine;
import dev.flysnap.agent.child.SignalHandlers;
import dev.flysnap.agent.copy.CopyJobs;
import dev.flysnap.agent.http.HookServer;
import dev.flysnap.agent.quiesce.AgentQuiescer;
import dev.flysnap.agent.quiesce.Counters;
import dev.flysnap.agent.quiesce.LeaseRegistry;
import dev.flysnap.agent.quiesce.StatusReporter;
import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The agent: a server for quiesce requests, and the app as its child process. */
public final class Agent implements AutoCloseable {
    private final LeaseRegistry leases;
    private final LiveChecks checks;
    private final CopyJobs copies;
    private final HookServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Agent(LeaseRegistry leases, LiveChecks checks, CopyJobs copies, HookServer server) {
        this.leases = leases;
        this.checks = checks;
        this.copies = copies;
        this.server = server;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it cannot listen where it should
     */
    public static Agent start(AgentSettings settings) {
        return start(settings, QuiesceStep.Listener.NONE, InstantSource.system());
    }

    /**
     * With hooks for tests: a listener for the steps of each quiesce, and the clock for expired
     * leases.
     */
    static Agent start(AgentSettings settings, QuiesceStep.Listener listener, InstantSource clock) {
        Counters counters = new Counters();
        AgentQuiescer quiescer = new AgentQuiescer(settings, listener);
        LeaseRegistry leases = new LeaseRegistry(settings, quiescer, counters, clock);
        StatusReporter statusReporter = new StatusReporter(settings, quiescer, leases);
        LiveChecks checks = new LiveChecks(settings.identity(), quiescer, clock);
        CopyJobs copies = new CopyJobs(settings, quiescer, clock);
        HookServer server =
                HookServer.start(settings, leases, statusReporter, checks, copies, counters);
        // Not before its address is its own: another agent may be at work here.
        copies.sweep();
        return new Agent(leases, checks, copies, server);
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
     * Serves until SIGINT, SIGTERM or SIGHUP; releases writers first.
     *
     * @return the exit code
     */
    public int run() {
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

    /**
     * Runs the app as a child process until it ends. Forwards signals; before a stop signal,
     * writers are released, and new holds are refused for a while.
     *
     * @return the app's exit code, 128 + n when a signal ended it
     */
    public int run(List<String> command) {
        return AppRunner.run(
                command,
                () -> {
                    leases.stop();
                    checks.giveWay();
                    copies.close();
                });
    }

    @Override
    public void close() {
        leases.stop();
        checks.giveWay();
        copies.close();
        server.close();
    }
}
