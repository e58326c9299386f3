package dev.flysnap.agent;

import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.http.ProblemServer;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The app in place of an agent that could not start: a snapshot is worth less than the service. */
public final class AppWithoutAgent implements AutoCloseable {
    private final Optional<ProblemServer> server;

    private AppWithoutAgent(Optional<ProblemServer> server) {
        this.server = server;
    }

    /**
     * @param listen where the agent should have listened; may fail, and nothing listens then
     * @param problem why it did not start
     */
    public static AppWithoutAgent start(Supplier<InetSocketAddress> listen, Problem problem) {
        try {
            return new AppWithoutAgent(ProblemServer.start(listen.get(), problem));
        } catch (FlysnapException noAddress) {
            return new AppWithoutAgent(Optional.empty());
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
        server.ifPresent(ProblemServer::close);
    }
}
