package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.Pacer;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Fly's Machines API. Every method that calls it throws {@link dev.flysnap.fly.http.FlyException}.
 * Thread-safe.
 */
public final class FlyApi implements AutoCloseable {
    private final ApiClient calls;
    private final Apps apps;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final Machines machines;
    private final Platform platform;

    private FlyApi(ApiClient calls) {
        this.calls = calls;
        apps = new Apps(calls);
        volumes = new Volumes(calls);
        snapshots = new Snapshots(calls);
        machines = new Machines(calls);
        platform = new Platform(calls);
    }

    /**
     * @param sleeper waits between attempts
     * @param clock bounds the time that attempts may take together
     */
    public static FlyApi of(
            FlySettings settings, Pacer pacer, Sleeper sleeper, InstantSource clock) {
        return new FlyApi(new ApiClient(settings, pacer, sleeper, clock));
    }

    /**
     * The same API, with the same connections, rate limits and circuit breaker; closing it closes
     * both.
     *
     * @param patience how long a call may wait while the API is known to be down, before it fails
     *     with {@code fly-unavailable} and nothing was sent; zero fails at once
     */
    public FlyApi withMaxOutageWait(Duration patience) {
        return new FlyApi(calls.waitingAtMost(patience));
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

    @Override
    public void close() {
        calls.close();
    }
}
