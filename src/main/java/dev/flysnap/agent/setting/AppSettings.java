package dev.flysnap.agent.setting;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the agent runs the app.
 *
 * @param command word by word
 * @param hidden variables of the environment that it does not get
 * @param health where the app is asked whether it works after its databases were replaced; a port
 *     is {@code tcp://localhost:PORT}
 * @param healthLimit how long it may take until it answers there
 * @param stopLimit how long it may take to end before it is killed, where its databases are
 *     replaced
 */
public record AppSettings(
        List<String> command,
        Set<String> hidden,
        Optional<URI> health,
        Duration healthLimit,
        Duration stopLimit) {
    private static final Duration LONGEST_LIMIT = Duration.ofMinutes(10);
    private static final int MAX_PORT = 65_535;

    /**
     * @throws dev.flysnap.problem.FlysnapException if a limit is none
     */
    public AppSettings {
        command = List.copyOf(command);
        hidden = Set.copyOf(hidden);
        requireLimit("stop", stopLimit);
        requireLimit("health", healthLimit);
    }

    private static void requireLimit(String of, Duration limit) {
        if (!limit.isPositive() || limit.compareTo(LONGEST_LIMIT) > 0) {
            throw AgentProblems.appLimit(of, limit.toSeconds()).exception();
        }
    }

    /**
     * Where the health is asked: a port, or an http URL.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is neither
     */
    public static URI health(String text) {
        if (text.matches("\\d{1,5}")) {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT) {
                return URI.create("tcp://localhost:" + port);
            }
        }
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // See below.
        }
        throw AgentProblems.health(text).exception();
    }
}
