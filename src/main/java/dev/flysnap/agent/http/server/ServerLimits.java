package dev.flysnap.agent.http.server;

import java.time.Duration;

/**
 * How much of the server a client may take up.
 *
 * @param strangers connections that have not shown a token; above it the oldest is closed
 * @param strangersOfAddress the same for each address that they come from
 * @param trusted connections that have; above it one is closed that waits for its client
 * @param head for a request line and its headers
 * @param body for the whole body of a request that is no transfer
 * @param idle between two requests of a connection
 * @param stalled for a client to take or send the next piece of an answer or transfer
 */
public record ServerLimits(
        int strangers,
        int strangersOfAddress,
        int trusted,
        Duration head,
        Duration body,
        Duration idle,
        Duration stalled) {
    public static final ServerLimits DEFAULT =
            new ServerLimits(
                    256,
                    128,
                    64,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60));
}
