package dev.flysnap.story;

import dev.flysnap.contract.CheckAnswer;
import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.sqlite3.ImageToolsProbe;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.litestream.Litestream;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.PendingFences;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.runtime.Progress;
import dev.flysnap.runtime.RequestSlots;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.scripted.ScriptedProcess;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.sources.OutsideFly;
import dev.flysnap.time.Interruption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An app with one volume and one machine on a Fly of our own, on a virtual clock: the real flysnap
 * in the same process, over real sockets, without waiting.
 */
public final class Shop implements AutoCloseable {
    public static final AppName APP = new AppName("shop");
    public static final OutsideFly NOTHING_OUTSIDE =
            new OutsideFly(List.of(), List.of(), List.of(), new Litestream("", new Interruption()));
    public static final String IMAGE = "registry.fly.io/shop:1";
    public static final String NEXT_IMAGE = "registry.fly.io/shop:2";

    /** Runs the program {@code flysnap-machine}. */
    public static final String FLYSNAP_IMAGE = "registry.fly.io/my-flysnap:1";

    public static final Region AMS = new Region("ams");
    public static final Region FRA = new Region("fra");

    public static final Region CDG = new Region("cdg");

    /** Another app, of another organisation. */
    public static final AppName OTHER = new AppName("others");

    /** Another app, of the same organisation. */
    public static final AppName STAGING = new AppName("shop-staging");

    public static final String STAGING_TOKEN = "fm2_for_staging_only";

    public static final String OTHERS_TOKEN = "fm2_for_the_others_only";

    /** For everything, and to look only. */
    public static final String READING_TOKEN = SimSettings.newReadOnlyToken();

    public static final String DEPLOY_TOKEN = "fm2_for_the_shop_only";

    /** Has what flysnap has never heard of: it must arrive in the new machine as it is. */
    private static final String CONFIG =
            """
            {"image":"registry.fly.io/shop:1","env":{"A":"1"},"guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256},
             "mounts":[{"volume":"VOLUME","path":"/data","extend_threshold_percent":80}],
             "metadata":{"fly_platform_version":"v2","fly_process_group":"app","fly_release_id":"r1","mine":"kept"},
             "restart":{"policy":"on-failure","max_retries":10},
             "x_unknown":{"n":1.50,"z":null,"big":123456789012345678901234567890,"u":"\\u00e9"}}\
            """;

    private final Simulator sim;
    private final MemoryDisks disks = new MemoryDisks();
    private final ScriptedMachinery machinery = new ScriptedMachinery();
    private final PowerCut cut = new PowerCut();
    private final FlyApi fly;
    private final Journal journal;
    private final VolumeId volume;
    private final MachineId machine;
    private final Map<String, Instant> firstAsked = new HashMap<>();
    private Duration verifying = Duration.ZERO;
    private static final int SCRIPT_NAME = 3;
    private static final int SCRIPT_VERB = 4;
    private int runs;
    private String litestream = "";
    private String tools = "@flysnap yes\n@done\n";
    private Optional<String> held = Optional.empty();
    private String atQuiesce = "";

    public Shop(Path stateDirectory, Switches switches) {
        this(stateDirectory, switches, Delays.of(Delays.Speed.REAL));
    }

    public Shop(Path stateDirectory, Switches switches, Delays delays) {
        machinery.script("shop-app", Script.IDLE).script("flysnap", Script.IDLE).onExec(this::exec);
        sim =
                Simulator.start(
                        SimSettings.scripted(machinery, disks)
                                .withApp(APP.value())
                                .withApp(OTHER.value(), "others")
                                .withApp(STAGING.value())
                                .withScope(TokenScope.forApp(DEPLOY_TOKEN, APP.value()))
                                .withScope(TokenScope.forReading(READING_TOKEN))
                                .withScope(TokenScope.forApp(STAGING_TOKEN, STAGING.value()))
                                .withScope(
                                        new TokenScope(
                                                OTHERS_TOKEN,
                                                Optional.empty(),
                                                Optional.of("others"),
                                                false))
                                .withImage(IMAGE, List.of("shop-app"))
                                .withDelays(delays)
                                .withImage(NEXT_IMAGE, List.of("shop-app"))
                                .withImage(FLYSNAP_IMAGE, List.of("flysnap-machine"))
                                .withSwitches(switches));
        fly = connect(DEPLOY_TOKEN);
        journal = openJournal(stateDirectory);
        volume = newVolume();
        disks.write(volume.value(), "shop.db", "orders");
        machine =
                fly.machines()
                        .create(APP, new CreateMachine("shop-1", AMS, config(volume), false, false))
                        .id();
        if (!fly.machines()
                .waitFor(
                        APP,
                        machine,
                        MachineState.STARTED,
                        Optional.empty(),
                        Duration.ofSeconds(60))) {
            throw new IllegalStateException("the shop did not start");
        }
    }

    /** As a command opens it; to be closed. */
    public Journal openJournal(Path stateDirectory) {
        return Journal.open(stateDirectory, ApiIdentity.of(URI.create(sim.baseUrl())), sim.clock())
                .withOrganizations(fly.apps()::organization);
    }

    /** One more volume of the app's own volume name, ready for a machine. */
    public VolumeId newVolume() {
        return newVolume("data");
    }

    /** One more volume of the app, ready for a machine. */
    public VolumeId newVolume(String name) {
        VolumeId made =
                fly.volumes()
                        .create(
                                APP,
                                new CreateVolume(
                                        new VolumeName(name),
                                        AMS,
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.of(14),
                                        Optional.of(false),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id();
        sim.sleeper().sleep(Duration.ofSeconds(30));
        return made;
    }

    /** One more machine of the app, as a person or a deploy makes it. */
    public MachineId addMachine(String name, Region region, Json.Obj config) {
        MachineId made =
                fly.machines()
                        .create(APP, new CreateMachine(name, region, config, false, false))
                        .id();
        sim.sleeper().sleep(Duration.ofMinutes(1));
        return made;
    }

    /** What the image answers when it is asked for the tools in it; {@code @done} is the end. */
    public void imageHas(String answer) {
        tools = answer;
    }

    /** Changes the machine, as a deploy does. */
    public void configure(Json.Obj config) {
        var _ =
                fly.machines()
                        .update(APP, machine, new UpdateMachine(config, false, Optional.empty()));
        sim.sleeper().sleep(Duration.ofMinutes(1));
    }

    /** From now on none of the app's health checks passes. */
    public void neverGetsWell() {
        script(
                "shop-app",
                new Script() {
                    @Override
                    public Optional<String> healthProblem(
                            ScriptedProcess process, Machinery.HealthCheck check) {
                        return Optional.of("connection refused on " + check.port());
                    }
                });
    }

    /** Speaks to the shop's Fly with another token; to be closed. */
    public FlyApi connect(String token) {
        return connect(token, URI.create(sim.baseUrl()));
    }

    /** Speaks to the shop's Fly through something else; to be closed. */
    public FlyApi connectTo(URI proxy) {
        return connect(DEPLOY_TOKEN, proxy);
    }

    private FlyApi connect(String token, URI url) {
        return connect(token, url, new Interruption());
    }

    private FlyApi connect(String token, URI url, Interruption interruption) {
        return FlyApi.of(
                FlySettings.of(url, FlyToken.parse(token), "flysnap/test"),
                new VirtualPacer(sim, cut),
                interruption.cutting(sim.sleeper()),
                sim.clock(),
                interruption);
    }

    public static Json.Obj config(VolumeId volume) {
        return JsonText.parseObject(CONFIG.replace("VOLUME", volume.value()));
    }

    public PowerCut cut() {
        return cut;
    }

    public Simulator sim() {
        return sim;
    }

    /** From the next start on {@code program} does that: {@code shop-app}, or {@code flysnap}. */
    public void script(String program, Script script) {
        machinery.script(program, script);
    }

    /** Deploys another image to the machine, as a release does. */
    public void deploy(String image) {
        Machine now = fly.machines().get(APP, machine);
        fly.machines()
                .update(
                        APP,
                        machine,
                        new UpdateMachine(
                                now.config().orElseThrow().with("image", image),
                                false,
                                Optional.empty()));
        var _ =
                fly.machines()
                        .waitFor(
                                APP,
                                machine,
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(60));
    }

    /** From now on there is no room in these regions. */
    public void fill(Region... regions) {
        for (Region region : regions) {
            var _ =
                    sim.change(turn -> {
                        AppRules.setRegionFull(turn, region.value(), true);
                        return true;
                    });
        }
    }

    /** The host of a machine or a volume no longer answers, or answers again. */
    public void setHostDead(String id, boolean dead) {
        var _ =
                sim.change(turn -> {
                    AppRules.setHostUnreachable(turn, id, dead);
                    return dead;
                });
    }

    public MemoryDisks disks() {
        return disks;
    }

    public FlyApi fly() {
        return fly;
    }

    public Journal journal() {
        return journal;
    }

    public VolumeId volume() {
        return volume;
    }

    public MachineId machine() {
        return machine;
    }

    public RunId nextRun() {
        runs++;
        return new RunId("run_" + "0".repeat(10 - Integer.toString(runs).length()) + runs);
    }

    public RunContext bench(CutPoint cutPoint) {
        return new RunContext(fly, journal, sim.sleeper(), sim.clock(), words -> {}, cutPoint);
    }

    /** A process that may be asked to stop; its connection is to be closed. */
    public RunContext benchStoppedBy(Interruption interruption) {
        return new RunContext(
                connect(DEPLOY_TOKEN, URI.create(sim.baseUrl()), interruption),
                journal,
                interruption.cutting(sim.sleeper()),
                sim.clock(),
                words -> {},
                interruption,
                cut,
                RequestSlots.ALONE);
    }

    /** The same, with another token. */
    public RunContext bench(FlyApi with) {
        return new RunContext(
                with, journal, sim.sleeper(), sim.clock(), words -> {}, CutPoint.NONE);
    }

    /** The same on another computer, which has a journal of its own. */
    public RunContext bench(Journal of) {
        return new RunContext(fly, of, sim.sleeper(), sim.clock(), words -> {}, CutPoint.NONE);
    }

    /** The same, with somebody who watches. */
    public RunContext benchTelling(Progress progress) {
        return new RunContext(fly, journal, sim.sleeper(), sim.clock(), progress, cut);
    }

    /** Whether Fly takes one a day by itself. */
    public void setDaily(boolean on) {
        var _ =
                fly.volumes()
                        .update(APP, volume, new UpdateVolume(Optional.empty(), Optional.of(on)));
    }

    /** What the new machine tells of its restore, for the day on which the journal is lost. */
    public static Optional<String> noteOf(RestorePlan plan) {
        return metadata(plan, "flysnap_restore");
    }

    /** The process group that a deploy takes the new machine to be of. */
    public static Optional<String> groupOf(RestorePlan plan) {
        return metadata(plan, "fly_process_group");
    }

    private static Optional<String> metadata(RestorePlan plan, String key) {
        return plan.machine().appConfig().object("metadata").flatMap(it -> it.text(key));
    }

    /** How long later snapshots of the volume are kept. */
    public int retention() {
        return fly.volumes().get(APP, volume).snapshotRetentionDays().orElseThrow();
    }

    public Receipt create() {
        return create(HoldUntil.QUIESCED);
    }

    public Receipt create(HoldUntil holdUntil) {
        Create create = creation();
        return create.run(create.plan(nextRun(), createRequest(holdUntil)));
    }

    public Create creation() {
        return new Create(bench(cut), Optional.of(hook()));
    }

    public static CreateRequest createRequest(HoldUntil holdUntil) {
        return new CreateRequest(
                APP,
                Optional.empty(),
                Optional.empty(),
                holdUntil,
                Duration.ofMinutes(5),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(10));
    }

    public Restore restore(CutPoint cutPoint) {
        return new Restore(bench(cutPoint));
    }

    /** What every command on the app does first. */
    public PendingFences pendingFences() {
        return new PendingFences(bench(cut));
    }

    public static RestoreRequest restoreRequest(boolean cutover) {
        return request(cutover).build();
    }

    public static RestoreRequest cutoverTo(Receipt receipt) {
        return RestoreRequestBuilder.of(APP, new SnapshotChoice.ById(receipt.snapshot()))
                .goal(Goal.CUTOVER)
                .build();
    }

    public static RestoreRequestBuilder request(boolean cutover) {
        return RestoreRequestBuilder.of(APP, SnapshotChoice.LATEST)
                .toRegions(FRA)
                .goal(cutover ? Goal.CUTOVER : Goal.VERIFIED)
                .timeout(Duration.ofMinutes(10));
    }

    /** Moves the app to another region. */
    public RestorePlan movePlan(RunId run) {
        return movePlan(bench(cut), run);
    }

    /** The same, planned by another process. */
    public RestorePlan movePlan(RunContext process, RunId run) {
        return new Restore(process)
                .plan(
                        run,
                        nextRun(),
                        new MoveRequest(
                                APP,
                                Optional.empty(),
                                List.of(FRA),
                                true,
                                Optional.empty(),
                                Optional.empty(),
                                Checks.DEFAULT,
                                Duration.ofMinutes(10)));
    }

    /** Those that run the app, not a verifier. */
    public List<dev.flysnap.sim.world.SimMachine> writers() {
        return sim.world().machinesOf(APP.value()).stream()
                .filter(it -> it.is(dev.flysnap.sim.world.SimMachine.State.STARTED))
                .filter(it -> it.config().init("exec").isEmpty())
                .toList();
    }

    /** The world when the leases of processes that are gone have run out. */
    public WorldView settledView() {
        sim.sleeper().sleep(Duration.ofSeconds(61));
        return sim.view();
    }

    /** With a cutover, although the old machine's host is dead. */
    public static RestoreRequest unfencedRequest() {
        return request(true).acceptUnfenced(true).build();
    }

    public Restore restore() {
        return restore(cut);
    }

    /** The machine and its volume are gone, as after a bad day. */
    public void lose() {
        fly.machines().delete(APP, machine, true, Optional.empty());
        sim.sleeper().sleep(Duration.ofSeconds(30));
        fly.volumes().delete(APP, volume);
    }

    /** Whether a hook keeps writers off. */
    public boolean isHeld() {
        return held.isPresent();
    }

    /** What the volume held when the hook was asked last. */
    public String atQuiesce() {
        return atQuiesce;
    }

    /** A hook that does what it promises, on the shop's clock. */
    public QuiescerFactory hook() {
        return (app, asked) -> new GoodHook(asked);
    }

    /** From now on the verifier takes so long, from its first answer on. */
    public void verifyFor(Duration time) {
        verifying = time;
    }

    /** How many of the platform's metadata keys the shop's machine has. */
    public int platformKeys() {
        return (int)
                fly.machines().get(APP, machine).metadata().keySet().stream()
                        .filter(it -> it.startsWith("fly_"))
                        .count();
    }

    /** What its Litestream says of itself, as lines of the script that asks. */
    void runsLitestream(String said) {
        litestream = said;
    }

    private Machinery.ExecOutcome exec(String machineId, Machinery.Exec exec) {
        if (exec.command().equals(ImageToolsProbe.COMMAND)) {
            return new Machinery.ExecOutcome.Done(0, Optional.empty(), tools, "");
        }
        if (exec.command().size() > SCRIPT_NAME
                && exec.command().get(SCRIPT_NAME).equals("replicas")) {
            return new Machinery.ExecOutcome.Done(0, Optional.empty(), litestream, "");
        }
        boolean bySqlite3 =
                exec.command().size() > SCRIPT_VERB
                        && exec.command().get(SCRIPT_VERB - 1).equals("flysnap-verify");
        Instant asked = firstAsked.computeIfAbsent(machineId, it -> sim.clock().instant());
        if (sim.clock().instant().isBefore(asked.plus(verifying))) {
            return bySqlite3
                    ? new Machinery.ExecOutcome.Done(0, Optional.empty(), "@running", "")
                    : new Machinery.ExecOutcome.Done(1, Optional.empty(), "", "no such file");
        }
        String volumeId =
                sim.world()
                        .machine(machineId)
                        .flatMap(dev.flysnap.sim.world.SimMachine::volume)
                        .orElseThrow();
        if (bySqlite3) {
            return new Machinery.ExecOutcome.Done(
                    0, Optional.empty(), bySqlite3(exec.command().get(SCRIPT_VERB), volumeId), "");
        }
        String databases =
                disks.content(volumeId).keySet().stream()
                        .map(text ->
                                "{\"path\":\"%s\",\"bytes\":6,\"check\":\"quick_check\",\"page_count\":1,\"user_version\":0,\"problems\":[%s],\"tables\":%d}"
                                        .formatted(
                                                text,
                                                disks.read(volumeId, text)
                                                                .orElse("")
                                                                .equals("corrupt")
                                                        ? "\"row 1 missing from index\""
                                                        : "",
                                                disks.read(volumeId, text)
                                                                .orElse("")
                                                                .equals("empty")
                                                        ? 0
                                                        : 1))
                        .reduce((a, b) -> a + "," + b)
                        .orElse("");
        return new Machinery.ExecOutcome.Done(
                0, Optional.empty(), "{\"databases\":[" + databases + "],\"problems\":[]}", "");
    }

    /** As the script of the third verifier answers; it is tested with a real sqlite3 elsewhere. */
    private String bySqlite3(String verb, String volumeId) {
        List<String> lines =
                Stream.concat(
                                disks.content(volumeId).keySet().stream()
                                        .flatMap(it ->
                                                Stream.of(
                                                        "@database " + it,
                                                        "@bytes 6",
                                                        "@page_count 1",
                                                        "@user_version 0",
                                                        disks.read(volumeId, it)
                                                                        .orElse("")
                                                                        .equals("corrupt")
                                                                ? "!row 1 missing from index"
                                                                : "@tables 1")),
                                Stream.of("@done"))
                        .toList();
        return switch (verb) {
            case "check" -> "@lines " + lines.size();
            case "lines" -> String.join("\n", lines);
            default -> "@value 3132\n@done 0";
        };
    }

    @Override
    public void close() {
        fly.close();
        journal.close();
        sim.close();
    }

    private final class GoodHook implements Quiescer {
        private final Machine beside;

        GoodHook(Machine beside) {
            this.beside = beside;
        }

        @Override
        public StatusAnswer status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            Instant now = sim.clock().instant();
            boolean holds = !hold.isZero();
            held = Optional.of("lease-" + attempt).filter(it -> holds);
            atQuiesce =
                    beside.mountedVolumes().stream()
                            .findFirst()
                            .flatMap(it -> disks.read(it.value(), "shop.db"))
                            .orElse("");
            DatabaseState database =
                    new DatabaseState(
                            "shop",
                            "/data/shop.db",
                            "wal",
                            new Checkpoint(0, 0, 0),
                            0,
                            holds,
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(0L),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
            return new Quiesced(
                    new QuiesceAnswer(
                            "lease-" + attempt,
                            hold.toMillis(),
                            Optional.of(APP.value()),
                            Optional.of(beside.id().value()),
                            "3.53.4",
                            Optional.empty(),
                            List.of(database),
                            Optional.empty(),
                            Optional.of(2)),
                    now,
                    now);
        }

        @Override
        public Resumed resume(String lease) {
            held = Optional.empty();
            return new Resumed.Intact(1);
        }

        @Override
        public CheckAnswer check(
                String attempt, CheckDepth depth, List<String> databases, Duration limit) {
            boolean isCorrupt =
                    disks.read(volume.value(), "shop.db").orElseThrow().equals("corrupt");
            return new CheckAnswer(
                    CheckAnswer.State.DONE,
                    Optional.of(APP.value()),
                    Optional.of(beside.id().value()),
                    List.of(
                            isCorrupt
                                    ? CheckAnswer.DatabaseCheck.bad(
                                            "shop",
                                            "/data/shop.db",
                                            List.of("row 1 missing from index"))
                                    : CheckAnswer.DatabaseCheck.ok(
                                            "shop", "/data/shop.db", Optional.of(0L))));
        }
    }
}
