package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.settings.Switches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code bin/bench startup}: how long short commands take as whole processes, beside others. */
final class StartupBenchMain {
    private static final String HELP =
            """
            Usage: bin/bench startup [--check] [--json FILE] [--rounds N] [--program FILE]
              Whole processes, in turn, and the medians: flysnap --version, --help and list (one
              request, the journal is opened), beside a class that only prints hello, the jar
              without its launcher and cache, and curl and sqlite3 where they are installed.
              --rounds N  of each (21)
              --check     exit code 13 where a target is missed
            """;
    private static final int USAGE = 2;
    private static final int WARM_UP = 10;
    private static final String BESIDE_TOML = "flysnap list, fly.toml";
    private static final String HELLO = "hello (java)";
    private static final Map<String, Double> MOST_TIMES_HELLO =
            Map.of("flysnap --version", 2.0, "flysnap --help", 2.0, "flysnap list", 4.0);

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(21);
        Path program = BenchOptions.program(given);
        if (!given.isEmpty()) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Path work = Directories.temporary("flysnap-bench-startup");
        boolean met = true;
        try (Simulator fly =
                Simulator.start(
                        SimSettings.scripted()
                                .withApp("shop")
                                .withSwitches(Switches.DEFAULTS.with("rate-limits", "none")))) {
            Map<String, List<String>> commands = commands(program, work, fly.baseUrl());
            Map<String, List<Double>> times = new LinkedHashMap<>();
            // Fly does not begin with code that java has never run.
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                    // flysnap's own lies in the current folder.
                    Path folder = command.getKey().equals(BESIDE_TOML) ? Path.of("") : work;
                    double seconds = seconds(command.getValue(), fly, work, folder);
                    if (round >= 0) {
                        times.computeIfAbsent(command.getKey(), _ -> new ArrayList<>())
                                .add(seconds);
                    }
                }
            }
            double hello = BenchOptions.median(times.getOrDefault(HELLO, List.of()));
            Json.Obj numbers = Json.Obj.empty();
            for (Map.Entry<String, List<Double>> one : times.entrySet()) {
                List<Double> sorted = one.getValue().stream().sorted().toList();
                double ratio = BenchOptions.median(sorted) / hello;
                Optional<Double> most = Optional.ofNullable(MOST_TIMES_HELLO.get(one.getKey()));
                met &= most.isEmpty() || ratio <= most.get();
                System.out.printf(
                        Locale.ROOT,
                        "%-22s median %.3f s (%.3f to %.3f)  %5.1f x hello%s%n",
                        one.getKey(),
                        BenchOptions.median(sorted),
                        sorted.getFirst(),
                        sorted.getLast(),
                        ratio,
                        most.map(it ->
                                        String.format(
                                                Locale.ROOT,
                                                "  %s at most %.0f",
                                                ratio <= it ? "met:" : "MISSED:",
                                                it))
                                .orElse(""));
                numbers =
                        numbers.with(
                                one.getKey(),
                                Json.Obj.empty()
                                        .with("median_s", decimal(BenchOptions.median(sorted)))
                                        .with("least_s", decimal(sorted.getFirst()))
                                        .with("most_s", decimal(sorted.getLast()))
                                        .with("times_hello", decimal(ratio)));
            }
            if (json.isPresent()) {
                Files.writeString(json.get(), JsonText.printPretty(numbers) + "\n");
            }
        } finally {
            Directories.delete(work);
        }
        System.exit(check && !met ? ExitCode.CHECK_NOT_MET.number() : 0);
    }

    private static Map<String, List<String>> commands(Path program, Path work, String fly)
            throws IOException {
        String java = HelloClass.JAVA;
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(HELLO, HelloClass.command(work));
        commands.put("flysnap --version", List.of(program.toString(), "--version"));
        commands.put("flysnap --help", List.of(program.toString(), "--help"));
        List<String> list =
                List.of(
                        program.toString(),
                        "list",
                        "shop",
                        "--config=/dev/null",
                        "--state-dir=" + work.resolve("state"));
        commands.put("flysnap list", list);
        commands.put(BESIDE_TOML, list);
        Path jar = program.resolveSibling("../target/flysnap.jar").normalize();
        if (Files.exists(jar)) {
            commands.put("plain jar --version", List.of(java, "-jar", jar.toString(), "--version"));
        }
        found("curl").ifPresent(it -> commands.put("curl", List.of(it, "-s", fly)));
        found("sqlite3").ifPresent(it -> commands.put("sqlite3", List.of(it, "", "SELECT 1")));
        return commands;
    }

    private static Optional<String> found(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(it -> Path.of(it, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static double seconds(List<String> command, Simulator fly, Path work, Path folder)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
        builder.environment().put("FLY_API_TOKEN", fly.token());
        builder.environment().put("FLY_FLAPS_BASE_URL", fly.baseUrl());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Path output = work.resolve("output");
        long before = System.nanoTime();
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        int exit = process.waitFor();
        double seconds = (System.nanoTime() - before) / 1e9;
        if (exit != 0) {
            throw new IOException(
                    command + " ended with " + exit + ": " + Files.readString(output));
        }
        return seconds;
    }

    private static Json decimal(double value) {
        return new Json.Num(String.format(Locale.ROOT, "%.4f", value));
    }

    private StartupBenchMain() {}
}
