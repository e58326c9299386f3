package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Directories;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.FlyClient;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * A simulated Fly with real processes on real folders, which answers as often as it is asked: what
 * these stories prove does not depend on how long a client has to wait for its next turn.
 */
final class RealShop implements AutoCloseable {
    static final AppName SHOP = new AppName("shop");
    static final String IMAGE = "registry.fly.io/shop:1";

    private static final String APP =
            "echo started >\"/data/started-$FLY_MACHINE_ID\"; while :; do sleep 1; done";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Nothing here takes as long as the intervals at which Fly is asked. */
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(20);

    private static final Sleeper SHORT =
            it -> Sleeper.REAL.sleep(it.compareTo(LONGEST_SLEEP) < 0 ? it : LONGEST_SLEEP);

    private final Path directory;
    private final Simulator sim;
    private final FaultyProxy proxy;
    private final FlyApi fly;
    private final Journal journal;

    /**
     * @param images more images than the app's, with what they run
     */
    RealShop(Path directory, Map<String, List<String>> images) {
        this.directory = directory;
        SimSettings settings =
                SimSettings.real(directory.resolve("sim"))
                        .withApp(SHOP.value())
                        .withImage(IMAGE, List.of("sh", "-c", APP))
                        .withSwitches(Switches.DEFAULTS.with("rate-limits", "none"))
                        .withSpeed(Delays.Speed.INSTANT);
        for (Map.Entry<String, List<String>> image : images.entrySet()) {
            settings = settings.withImage(image.getKey(), image.getValue());
        }
        sim = Simulator.start(settings);
        proxy = new FaultyProxy(sim, () -> {});
        fly =
                FlyApi.of(
                        FlySettings.of(proxy.url(), FlyToken.parse(sim.token()), "flysnap/test"),
                        (action, target) -> {},
                        SHORT,
                        InstantSource.system());
        journal = openJournal("journal");
    }

    /** Of another computer, or the one that was lost. */
    Journal openJournal(String name) {
        return Journal.open(
                directory.resolve(name),
                ApiIdentity.of(URI.create(sim.baseUrl())),
                InstantSource.system());
    }

    Simulator sim() {
        return sim;
    }

    /** A call of somebody else's, such as by fly apps destroy. */
    void call(String method, String path, String body) throws IOException {
        FlyClient.Reply reply = FlyClient.of(sim).send(method, path, body);
        assertEquals(2, reply.status() / 100, reply::text);
    }

    FaultyProxy proxy() {
        return proxy;
    }

    FlyApi fly() {
        return fly;
    }

    Journal journal() {
        return journal;
    }

    RunContext context(CutPoint cuts) {
        return context(journal, cuts);
    }

    RunContext context(Journal journal, CutPoint cuts) {
        return new RunContext(fly, journal, SHORT, InstantSource.system(), _ -> {}, cuts);
    }

    /** An empty one, whose folder is there. */
    VolumeId volume(int sizeGb) {
        VolumeId made =
                fly.volumes()
                        .create(
                                SHOP,
                                CreateVolume.withDefaults(
                                        new VolumeName("data"),
                                        new Region("ams"),
                                        sizeGb,
                                        Optional.empty()))
                        .id();
        await(() -> Files.isDirectory(data(made)));
        return made;
    }

    /**
     * The app, started.
     *
     * @param path where it finds its programs
     */
    MachineId machine(VolumeId on, String path) {
        Json.Obj config =
                JsonText.parseObject(
                                "{\"image\":\"%s\",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}"
                                        .formatted(IMAGE, on))
                        .with("env", Json.Obj.empty().with("PATH", path));
        MachineId made =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine("web", new Region("ams"), config, false, false))
                        .id();
        assertTrue(
                fly.machines().waitFor(SHOP, made, MachineState.STARTED, Optional.empty(), LIMIT));
        return made;
    }

    /** Of the app's only volume. */
    SnapshotId snapshot() {
        Create create = new Create(context(CutPoint.NONE), Optional.empty());
        return create.run(
                        create.plan(
                                nextRun(),
                                new CreateRequest(
                                        SHOP,
                                        Optional.empty(),
                                        Optional.empty(),
                                        HoldUntil.QUIESCED,
                                        Duration.ZERO,
                                        List.of(),
                                        Optional.empty(),
                                        Duration.ofMinutes(1))))
                .snapshot();
    }

    /** What the volume has. */
    Path data(VolumeId of) {
        return directory.resolve("sim/disks/volumes/" + of);
    }

    List<VolumeId> volumes() {
        return fly.volumes().list(SHOP).stream()
                .filter(it -> !it.state().isDead())
                .map(Volume::id)
                .toList();
    }

    /** A minute later: no lease of a process that was cut off is left. */
    void endLeases() {
        sim.change(transition -> {
            transition.world().machines().values().stream()
                    .filter(it -> it.lease().isPresent())
                    .forEach(it -> transition.put(it.withLease(Optional.empty())));
            return true;
        });
    }

    /** The app runs there, on that volume. */
    void awaitApp(VolumeId volume, MachineId machine) {
        await(() -> Files.exists(data(volume).resolve("started-" + machine)));
    }

    static void await(BooleanSupplier condition) {
        assertTrue(LiveShop.until(LIMIT, condition));
    }

    /** The processes share this computer's /tmp: an id is used once. */
    static RunId nextRun() {
        return new RunId("run_" + UUID.randomUUID().toString().replace("-", "").substring(0, 10));
    }

    @Override
    public void close() {
        List<String> machines =
                sim.world().machinesOf(SHOP.value()).stream().map(SimMachine::id).toList();
        List<String> verdicts =
                journal.runs().stream().map(it -> VerifierConfig.verdictFile(it.id())).toList();
        fly.close();
        journal.close();
        proxy.close();
        sim.close();
        try {
            Directories.deleteTemporaryOf(machines);
            for (String verdict : verdicts) {
                boolean _ = Files.deleteIfExists(Path.of(verdict));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
