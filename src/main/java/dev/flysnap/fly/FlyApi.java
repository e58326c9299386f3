package dev.flysnap.fly;

import dev.flysnap.time.Sleeper;
import java.time.InstantSource;

/** Fly's Machines API. Every method that calls it throws {@link FlyException}. Thread-safe. */
public final class FlyApi implements AutoCloseable {
    private final Wire wire;
    private final Apps apps;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final Machines machines;
    private final Platform platform;

    private FlyApi(Wire wire, Calls calls) {
        this.wire = wire;
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
        Wire wire = new Wire(settings);
        return new FlyApi(wire, new Calls(wire, settings.token(), pacer, sleeper, clock));
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
        wire.close();
    }
}
