package dev.flysnap.sim.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sim.platform.Machinery.Exec;
import dev.flysnap.sim.platform.Machinery.ExecOutcome;
import dev.flysnap.sim.platform.Machinery.Exit;
import dev.flysnap.sim.platform.Machinery.Frozen;
import dev.flysnap.sim.platform.Machinery.HealthCheck;
import dev.flysnap.sim.platform.Machinery.Launch;
import dev.flysnap.sim.platform.Machinery.Mount;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMachineryTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A child, a grandchild whose parent is gone, and one that left the session. */
    private static final String FAMILY =
            """
            (sleep 300 & echo $! >/data/orphan)
            setsid sleep 300 & echo $! >/data/left
            sleep 300 & echo $! >/data/child
            echo $$ >/data/main
            wait
            """;

    private final BlockingQueue<Exit> exits = new LinkedBlockingQueue<>();
    @TempDir private Path directory;
    private Path volume;
    private ProcessMachinery machinery;

    @BeforeEach
    void anEmptyVolume() throws IOException {
        volume = Files.createDirectory(directory.resolve("vol_1"));
        machinery = new ProcessMachinery(directory.resolve("machines"));
    }

    @AfterEach
    void close() {
        machinery.close();
    }

    @Test
    void healthChecksAskTheMachinesOwnAddress() throws IOException {
        HttpServer app =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 0), 0);
        app.createContext(
                "/", it -> answer(it, it.getRequestURI().getPath().equals("/up") ? 204 : 503));
        app.start();
        int port = app.getAddress().getPort();
        try {
            assertTrue(healthProblem(port, Optional.of("/up")).isPresent(), "nothing runs yet");
            start("sleep", "300");
            assertEquals(Optional.empty(), healthProblem(port, Optional.of("/up")));
            assertTrue(healthProblem(port, Optional.of("/busy")).orElseThrow().contains("503"));
            assertEquals(Optional.empty(), healthProblem(port, Optional.empty()));
        } finally {
            app.stop(0);
        }
        assertTrue(healthProblem(port, Optional.empty()).isPresent(), "nobody listens any more");
    }

    private Optional<String> healthProblem(int port, Optional<String> path) {
        return machinery.healthProblem(
                "m1", new HealthCheck("up", port, path, Duration.ofSeconds(5), Duration.ZERO));
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void start(String... command) {
        start(Map.of(), command);
    }

    private void start(Map<String, String> environment, String... command) {
        machinery.start(
                new Launch(
                        "m1",
                        List.of(command),
                        environment,
                        Optional.of(new Mount("/data", volume)),
                        "127.0.0.9"),
                exits::add);
    }

    private Exit exit() throws InterruptedException {
        Exit exit = exits.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        assertTrue(exit != null, "the machine's end is told");
        return exit;
    }

    private ExecOutcome exec(Duration timeout, String stdin, String... command) {
        return machinery.exec("m1", new Exec(List.of(command), stdin, timeout));
    }

    private ExecOutcome.Done done(String stdin, String... command) {
        return assertInstanceOf(ExecOutcome.Done.class, exec(LIMIT, stdin, command));
    }

    private List<Long> family() {
        start("sh", "-c", FAMILY);
        return List.of(pid("orphan"), pid("left"), pid("child"), pid("main"));
    }

    private long pid(String file) {
        return Long.parseLong(Waiting.forText(volume.resolve(file)));
    }

    @Test
    void aMainProcessTellsItsExitCodeOnce() throws Exception {
        start("sh", "-c", "exit 7");
        assertEquals(new Exit(7, Optional.empty()), exit());
        start("sh", "-c", "echo again >/data/second");
        assertEquals(new Exit(0, Optional.empty()), exit());
        assertEquals("again", Waiting.forText(volume.resolve("second")));
        assertTrue(exits.isEmpty());
    }

    @Test
    void aSignalGoesToTheMainProcess() throws Exception {
        start(
                "sh",
                "-c",
                "trap 'exit 5' INT; echo ready >/data/ready; while :; do sleep 0.01; done");
        Waiting.forText(volume.resolve("ready"));
        machinery.signal("m1", "SIGINT");
        assertEquals(new Exit(5, Optional.empty()), exit());

        start("sleep", "300");
        machinery.signal("m1", "SIGTERM");
        assertEquals(new Exit(143, Optional.of(15)), exit());
        assertThrows(IllegalArgumentException.class, () -> machinery.signal("m1", "SIGNOTHING"));
    }

    @Test
    void killEndsDescendantsWhoseParentIsGoneToo() throws Exception {
        List<Long> family = family();
        family.forEach(pid -> assertTrue(Waiting.isRunning(pid)));
        machinery.kill("m1");
        assertEquals(new Exit(137, Optional.of(9)), exit());
        family.forEach(pid -> assertFalse(Waiting.isRunning(pid)));
    }

    @Test
    void whoeverTheMainProcessLeavesBehindEndsWithIt() throws Exception {
        start("sh", "-c", "(sleep 300 & echo $! >/data/orphan)");
        exit();
        assertFalse(Waiting.isRunning(pid("orphan")));
    }

    @Needs(Ability.PROC)
    @Test
    void whoeverLeftTheSessionAndItsParentEndsWithTheMachineToo() throws Exception {
        start("sleep", "300");
        ExecOutcome.Done _ = done("", "sh", "-c", "(setsid sleep 300 & echo $! >/data/stray)");
        long stray = pid("stray");
        assertTrue(Waiting.isRunning(stray));
        machinery.kill("m1");
        exit();
        assertFalse(Waiting.isRunning(stray));
    }

    @Needs(Ability.PROC)
    @Test
    void whoeverLeftTheSessionIsAskedToEndBeforeItIsKilled() throws Exception {
        start("sleep", "300");
        String script =
                "trap 'echo asked >/data/answer; exit' TERM; echo $$ >/data/stray; while :; do sleep 0.01; done";
        ExecOutcome.Done _ = done("", "sh", "-c", "(setsid sh -c \"$0\" &)", script);
        pid("stray");
        machinery.kill("m1");
        exit();
        assertEquals("asked\n", Files.readString(volume.resolve("answer")));
    }

    @Test
    void whatAMachinePrintedIsInItsLog() throws Exception {
        start("sh", "-c", "echo $SAYS; echo sorry >&2; no-such-program /data");
        exit();
        String log = Files.readString(machinery.logOf("m1"));
        assertTrue(log.startsWith("\nsorry\n"), log);
        assertTrue(log.contains("no-such-program"), log);
    }

    @Test
    void aLogIsBounded() throws Exception {
        start("sh", "-c", "head -c 11000000 /dev/zero; echo the end");
        exit();
        Path log = machinery.logOf("m1");
        long kept = Files.size(log) + Files.size(log.resolveSibling("output.log.1"));
        assertTrue(kept <= 2 * MachineLog.MAX_BYTES, "kept " + kept);
        assertTrue(Files.readString(log).endsWith("the end\n"));
    }

    @Test
    void theEnvironmentIsWhatWasSaidAndTheLeastThatProgramsNeed() {
        start(Map.of("DATABASE", "file:/data/app.db", "PATH", "/usr/bin:/bin"), "sleep", "300");
        Map<String, String> seen =
                done("", "env")
                        .stdout()
                        .lines()
                        .map(it -> it.split("=", 2))
                        .collect(Collectors.toMap(it -> it[0], it -> it[1]));
        assertEquals("file:" + volume + "/app.db", seen.get("DATABASE"));
        assertEquals("/usr/bin:/bin", seen.get("PATH"));
        var more = new TreeSet<>(seen.keySet());
        // The shell's own: PWD, SHLVL, _.
        more.removeAll(
                List.of(
                        "DATABASE",
                        "PATH",
                        "HOME",
                        "JAVA_HOME",
                        "LANG",
                        "LC_ALL",
                        "TZ",
                        "TMPDIR",
                        "XDG_RUNTIME_DIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_"));
        assertEquals(new TreeSet<String>(), more);
    }

    @Test
    void anExecRunsTheCommandWithItsInput() {
        start("sleep", "300");
        assertEquals(
                new ExecOutcome.Done(3, Optional.empty(), "in: x\ny", "err\n"),
                done("x\ny", "sh", "-c", "printf 'in: '; cat; echo err >&2; exit 3"));
        assertEquals(
                new ExecOutcome.Done(0, Optional.empty(), volume + "\n", ""),
                done("", "sh", "-c", "echo /data"));
    }

    @Test
    void anExecsOutputIsBounded() {
        start("sleep", "300");
        ExecOutcome.Done outcome = done("", "sh", "-c", "head -c 3000000 /dev/zero; echo >&2 end");
        assertEquals(RunningExec.MAX_OUTPUT_BYTES, outcome.stdout().length());
        assertEquals("end\n", outcome.stderr());
    }

    @Test
    void anExecThatTakesTooLongIsKilledWithAllThatItStarted() {
        start("sleep", "300");
        assertEquals(
                new ExecOutcome.TimedOut(),
                exec(
                        Duration.ofMillis(300),
                        "",
                        "sh",
                        "-c",
                        "sleep 300 & echo $! >/data/child; wait"));
        assertFalse(Waiting.isRunning(pid("child")));
    }

    @Test
    void whatAnExecLeavesRunningStaysUntilTheMachineEnds() throws Exception {
        start("sleep", "300");
        assertEquals(0, done("", "sh", "-c", "sleep 300 & echo $! >/data/holder").exitCode());
        long holder = pid("holder");
        assertTrue(Waiting.isRunning(holder));
        machinery.signal("m1", "SIGKILL");
        exit();
        assertFalse(Waiting.isRunning(holder));
    }

    /**
     * Java closes its ends of the pipes when a command ends, at once or never, as threads are run.
     */
    @Needs(Ability.PROC)
    @Test
    void whatAnExecLeavesRunningMayPrintWhenJavaReadsNoMore() throws Exception {
        try (Watchdog watchdog = new Watchdog()) {
            List<String> prints =
                    List.of(
                            "sh",
                            "-c",
                            "for i in 1 2 3; do echo $i; echo $i >&2; sleep 0.02; done");
            Process process =
                    new ProcessSessions(watchdog)
                            .atGate(prints, System.getenv(), directory, true, false);
            RunningExec exec = new RunningExec(process);
            process.getInputStream().close();
            process.getErrorStream().close();
            ProcessSessions.letGo(process, true);
            assertEquals(
                    new ExecOutcome.Done(0, Optional.empty(), "1\n2\n3\n", "1\n2\n3\n"),
                    exec.await("", LIMIT));
            watchdog.remove(process.pid());
        }
    }

    @Test
    void anExecNeedsARunningMachineAndAProgram() throws Exception {
        assertInstanceOf(ExecOutcome.NotPossible.class, exec(LIMIT, "", "true"));
        start("sleep", "300");
        assertInstanceOf(ExecOutcome.NotPossible.class, exec(LIMIT, "", "no-such-program"));
        assertInstanceOf(ExecOutcome.NotPossible.class, exec(LIMIT, ""));
        machinery.kill("m1");
        exit();
        assertInstanceOf(ExecOutcome.NotPossible.class, exec(LIMIT, "", "true"));
    }

    @Test
    void aFrozenMachineStandsStillAndGoesOn() {
        List<Long> family = family();
        try (Frozen _ = machinery.freeze("m1")) {
            machinery.freeze("m1").close();
            family.forEach(pid -> assertTrue(Waiting.isStopped(pid), "stands still: " + pid));
        }
        family.forEach(pid -> assertFalse(Waiting.isStopped(pid), "goes on: " + pid));
        machinery.freeze("no-such-machine").close();
    }

    @Test
    void whoStoodStillBeforeAFreezeStandsStillAfterIt() {
        List<Long> family = family();
        Posix.kill(family.getFirst(), PosixSignal.SIGSTOP);
        Waiting.until("it stands still", () -> Waiting.isStopped(family.getFirst()));
        machinery.freeze("m1").close();
        assertTrue(Waiting.isStopped(family.getFirst()));
    }

    @Test
    void aMachineCannotRunTwice() {
        start("sleep", "300");
        assertThrows(IllegalStateException.class, () -> start("sleep", "300"));
    }

    @Test
    void closingEndsEverybodyAndTellsNobody() {
        List<Long> family = family();
        machinery.close();
        family.forEach(pid -> assertFalse(Waiting.isRunning(pid)));
        assertTrue(exits.isEmpty());
    }

    private Process simulator(String before, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
        command.addAll(
                Load.java(program, directory.resolve("other").toString(), volume.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** A shell that starts a program in the background lets it ignore SIGINT: Fly's stop signal. */
    @Test
    void aMachineHearsSigintAlsoWhenTheSimulatorDoesNot() throws Exception {
        Process simulator = simulator("trap '' INT; ", Interrupted.class);
        try {
            assertEquals("Exit[code=130, signal=Optional[2]]", simulator.inputReader().readLine());
        } finally {
            simulator.destroyForcibly();
        }
    }

    /** Sends SIGINT to a machine, says how that ended. */
    static final class Interrupted {
        private Interrupted() {}

        /** Arguments: the machines' directory, the volume's. */
        public static void main(String[] arguments) throws Exception {
            BlockingQueue<Exit> exits = new LinkedBlockingQueue<>();
            try (ProcessMachinery machinery = new ProcessMachinery(Path.of(arguments[0]))) {
                machinery.start(
                        new Launch(
                                "m1",
                                List.of("sleep", "300"),
                                Map.of(),
                                Optional.of(new Mount("/data", Path.of(arguments[1]))),
                                "127.0.0.9"),
                        exits::add);
                // An exec is through the gate only when the main process can be signalled too.
                machinery.exec("m1", new Exec(List.of("true"), "", LIMIT));
                machinery.signal("m1", "SIGINT");
                System.out.println(exits.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            }
        }
    }

    /** A real kill -9 of a JVM; its machine is frozen, and has family in every odd place. */
    @Test
    void nobodyOutlivesASimulatorThatIsKilled() throws Exception {
        Process simulator = simulator("", FrozenMachine.class, FAMILY);
        try {
            assertEquals("frozen", simulator.inputReader().readLine());
            List<Long> family = List.of(pid("orphan"), pid("left"), pid("child"), pid("main"));
            long helper = pid("exec");
            family.forEach(pid -> assertTrue(Waiting.isStopped(pid)));
            Posix.kill(simulator.pid(), PosixSignal.SIGKILL);
            simulator.waitFor();
            family.forEach(pid -> Waiting.until("gone: " + pid, () -> !Waiting.isRunning(pid)));
            Waiting.until("gone: exec " + helper, () -> !Waiting.isRunning(helper));
        } finally {
            simulator.destroyForcibly();
        }
    }

    /** What is killed in {@link #nobodyOutlivesASimulatorThatIsKilled}. */
    static final class FrozenMachine {
        private FrozenMachine() {}

        /** Arguments: the machines' directory, the volume's, the script to run. */
        public static void main(String[] arguments) throws Exception {
            Path volume = Path.of(arguments[1]);
            ProcessMachinery machinery = new ProcessMachinery(Path.of(arguments[0]));
            machinery.start(
                    new Launch(
                            "m1",
                            List.of("sh", "-c", arguments[2]),
                            Map.of(),
                            Optional.of(new Mount("/data", volume)),
                            "127.0.0.9"),
                    _ -> {});
            machinery.exec(
                    "m1",
                    new Exec(
                            List.of("sh", "-c", "sleep 300 & echo $! >/data/exec"),
                            "",
                            Duration.ofSeconds(10)));
            Waiting.forText(volume.resolve("main"));
            try (Frozen _ = machinery.freeze("m1")) {
                System.out.println("frozen");
                Thread.currentThread().join();
            }
        }
    }
}
