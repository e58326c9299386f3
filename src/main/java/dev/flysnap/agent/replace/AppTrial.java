package dev.flysnap.agent.replace;

import dev.flysnap.agent.child.SupervisedApp;
import dev.flysnap.agent.client.HttpCall;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Whether the app works after it was started again: it stays up, and answers where it should. */
final class AppTrial {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final long BETWEEN_LOOKS_MS = 100;

    private final SupervisedApp app;
    private final Optional<URI> health;
    private final Duration healthLimit;

    /**
     * @param healthLimit how long the app may take until it answers there
     */
    AppTrial(SupervisedApp app, Optional<URI> health, Duration healthLimit) {
        this.app = app;
        this.health = health;
        this.healthLimit = healthLimit;
    }

    /**
     * Returns why the app does not work; empty = it does.
     *
     * @param stays how long it has to stay up
     */
    Optional<String> failure(Duration stays) {
        long start = System.nanoTime();
        String lastAnswer = "";
        while (true) {
            if (!app.isUp()) {
                return Optional.of(
                        "the app ended within %d s".formatted(since(start).toSeconds() + 1));
            }
            Optional<String> unwell = health.flatMap(AppTrial::unwell);
            if (unwell.isEmpty() && since(start).compareTo(stays) >= 0) {
                return Optional.empty();
            }
            if (unwell.isPresent()) {
                lastAnswer = unwell.get();
                if (since(start).compareTo(healthLimit.plus(stays)) > 0) {
                    return Optional.of(
                            "%s did not answer well within %d s: %s"
                                    .formatted(
                                            health.orElseThrow(),
                                            since(start).toSeconds(),
                                            lastAnswer));
                }
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("the agent ends");
            }
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Optional<String> unwell(URI target) {
        try {
            return target.getScheme().equals("tcp") ? unconnected(target) : unanswered(target);
        } catch (IOException e) {
            return Optional.of(FailureText.of(e));
        }
    }

    private static Optional<String> unconnected(URI target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(target.getHost(), target.getPort()),
                    (int) PROBE_LIMIT.toMillis());
            return Optional.empty();
        }
    }

    private static Optional<String> unanswered(URI target) throws IOException {
        int status = new HttpCall(target, PROBE_LIMIT, PROBE_LIMIT).status();
        return status < 400
                ? Optional.empty()
                : Optional.of("it answers with status %d".formatted(status));
    }
}
