package dev.flysnap.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.engine.SimClock;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A Fly in this process, on the real clock, as slow as Fly is with small volumes and with its
 * limits; apps whose machines are scripts; one hook that speaks for all of them; and flysnap as a
 * process of its own.
 */
final class BenchFly implements AutoCloseable {
    /** From the request to the finished snapshot: as the simulator has it at this speed. */
    static final Duration SNAPSHOT_TAKES = Duration.ofSeconds(23);

    private static final String IMAGE = "registry.fly.io/bench:1";
    private static final String HOOK_TOKEN = "a-token-that-is-as-long-as-it-has-to-be";

    /** What a look into a machine finds: a shell, and no database that the hook does not know. */
    private static final Machinery.ExecOutcome LOOKED =
            new Machinery.ExecOutcome.Done(0, Optional.empty(), "@done\n", "");

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int STARTED_IN_S = 60;

    private final Simulator sim;
    private final HttpServer hook;
    private final ExecutorService hookThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path program;
    private final Path work;

    /**
     * How flysnap ended; memory is the most that was resident, as Linux says it (VmHWM).
     *
     * @param begun when it was started, as {@link System#nanoTime} says it
     * @param cpu up to 0.1 s before its end
     */
    record Ended(
            int exit,
            long begun,
            Duration took,
            Duration cpu,
            long residentBytes,
            String out,
            String err) {}

    /**
     * @param apps each with so many volumes, all attached
     * @param program {@code bin/flysnap}
     */
    BenchFly(List<String> apps, int volumes, Path program, Path work) throws IOException {
        this.program = program;
        this.work = work;
        SimSettings usual = SimSettings.scripted().withImage(IMAGE, List.of("app"));
        Map<String, String> all = new HashMap<>();
        apps.forEach(it -> all.put(it, "personal"));
        sim =
                Simulator.start(
                        new SimSettings(
                                new ScriptedMachinery().onExec((_, _) -> LOOKED),
                                usual.disks(),
                                SimClock.real(),
                                usual.rules(),
                                0,
                                1,
                                usual.scopes(),
                                all,
                                Optional.empty()));
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        hook.setExecutor(hookThreads);
        hook.createContext("/", this::answer);
        hook.start();
        settle(apps, volumes);
    }

    Simulator sim() {
        return sim;
    }

    private void settle(List<String> apps, int volumes) {
        List<SimVolume> made = new ArrayList<>();
        for (String app : apps) {
            for (int i = 0; i < volumes; i++) {
                made.add(
                        sim.change(turn ->
                                VolumeRules.create(
                                        turn,
                                        app,
                                        Json.Obj.empty()
                                                .with("name", "data")
                                                .with("region", "ams")
                                                .with("size_gb", 1)
                                                // Fly's own would be in the way of the count.
                                                .with("auto_backup_enabled", false))));
            }
        }
        await(
                "the volumes",
                () -> sim.world().volumes().values().stream().allMatch(SimVolume::isUsable));
        for (SimVolume volume : made) {
            SimMachine _ =
                    sim.change(turn ->
                            MachineRules.create(turn, volume.app(), "bench", machine(volume)));
        }
        await(
                "the machines",
                () ->
                        sim.world().machines().values().stream()
                                .allMatch(it -> it.is(SimMachine.State.STARTED)));
    }

    private static Json.Obj machine(SimVolume volume) {
        return Json.Obj.empty()
                .with("region", "ams")
                .with(
                        "config",
                        JsonText.parseObject(
                                """
                                {"image":"%s","guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256},
                                 "mounts":[{"volume":"%s","path":"/data"}]}\
                                """
                                        .formatted(IMAGE, volume.id())));
    }

    private static void await(String what, BooleanSupplier there) {
        long end = System.nanoTime() + Duration.ofSeconds(STARTED_IN_S).toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(what + " did not come up");
            }
            Sleeper.REAL.sleep(Duration.ofMillis(100));
        }
    }

    /** The machine is the first part of the path. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/", 3);
            Json.Obj asked =
                    JsonText.parseObject(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            byte[] body =
                    JsonText.print(
                                    path[2].endsWith("quiesce")
                                            ? Records.write(
                                                    QuiesceAnswer.class,
                                                    quiesced(
                                                            Records.read(
                                                                    QuiesceRequest.class, asked),
                                                            path[1]))
                                            : Json.Obj.empty()
                                                    .with("intact", true)
                                                    .with("held_ms", 1))
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private static QuiesceAnswer quiesced(QuiesceRequest request, String machine) {
        DatabaseState database =
                new DatabaseState(
                        "main",
                        "/data/app.db",
                        "wal",
                        new Checkpoint(0, 0, 0),
                        0,
                        false,
                        true,
                        Optional.of(4096L),
                        Optional.of(2560L),
                        Optional.of(0L),
                        Optional.of(0L),
                        Optional.empty(),
                        Optional.empty());
        return new QuiesceAnswer(
                "lease-" + request.attempt(),
                0,
                Optional.empty(),
                Optional.of(machine),
                "3.53.4",
                Optional.empty(),
                List.of(database),
                Optional.empty(),
                Optional.of(2));
    }

    /** Where sources are newer, the first start builds: that is not to be measured. */
    static void build(Path program) throws IOException, InterruptedException {
        int exit =
                new ProcessBuilder(program.toString(), "--version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(program + " does not start");
        }
    }

    /** Runs flysnap to its end. */
    Ended flysnap(Path state, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path out = Files.createTempFile(work, "out", "");
        Path err = Files.createTempFile(work, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("FLY_FLAPS_BASE_URL", sim.baseUrl());
        environment.put("FLY_API_TOKEN", sim.token());
        environment.put("FLYSNAP_STATE_DIR", state.toString());
        environment.put(
                "FLYSNAP_HOOK_URL",
                "http://127.0.0.1:" + hook.getAddress().getPort() + "/{machine_id}");
        environment.put("FLYSNAP_HOOK_TOKEN", HOOK_TOKEN);
        environment.put("FLYSNAP_VIA", "direct");
        long begun = System.nanoTime();
        Process process = builder.start();
        long resident = 0;
        Duration cpu = Duration.ZERO;
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            resident = Math.max(resident, resident(process.pid()));
            cpu = process.info().totalCpuDuration().orElse(cpu);
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("flysnap did not end");
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return new Ended(
                process.exitValue(),
                begun,
                took,
                cpu,
                resident,
                Files.readString(out),
                Files.readString(err));
    }

    /** The most that a process ever had in memory; 0 where Linux does not say. */
    private static long resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(it -> it.startsWith("VmHWM:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void close() {
        hook.stop(0);
        hookThreads.close();
        sim.close();
    }
}
