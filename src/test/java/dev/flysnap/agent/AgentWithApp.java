package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.cli.Main;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.hook.replace.NewDatabase;
import dev.flysnap.hook.transport.HookHttpTransport;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.replace.ReplaceStep;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** An agent in a process of its own that runs an app which writes as fast as it can. */
final class AgentWithApp implements AutoCloseable {
    private static final String LISTENING = "flysnap agent: listening on ";
    private static final String MACHINE = "1857156b526dd8";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Path work;
    private final Process process;
    private final BufferedReader said;
    private final String address;

    /** Keeps a parked one where it is. */
    private final Closeable gate;

    private AgentWithApp(Path work, Process process, Closeable gate) throws IOException {
        this.work = work;
        this.gate = gate;
        this.process = process;
        this.said = process.errorReader(StandardCharsets.UTF_8);
        this.address = awaitLine(LISTENING);
    }

    /** As users start it. */
    static AgentWithApp start(Path work, List<String> options, Path... databases)
            throws IOException {
        return start(work, MACHINE, options, databases);
    }

    /** In another machine. */
    static AgentWithApp start(Path work, String machine, List<String> options, Path... databases)
            throws IOException {
        List<String> more = new ArrayList<>();
        for (Path database : databases) {
            more.addAll(List.of("--db", database.toString()));
        }
        more.addAll(options);
        return startWith(work, machine, more, databases);
    }

    /** For databases that it finds in a folder. */
    static AgentWithApp startOn(Path folder, Path work, Path... databases) throws IOException {
        return startWith(work, MACHINE, List.of("--db", folder.toString()), databases);
    }

    private static AgentWithApp startWith(
            Path work, String machine, List<String> options, Path... databases) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("agent", "--listen", "127.0.0.1:0"));
        arguments.addAll(options);
        arguments.add("--");
        arguments.addAll(writer(work, databases));
        return new AgentWithApp(
                work,
                begin(work, machine, Load.java(Main.class, arguments.toArray(String[]::new))),
                () -> {});
    }

    /** Stops at the step until it is released. */
    static AgentWithApp parkedAt(ReplaceStep step, Path work, Path... databases)
            throws IOException {
        return parkedAt(step, "", joined(databases), work, databases);
    }

    /** The same, for databases that it finds in a folder. */
    static AgentWithApp parkedOn(Path folder, ReplaceStep step, Path work, Path... databases)
            throws IOException {
        return parkedAt(step, "", folder.toString(), work, databases);
    }

    /** The same, with an app that does not answer where it is asked once it was started again. */
    static AgentWithApp unwellParkedAt(ReplaceStep step, Path work, Path... databases)
            throws IOException {
        return parkedAt(step, "tcp://127.0.0.1:1", joined(databases), work, databases);
    }

    private static String joined(Path... databases) {
        return Stream.of(databases).map(Path::toString).collect(Collectors.joining(","));
    }

    private static AgentWithApp parkedAt(
            ReplaceStep step, String health, String specs, Path work, Path... databases)
            throws IOException {
        ServerSocket gate = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        List<String> arguments =
                new ArrayList<>(
                        List.of(step.name(), String.valueOf(gate.getLocalPort()), health, specs));
        arguments.addAll(writer(work, databases));
        return new AgentWithApp(
                work,
                begin(
                        work,
                        MACHINE,
                        Load.java(ParkedReplaceMain.class, arguments.toArray(String[]::new))),
                gate);
    }

    private static List<String> writer(Path work, Path... databases) {
        List<String> arguments = new ArrayList<>(List.of(work.resolve("acks").toString()));
        Stream.of(databases).map(Path::toString).forEach(arguments::add);
        return Load.java(WriterAppMain.class, arguments.toArray(String[]::new));
    }

    private static Process begin(Path work, String machine, List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        builder.environment().put(AgentToken.COPY_VARIABLE, RunningAgent.COPY_TOKEN);
        builder.environment().put("FLY_MACHINE_ID", machine);
        // As the machine would: what a killed agent leaves there is gone with it.
        builder.environment().put("XDG_RUNTIME_DIR", work.toString());
        return builder.start();
    }

    /** The rest of the first line that begins so. */
    String awaitLine(String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            lines.add(line);
        }
        throw new IOException("it ended, and said " + lines);
    }

    /** It goes on from where it is parked, and does not stop there any more. */
    void release() {
        try {
            gate.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return address;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    MachineDatabases databases() {
        return databases(address);
    }

    /** The same, by another address. */
    MachineDatabases databases(String at) {
        return databases(at, Sleeper.REAL);
    }

    /** For a caller that pauses in its own way. */
    MachineDatabases databases(Sleeper sleeper) {
        return databases(address, sleeper);
    }

    private static MachineDatabases databases(String at, Sleeper sleeper) {
        return new MachineDatabases(
                new ShortTrial(
                        new HookHttpTransport(
                                HttpUrl.get("http://" + at),
                                Optional.of(HookToken.parseForCopies(RunningAgent.COPY_TOKEN)),
                                Map.of(),
                                Duration.ofSeconds(5),
                                new Interruption())),
                new MachineId(MACHINE),
                sleeper,
                InstantSource.system());
    }

    static NewDatabase newDatabase(String name, Path file) throws Exception {
        return new NewDatabase(
                name,
                file,
                Files.size(file),
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(file))));
    }

    static ReplaceRequest request(String attempt, String... names) {
        return new ReplaceRequest(
                attempt,
                List.of(names),
                CheckDepth.QUICK,
                Optional.empty(),
                Optional.of(500L),
                Optional.empty());
    }

    static ReplaceRequest forced(ReplaceRequest request) {
        return new ReplaceRequest(
                request.attempt(),
                request.databases(),
                request.check(),
                Optional.of(true),
                request.trialMs(),
                request.restores());
    }

    /** The app has long ended by then: a Java program takes a second or two to begin. */
    static ReplaceRequest patient(ReplaceRequest request) {
        return new ReplaceRequest(
                request.attempt(),
                request.databases(),
                request.check(),
                request.force(),
                Optional.of(60_000L),
                request.restores());
    }

    ReplaceAnswer replace(ReplaceRequest request, Path file) throws Exception {
        try (MachineDatabases machine = databases()) {
            machine.upload(request.attempt(), newDatabase("main", file), _ -> {});
            return machine.replace(request, _ -> {});
        }
    }

    ReplaceAnswer replace(String attempt, Path file) throws Exception {
        return replace(request(attempt, "main"), file);
    }

    /** The processes of the app that have run, with how many commits each was told of. */
    static Map<String, Long> commits(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(it -> it.getFileName().toString().startsWith("acks-"))
                    .collect(Collectors.toMap(Path::toString, AgentWithApp::commitsIn));
        }
    }

    private static long commitsIn(Path file) {
        try {
            String text = Files.readString(file);
            return text.chars().filter(it -> it == '\n').count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns when another process of the app has written than those; its number of commits. */
    void awaitApp(Map<String, Long> before) throws IOException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (commits(work).entrySet().stream()
                    .anyMatch(it -> !before.containsKey(it.getKey()) && it.getValue() > 5)) {
                return;
            }
            LockSupport.parkNanos(20_000_000);
        }
        fail("the app did not write within " + WITHIN);
    }

    /** kill -9 of the agent and the app, as when the machine goes. */
    void kill() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // onExit() looks after processes that are no children of this one only every two seconds.
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (all.stream().anyMatch(ProcessHandle::isAlive)) {
            assertTrue(System.nanoTime() < deadline, "they do not end");
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        kill();
        release();
    }
}
