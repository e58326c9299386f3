package dev.flysnap.load;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.take.AgentTake;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** An agent's process, and its client. */
final class MeasuredAgent implements AutoCloseable {
    private static final Duration IDLE_FOR = Duration.ofSeconds(20);

    /** What SQLite took is given back each ten seconds. */
    private static final Duration SETTLES_IN = Duration.ofSeconds(12);

    /** Of the most that was resident: proc(5). */
    private static final String FORGET_PEAK = "5";

    /** In MB. */
    record Memory(double own, double resident) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f MB own, %.0f MB resident", own, resident);
        }
    }

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private int attempt;

    private MeasuredAgent(
            Path program, String databases, List<String> app, List<String> before, int heapMb)
            throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(
                        program.toString(),
                        "agent",
                        "--db=" + databases,
                        "--listen=127.0.0.1:" + port,
                        "--no-truncate"));
        if (!app.isEmpty()) {
            command.add("--");
            command.addAll(app);
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(AgentToken.VARIABLE, RunningAgent.TOKEN);
        builder.environment().put(AgentToken.COPY_VARIABLE, RunningAgent.COPY_TOKEN);
        if (heapMb > 0) {
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx%dm".formatted(heapMb));
        }
        process =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IOException("the agent ended with " + process.exitValue());
            }
        }
    }

    /** For so many databases, made in that folder. */
    static MeasuredAgent start(Path program, Path folder, int databases) throws Exception {
        Files.createDirectories(folder);
        for (int one = 0; one < databases; one++) {
            create(folder.resolve("tenant%d.db".formatted(one)));
        }
        // A machine of 256 MB: a quarter of it is what java takes by itself.
        return new MeasuredAgent(program, folder + "/*.db", List.of(), List.of(), 64);
    }

    /** For a database that copies are taken of, in a machine of the same size. */
    static MeasuredAgent startFor(Path program, Path database) throws Exception {
        return new MeasuredAgent(program, "main=" + database, List.of(), List.of(), 64);
    }

    /** With an app as its child, for the databases in the folder. */
    static MeasuredAgent startApp(Path program, Path folder, List<String> app, MemoryGroup group)
            throws Exception {
        return new MeasuredAgent(program, folder + "/*.db", app, group.prefix(), 0);
    }

    private static void create(Path file) throws SQLException {
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE t (x INTEGER)");
        }
    }

    private boolean answers() throws Exception {
        try {
            return call(HookPaths.STATUS, Optional.empty()).statusCode() == 200;
        } catch (IOException e) {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    void quiesces(int rounds, int holdMs) throws Exception {
        for (int round = 0; round < rounds; round++) {
            HttpResponse<String> answer =
                    call(
                            HookPaths.QUIESCE,
                            Optional.of(
                                    "{\"attempt\":\"bench/%d\",\"hold_ms\":%d}"
                                            .formatted(attempt++, holdMs)));
            if (answer.statusCode() != 200) {
                throw new IOException(answer.body());
            }
            String lease = JsonText.parseObject(answer.body()).text("lease").orElseThrow();
            call(HookPaths.RESUME, Optional.of("{\"lease\":\"%s\"}".formatted(lease)));
        }
    }

    private HttpResponse<String> call(String path, Optional<String> body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + RunningAgent.TOKEN);
        body.ifPresent(it -> request.POST(HttpRequest.BodyPublishers.ofString(it)));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Takes a copy that the agent checks and encrypts, to a folder of this computer.
     *
     * @return the most that was resident meanwhile, in MB
     */
    double peakWhileCopying(CopyMethod method, Path to) throws Exception {
        Path process = Path.of("/proc/" + this.process.pid());
        Files.writeString(process.resolve("clear_refs"), FORGET_PEAK);
        var _ =
                new AgentTake(
                                port,
                                RunningAgent.COPY_TOKEN,
                                method,
                                AgentTake.SEALED,
                                Sleeper.REAL,
                                to)
                        .take(method + ".db", new RunId("run_aaaaaaaaaa"), new SilentProgress());
        return MeasuredCommand.number(process.resolve("status"), "VmHWM:") / 1024.0;
    }

    Memory settled() throws Exception {
        Thread.sleep(SETTLES_IN);
        Map<String, Long> kilobytes = new TreeMap<>();
        for (String line :
                Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            String[] words = line.split("\\s+");
            if (words.length == 3 && words[2].equals("kB")) {
                kilobytes.put(words[0], Long.parseLong(words[1]));
            }
        }
        return new Memory(
                (kilobytes.getOrDefault("Pss_Anon:", 0L) + kilobytes.getOrDefault("Pss_Shmem:", 0L))
                        / 1024.0,
                kilobytes.getOrDefault("Rss:", 0L) / 1024.0);
    }

    double idleCpuPercent() throws Exception {
        Duration before = cpu();
        Thread.sleep(IDLE_FOR);
        return 100.0 * cpu().minus(before).toNanos() / IDLE_FOR.toNanos();
    }

    private Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        process.onExit().join();
    }
}
