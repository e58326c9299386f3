package dev.flysnap.agent.http;

import dev.flysnap.agent.http.server.Answer;
import dev.flysnap.agent.http.server.Exchange;
import dev.flysnap.agent.http.server.RequestHandler;
import dev.flysnap.agent.http.server.RequestHead;
import dev.flysnap.agent.http.server.Server;
import dev.flysnap.agent.http.server.ServerLimits;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Stands in for a {@link HookServer} that could not start: answers every request with 503 and the
 * reason, so that it reads why who looks from outside. It knows no token and tells no secret.
 */
public final class ProblemServer implements AutoCloseable {
    private final Server server;

    private ProblemServer(Server server) {
        this.server = server;
    }

    /** Empty if the address cannot be listened on: then the problem stands in the log only. */
    public static Optional<ProblemServer> start(InetSocketAddress listen, Problem problem) {
        try {
            return Optional.of(
                    new ProblemServer(
                            Server.start(listen, ServerLimits.DEFAULT, handler(problem))));
        } catch (IOException busy) {
            return Optional.empty();
        }
    }

    /** The same for who does not come over a connection. */
    public static RequestHandler handler(Problem problem) {
        return new Same(HookServer.answerOf(HookException.notStarted(problem)));
    }

    /** Says the same to everybody. */
    private record Same(Answer answer) implements RequestHandler {
        @Override
        public boolean isTrusted(RequestHead head) {
            return false;
        }

        @Override
        public void handle(Exchange exchange) throws IOException {
            exchange.answer(answer);
        }

        @Override
        public Answer malformed(String why) {
            return answer;
        }
    }

    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
