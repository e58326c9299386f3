package dev.flysnap.agent;

import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.http.ProblemServer;
import dev.flysnap.agent.spool.Spool;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The app in place of an agent that could not start: a snapshot is worth less than the service. */
public final class AppWithoutAgent implements AutoCloseable {
    private final Optional<ProblemServer> server;
    private final Optional<Spool> spool;

    private AppWithoutAgent(Optional<ProblemServer> server, Optional<Spool> spool) {
        this.server = server;
        this.spool = spool;
    }

    /**
     * @param listen where the agent should have listened; may fail, and nothing listens then
     * @param environment the machine's
     * @param problem why it did not start
     */
    public static AppWithoutAgent start(
            Supplier<InetSocketAddress> listen, Map<String, String> environment, Problem problem) {
        return new AppWithoutAgent(server(listen, problem), spool(environment, problem));
    }

    private static Optional<ProblemServer> server(
            Supplier<InetSocketAddress> listen, Problem problem) {
        try {
            return ProblemServer.start(listen.get(), problem);
        } catch (FlysnapException noAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Spool> spool(Map<String, String> environment, Problem problem) {
        try {
            return Spool.open(environment, ProblemServer.handler(problem));
        } catch (FlysnapException noPlace) {
            // Another agent has it, most likely the one that has the port.
            return Optional.empty();
        }
    }

    /** Where the problem is answered; empty if nothing listens. */
    public Optional<InetSocketAddress> address() {
        return server.map(ProblemServer::address);
    }

    /**
     * @param hidden variables of the environment that the app does not get
     * @return the app's exit code, 128 + n when a signal ended it
     */
    public int run(List<String> command, Set<String> hidden) {
        return new SupervisedApp(command, hidden, () -> {}).run();
    }

    @Override
    public void close() {
        spool.ifPresent(Spool::close);
        server.ifPresent(ProblemServer::close);
    }
}
