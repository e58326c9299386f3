package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code bin/bench agent}: what a running agent takes up, as Linux accounts for its process. */
final class AgentBenchMain {
    private static final String HELP =
            """
            Usage: bin/bench agent [--check] [--json FILE] [--program FILE] [--tenants N] [--rounds N] [--mb N]
              First how long it takes from the start of its process to its first answer, beside a class that only prints
              hello. Also beside an app in a group of processes with 256 MB, where this computer lets one
              make that (Linux, root). The memory of an agent's process: its own (anonymous pages; what is mapped from files
              is the page cache's, which the kernel takes back), and all that is resident.
              --program   bin/flysnap of another folder; default: a new one of bin/bundle --agent,
                          whose size is measured, too
              --tenants N databases in the second part (2000)
              --rounds N  quiesces in the third part (1000)
              --mb N      the database that is copied by each method in the last part (1024)
              --check     exit code 13 where a target is missed
            """;
    private static final int USAGE = 2;
    private static final int STARTS = 21;
    private static final int IDLE_AFTER = 200;
    private static final double MOST_TIMES_HELLO = 6;
    private static final double MOST_IDLE_MB = 45;
    private static final double MOST_WITH_TENANTS_MB = 64;
    private static final double MOST_GROWTH_MB = 3;
    private static final double MOST_COPYING_MB = 96;
    private static final double MOST_IDLE_CPU_PERCENT = 0.1;
    private static final double MB = 1 << 20;
    private static final long SMALL_MACHINE_BYTES = 256L << 20;
    private static final long APP_DATABASE_BYTES = 16L << 20;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        int tenants = BenchOptions.value(given, "--tenants").map(Integer::parseInt).orElse(2000);
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(1000);
        long copied = BenchOptions.value(given, "--mb").map(Long::parseLong).orElse(1024L) << 20;
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
            AgentStarts starts = AgentStarts.measure(program, work.resolve("starts"), STARTS);
            System.out.printf(
                    Locale.ROOT,
                    "first answer after %.3f s, a class that prints hello takes %.3f s (medians of"
                            + " %d)%n",
                    starts.answerSeconds(),
                    starts.helloSeconds(),
                    STARTS);
            figures.put("first_answer_s", starts.answerSeconds());
            figures.put("first_answer_times_hello", starts.timesHello());
            try (MeasuredAgent agent = MeasuredAgent.start(program, work.resolve("one"), 1)) {
                agent.quiesces(IDLE_AFTER, 1000);
                MeasuredAgent.Memory idle = agent.settled();
                double cpu = agent.idleCpuPercent();
                System.out.printf(
                        Locale.ROOT,
                        "idle after %d quiesces: %s; %.3f %% of a CPU%n",
                        IDLE_AFTER,
                        idle,
                        cpu);
                agent.quiesces(rounds, 1000);
                MeasuredAgent.Memory later = agent.settled();
                System.out.println("after " + rounds + " more: " + later);
                figures.put("idle_own_mb", idle.own());
                figures.put("idle_resident_mb", idle.resident());
                figures.put("idle_cpu_percent", cpu);
                figures.put("growth_mb", later.own() - idle.own());
            }
            try (MeasuredAgent agent =
                    MeasuredAgent.start(program, work.resolve("many"), tenants)) {
                agent.quiesces(5, 0);
                MeasuredAgent.Memory many = agent.settled();
                System.out.println("with " + tenants + " databases: " + many);
                figures.put("tenants_own_mb", many.own());
                figures.put("tenants_resident_mb", many.resident());
            }
            isSmall &= besideAnApp(program, work.resolve("group"), figures);
            isSmall &= whileCopying(program, work.resolve("copies"), copied, figures);
        } finally {
            Directories.delete(work);
        }
        boolean met =
                Stream.of(
                                        isMet(
                                                "first answer",
                                                figures,
                                                "first_answer_times_hello",
                                                MOST_TIMES_HELLO,
                                                "x hello"),
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

    /** All that is resident, since a copy passes through what is mapped from files, too. */
    private static boolean whileCopying(
            Path program, Path folder, long bytes, Map<String, Double> figures) throws Exception {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Path database = ExtractBenchMain.create(folder.resolve("app.db"), bytes);
        boolean met = true;
        try (MeasuredAgent agent = MeasuredAgent.startFor(program, database)) {
            for (CopyMethod method : CopyMethod.values()) {
                String figure = "copying_%s_mb".formatted(method.name().toLowerCase(Locale.ROOT));
                figures.put(figure, agent.peakWhileCopying(method, kept));
                met &= isMet("resident, " + method, figures, figure, MOST_COPYING_MB, "MB");
            }
        }
        return met;
    }

    /** Both in one group of processes with as much memory as Fly's smallest machine. */
    private static boolean besideAnApp(Path program, Path folder, Map<String, Double> figures)
            throws Exception {
        Files.createDirectories(folder);
        Path _ = Orders.of(1, APP_DATABASE_BYTES).create(folder.resolve("app.db"));
        try (MemoryGroup group = MemoryGroup.create(SMALL_MACHINE_BYTES);
                MeasuredAgent agent = MeasuredAgent.startApp(program, folder, app(folder), group)) {
            agent.quiesces(IDLE_AFTER, 0);
            MeasuredAgent.Memory memory = agent.settled();
            long own = group.ownBytes();
            System.out.printf(
                    Locale.ROOT,
                    "in 256 MB beside an app that writes: the agent %s; all processes %d MB own,"
                            + " %d killed for memory%n",
                    memory,
                    own >> 20,
                    group.kills());
            figures.put("beside_app_own_mb", memory.own());
            figures.put("beside_app_resident_mb", memory.resident());
            figures.put("beside_app_all_own_mb", own / MB);
            figures.put("beside_app_kills", (double) group.kills());
            boolean isSmall =
                    isMet(
                            "own memory beside an app",
                            figures,
                            "beside_app_own_mb",
                            MOST_IDLE_MB,
                            "MB");
            return isSmall && group.kills() == 0 && Files.size(Acks.fileOf(folder, 0)) > 0;
        } catch (UnsupportedOperationException e) {
            System.out.println("not measured beside an app: " + e.getMessage());
            return true;
        }
    }

    /** About what a small app in a scripting language takes, and it commits without a pause. */
    private static List<String> app(Path folder) {
        Orders orders = Orders.of(1, APP_DATABASE_BYTES);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OrdersWriterMain.class.getName(),
                folder.resolve("app.db").toString(),
                folder.toString(),
                "0",
                String.valueOf(orders.writers()),
                String.valueOf(orders.slots()),
                "NORMAL",
                "1000",
                String.valueOf(APP_DATABASE_BYTES),
                "500000",
                "wal",
                String.valueOf(1L << 30),
                "0");
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

    private AgentBenchMain() {}
}
