package dev.flysnap.hook.transport;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code fly proxy} processes of one command, one for each machine: starting one takes seconds,
 * and a hold would expire before the next one could end it.
 */
public final class FlyProxies implements AutoCloseable {
    private final String path;
    private final Map<MachineId, FlyProxy> running = new HashMap<>();

    /**
     * @param path the directories, as in {@code PATH}, to look for {@code fly} or {@code flyctl} in
     */
    public FlyProxies(String path) {
        this.path = path;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is no flyctl, or it does not come up
     */
    public synchronized FlyProxy to(AppName app, Machine machine, int port) {
        FlyProxy existing = running.get(machine.id());
        if (existing != null && existing.isAlive()) {
            return existing;
        }
        Path program =
                FlyProxy.programOn(path)
                        .orElseThrow(() -> TransportProblems.noFlyctl().exception());
        FlyProxy proxy = FlyProxy.start(program, app, machine.id(), port);
        running.put(machine.id(), proxy);
        return proxy;
    }

    @Override
    public synchronized void close() {
        running.values().forEach(FlyProxy::close);
        running.clear();
    }
}
