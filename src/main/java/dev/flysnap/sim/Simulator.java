package dev.flysnap.sim;

import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.fault.FaultQueue;
import dev.flysnap.sim.http.SimServer;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.player.FlyctlPlayer;
import dev.flysnap.sim.player.HostMigration;
import dev.flysnap.sim.world.Transition;
import dev.flysnap.sim.world.World;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * A running simulated Fly.
 *
 * <p>{@link #close} ends all machines. A virtual clock advances only during a wait: in a wait
 * request of the API, or in {@link #sleeper}.
 */
public final class Simulator implements AutoCloseable {
    private final Engine engine;
    private final FaultQueue faults = new FaultQueue();
    private final SimSettings settings;
    private final SimServer server;

    private Simulator(SimSettings settings) throws IOException {
        this.settings = settings;
        engine =
                new Engine(
                        settings.home()
                                .flatMap(SimDirectory::load)
                                .orElseGet(() -> World.empty(settings.seed())),
                        settings.rules(),
                        settings.clock(),
                        settings.machinery(),
                        settings.disks(),
                        world -> settings.home().ifPresent(it -> it.save(world)));
        engine.start();
        settings.apps()
                .forEach((name, org) -> {
                    if (engine.world().app(name).isEmpty()) {
                        var _ = engine.change(transition -> AppRules.create(transition, name, org));
                    }
                });
        server = SimServer.open(settings.port(), engine, faults, settings.scopes());
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the port is taken or the kept world cannot be
     *     read
     */
    public static Simulator start(SimSettings settings) {
        try {
            return new Simulator(settings);
        } catch (IOException e) {
            end(settings);
            throw SimProblems.portTaken(settings.port()).exception(e);
        } catch (RuntimeException e) {
            end(settings);
            throw e;
        }
    }

    private static void end(SimSettings settings) {
        settings.machinery().close();
        settings.disks().close();
        settings.home().ifPresent(SimDirectory::close);
    }

    /** Such as {@code http://127.0.0.1:4280}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The counterpart of {@code https://APP.fly.dev}. */
    public String publicUrl(String app) {
        return baseUrl() + "/public/" + app;
    }

    /** The token with access to everything. */
    public String token() {
        return scopes().getFirst().token();
    }

    /** All tokens that it takes; the first one has access to everything. */
    public List<TokenScope> scopes() {
        return settings.scopes();
    }

    /** The current state of the world. */
    public World world() {
        return engine.world();
    }

    /** Applies a rule to the world directly, without the API. */
    public <T> T change(Function<Transition, T> rule) {
        return engine.change(rule);
    }

    /** The world without ids and times: equal for two runs that end in the same state. */
    public WorldView view() {
        return WorldView.of(engine.world(), engine.clock().instant());
    }

    /** Simulates what flyctl does to apps at the same time. */
    public FlyctlPlayer flyctl() {
        return new FlyctlPlayer(engine);
    }

    /** Simulates that the platform moves volumes to other hosts. */
    public HostMigration migration() {
        return new HostMigration(engine);
    }

    public FaultQueue faults() {
        return faults;
    }

    public InstantSource clock() {
        return engine.clock();
    }

    /** Sleeps in simulated time. */
    public Sleeper sleeper() {
        return engine::sleep;
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        settings.home().ifPresent(SimDirectory::close);
    }
}
