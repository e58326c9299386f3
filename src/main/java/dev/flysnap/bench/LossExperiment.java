package dev.flysnap.bench;

import dev.flysnap.demo.shop.OrderBook;
import dev.flysnap.demo.shop.OrderLog;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.RateLimitPacer;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.SimDirectory;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs the order app as a machine, takes a snapshot, brings it back, and counts. */
final class LossExperiment implements AutoCloseable {
    private static final Region REGION = new Region("ams");
    private static final VolumeName VOLUME = new VolumeName("data");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final LossPlan plan;
    private final Simulator sim;
    private final SimSettings settings;
    private final Path directory;
    private final FlyApi fly;
    private final String token = SimSettings.newToken();

    LossExperiment(LossPlan plan, Simulator sim, SimSettings settings) {
        this.plan = plan;
        this.sim = sim;
        this.settings = settings;
        directory = settings.home().map(SimDirectory::directory).orElseThrow().resolve("bench");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw BenchProblems.noDirectory(String.valueOf(e)).exception(e);
        }
        fly =
                FlyApi.of(
                        FlySettings.of(
                                URI.create(sim.baseUrl()),
                                FlyToken.parse(sim.token()),
                                "flysnap-bench"),
                        new RateLimitPacer(),
                        Sleeper.REAL,
                        InstantSource.system());
    }

    LossResult measure(LossCase of) {
        Path log = directory.resolve(of.app() + ".log");
        VolumeId volume = volume(of, Optional.empty());
        MachineId machine = machine(of, volume, log);
        await("order of " + of.app(), () -> Files.exists(log) && sizeOf(log) > 0);
        Sleeper.REAL.sleep(plan.loadOf(of));
        LossSnapshot.Taken taken = new LossSnapshot(of, creator(of), database(volume)).take();
        fly.machines().delete(of.app(), machine, true, Optional.empty());
        VolumeId restored = volume(of, Optional.of(taken.receipt().snapshot()));
        LossResult result = count(of, OrderLog.read(log), database(restored), taken);
        remove(of, machine, List.of(volume, restored));
        return result;
    }

    private LossResult count(LossCase of, OrderLog log, Path database, LossSnapshot.Taken taken) {
        Optional<OrderBook> book = read(database);
        List<OrderLog.Entry> beforeT = log.acknowledgedBefore(taken.t());
        List<OrderLog.Entry> beforeRequest = log.acknowledgedBefore(taken.requestedAt());
        return new LossResult(
                of.synchronous(),
                of.rateOption(),
                of.method(),
                taken.receipt().grade().label(),
                beforeT.size(),
                missing(book, beforeT),
                beforeRequest.size(),
                missing(book, beforeRequest),
                Duration.between(taken.t(), taken.requestedAt()),
                plan.loadOf(of),
                book.isPresent());
    }

    private static long missing(Optional<OrderBook> book, List<OrderLog.Entry> orders) {
        return book.map(it -> (long) it.missing(orders).size()).orElse((long) orders.size());
    }

    /** A database whose creation never reached the disk is not there, or is none. */
    private static Optional<OrderBook> read(Path database) {
        try {
            return Optional.of(OrderBook.read(database));
        } catch (FlysnapException notReadable) {
            return Optional.empty();
        }
    }

    private VolumeId volume(LossCase of, Optional<SnapshotId> from) {
        VolumeId id =
                fly.volumes()
                        .create(of.app(), CreateVolume.withDefaults(VOLUME, REGION, 1, from))
                        .id();
        await(
                "volume for " + of.app(),
                () -> sim.world().volume(id.value()).orElseThrow().isUsable());
        return id;
    }

    private MachineId machine(LossCase of, VolumeId volume, Path log) {
        String program = plan.program().toString();
        List<String> command =
                List.of(
                        program,
                        "agent",
                        "--db",
                        "shop=/data/shop.db",
                        "--",
                        program,
                        "demo",
                        "app",
                        "--db",
                        "/data/shop.db",
                        "--log",
                        log.toString(),
                        "--rate",
                        of.rateOption(),
                        "--synchronous",
                        of.synchronous().name());
        Json.Obj config =
                Json.Obj.empty()
                        .with("image", "shop:bench")
                        .with("init", Json.Obj.empty().with("exec", Json.texts(command)))
                        .with("env", Json.Obj.empty().with("FLYSNAP_HOOK_TOKEN", token))
                        .with(
                                "mounts",
                                new Json.Arr(
                                        List.of(
                                                Json.Obj.empty()
                                                        .with("volume", volume.value())
                                                        .with("path", "/data"))));
        return fly.machines()
                .create(of.app(), new CreateMachine("app", REGION, config, false, false))
                .id();
    }

    private LossSnapshot.Creator creator(LossCase of) {
        HookTransports transports =
                new HookTransports(HookTimeouts.DEFAULT, Sleeper.REAL, InstantSource.system());
        HookAddress address = HookAddress.parse("http://{private_ip}:8099");
        QuiescerFactory hook =
                (app, machine) -> transports.direct(address, HookToken.parse(token), app, machine);
        return (run, request) -> {
            try (Journal journal =
                    Journal.open(
                            directory.resolve(of.app() + ".state"),
                            ApiIdentity.of(URI.create(sim.baseUrl())),
                            InstantSource.system())) {
                RunContext context =
                        new RunContext(
                                fly,
                                journal,
                                Sleeper.REAL,
                                InstantSource.system(),
                                words -> {},
                                CutPoint.NONE);
                Create create = new Create(context, Optional.of(hook));
                return create.run(create.plan(run, request));
            }
        };
    }

    private Path database(VolumeId volume) {
        return settings.disks().directory(volume.value()).resolve("shop.db");
    }

    /** The next one is to have all the room and all the quiet. */
    private void remove(LossCase of, MachineId machine, List<VolumeId> volumes) {
        await(
                "end of the machine of " + of.app(),
                () -> sim.world().machine(machine.value()).map(it -> it.isGone()).orElse(true));
        for (VolumeId it : volumes) {
            var _ = fly.volumes().delete(of.app(), it);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw BenchProblems.notInTime(what, LIMIT).exception();
            }
            Sleeper.REAL.sleep(LOOK_EVERY);
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        fly.close();
    }
}
