package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.agent.RunningAgent;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
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
import java.util.stream.Stream;

/** {@code bin/bench agent}: what a running agent takes up, as Linux accounts for its process. */
final class AgentBenchMain {
    private static final String HELP =
            """
            Usage: bin/bench agent [--check] [--json FILE] [--program FILE] [--tenants N] [--rounds N]
              The memory of an agent's process: its own (anonymous pages; what is mapped from files
              is the page cache's, which the kernel takes back), and all that is resident.
              --program   bin/flysnap of another folder; default: a new one of bin/bundle --agent,
                          whose size is measured, too
              --tenants N databases in the second part (2000)
              --rounds N  quiesces in the third part (1000)
              --check     exit code 13 where a target is missed
            """;
    private static final int USAGE = 2;
    private static final int IDLE_AFTER = 200;
    private static final double MOST_IDLE_MB = 45;
    private static final double MOST_WITH_TENANTS_MB = 64;
    private static final double MOST_GROWTH_MB = 3;
    private static final double MOST_IDLE_CPU_PERCENT = 0.1;
    private static final Duration IDLE_FOR = Duration.ofSeconds(20);

    /** For the heap to be given back. */
    private static final Duration SETTLES_IN = Duration.ofSeconds(5);

    /** In MB. */
    record Memory(double own, double resident) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f MB own, %.0f MB resident", own, resident);
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        int tenants = BenchOptions.value(given, "--tenants").map(Integer::parseInt).orElse(2000);
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(1000);
        Optional<Path> folder = BenchOptions.value(given, "--folder").map(Path::of);
        Path program = BenchOptions.program(given);
        if (!given.isEmpty()) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Map<String, Double> figures = new TreeMap<>();
        boolean isSmall =
                folder.isEmpty() || FolderSize.of(folder.get()).isMet("folder", figures, 60, 35);
        Path work = Directories.temporary("flysnap-bench-agent");
        try {
            try (Started agent = new Started(program, work.resolve("one"), 1)) {
                System.out.printf(Locale.ROOT, "first answer after %.2f s%n", agent.firstAnswer);
                agent.quiesces(IDLE_AFTER, 1000);
                Memory idle = agent.settled();
                double cpu = agent.idleCpuPercent();
                System.out.printf(
                        Locale.ROOT,
                        "idle after %d quiesces: %s; %.3f %% of a CPU%n",
                        IDLE_AFTER,
                        idle,
                        cpu);
                agent.quiesces(rounds, 1000);
                Memory later = agent.settled();
                System.out.println("after " + rounds + " more: " + later);
                figures.put("first_answer_s", agent.firstAnswer);
                figures.put("idle_own_mb", idle.own());
                figures.put("idle_resident_mb", idle.resident());
                figures.put("idle_cpu_percent", cpu);
                figures.put("growth_mb", later.own() - idle.own());
            }
            try (Started agent = new Started(program, work.resolve("many"), tenants)) {
                agent.quiesces(5, 0);
                Memory many = agent.settled();
                System.out.println("with " + tenants + " databases: " + many);
                figures.put("tenants_own_mb", many.own());
                figures.put("tenants_resident_mb", many.resident());
            }
        } finally {
            Directories.delete(work);
        }
        boolean met =
                Stream.of(
                                        isMet(
                                                "own memory when idle",
                                                figures,
                                                "idle_own_mb",
                                                MOST_IDLE_MB,
                                                "MB"),
                                        isMet(
                                                "own memory with tenants",
                                                figures,
                                                "tenants_own_mb",
                                                MOST_WITH_TENANTS_MB,
                                                "MB"),
                                        isMet("growth", figures, "growth_mb", MOST_GROWTH_MB, "MB"),
                                        isMet(
                                                "idle CPU",
                                                figures,
                                                "idle_cpu_percent",
                                                MOST_IDLE_CPU_PERCENT,
                                                "%"))
                                .allMatch(it -> it)
                        && isSmall;
        if (json.isPresent()) {
            Json.Obj numbers = Json.Obj.empty();
            for (Map.Entry<String, Double> figure : figures.entrySet()) {
                numbers =
                        numbers.with(
                                figure.getKey(),
                                new Json.Num(
                                        String.format(Locale.ROOT, "%.3f", figure.getValue())));
            }
            Files.writeString(json.get(), JsonText.printPretty(numbers) + "\n");
        }
        System.exit(check && !met ? ExitCode.CHECK_NOT_MET.number() : 0);
    }

    private static boolean isMet(
            String what, Map<String, Double> figures, String figure, double most, String unit) {
        double value = figures.getOrDefault(figure, Double.NaN);
        boolean met = value <= most;
        System.out.printf(
                Locale.ROOT,
                "%s %s: %.2f of at most %.1f %s%n",
                met ? "met   " : "MISSED",
                what,
                value,
                most,
                unit);
        return met;
    }

    /** An agent's process, and its client. */
    private static final class Started implements AutoCloseable {
        private final Process process;
        private final int port;
        private final HttpClient http = HttpClient.newHttpClient();
        final double firstAnswer;
        private int attempt;

        Started(Path program, Path databases, int count) throws Exception {
            Files.createDirectories(databases);
            for (int one = 0; one < count; one++) {
                create(databases.resolve("tenant%d.db".formatted(one)));
            }
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            ProcessBuilder builder =
                    new ProcessBuilder(
                            program.toString(),
                            "agent",
                            "--db=" + databases + "/*.db",
                            "--listen=127.0.0.1:" + port,
                            // A machine of 256 MB: a quarter of it is what java takes by itself.
                            "--no-truncate");
            builder.environment().put("FLYSNAP_HOOK_TOKEN", RunningAgent.TOKEN);
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx64m");
            long before = System.nanoTime();
            process =
                    builder.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            while (!answers()) {
                if (!process.isAlive()) {
                    throw new IOException("the agent ended with " + process.exitValue());
                }
            }
            firstAnswer = (System.nanoTime() - before) / 1e9;
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
                    (kilobytes.getOrDefault("Pss_Anon:", 0L)
                                    + kilobytes.getOrDefault("Pss_Shmem:", 0L))
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

    private AgentBenchMain() {}
}
