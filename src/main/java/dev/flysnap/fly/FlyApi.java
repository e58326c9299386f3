package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.Pacer;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Fly's Machines API. Every method that calls it throws {@link dev.flysnap.fly.http.FlyException}.
 * Thread-safe.
 */
public final class FlyApi implements AutoCloseable {
    private final ApiClient client;
    private final Apps apps;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final Machines machines;
    private final Platform platform;

    private FlyApi(ApiClient client, Apps apps) {
        this.client = client;
        this.apps = apps;
        volumes = new Volumes(client);
        snapshots = new Snapshots(client);
        machines = new Machines(client);
        platform = new Platform(client);
    }

    /**
     * @param sleeper waits between attempts
     * @param clock measures the time that all attempts may take together
     */
    public static FlyApi of(
            FlySettings settings, Pacer pacer, Sleeper sleeper, InstantSource clock) {
        return of(settings, pacer, sleeper, clock, new Interruption());
    }

    /**
     * The same for a process that may be asked to stop.
     *
     * @param interruption when requested, reads end with {@link Sleeper.Interrupted}; so do calls
     *     that were not sent yet
     */
    public static FlyApi of(
            FlySettings settings,
            Pacer pacer,
            Sleeper sleeper,
            InstantSource clock,
            Interruption interruption) {
        ApiClient client = new ApiClient(settings, pacer, sleeper, clock, interruption);
        return new FlyApi(client, new Apps(client));
    }

    /**
     * Loads what the first call would have to wait for; a program may do so while it reads its
     * arguments.
     *
     * @param tls whether the API is going to be asked by https
     */
    public static void prepare(boolean tls) {
        ApiClient.prepare(tls);
    }

    /**
     * A copy that shares the connections, rate limits and circuit breaker; closing it closes both.
     *
     * @param maxOutageWait how long a call may wait while the API is known to be down, before it
     *     fails with {@code fly-unavailable} and without sending anything; zero fails at once
     */
    public FlyApi withMaxOutageWait(Duration maxOutageWait) {
        return with(client.withMaxOutageWait(maxOutageWait));
    }

    /**
     * A copy whose calls are sent also while the API is known to be down: for reads without which
     * nothing can be given back.
     */
    public FlyApi duringOutage() {
        return with(client.duringOutage());
    }

    private FlyApi with(ApiClient other) {
        return new FlyApi(other, apps.over(other));
    }

    public Apps apps() {
        return apps;
    }

    public Volumes volumes() {
        return volumes;
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    public Machines machines() {
        return machines;
    }

    public Platform platform() {
        return platform;
    }

    /** How far this computer's clock was ahead of Fly's at the last answer; absent before it. */
    public Optional<Duration> clockAhead() {
        return client.clockAhead();
    }

    @Override
    public void close() {
        client.close();
    }
}
