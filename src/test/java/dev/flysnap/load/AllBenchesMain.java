package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code bin/bench all}: every measurement, into one table as JSON and as Markdown. The
 * documentation quotes the committed one.
 */
final class AllBenchesMain {
    private static final String HELP =
            """
            Usage: bin/bench all [NAME...] [--out DIR]
              Runs these measurements (all of them), and writes measured.json and measured.md. Those
              that are not named keep what an earlier run has written there.
              --out DIR  default: src/site/markdown of this checkout
            """;
    private static final int USAGE = 2;
    private static final List<String> NAMES =
            List.of(
                    "startup", "agent", "image", "create", "fleet", "quiesce", "restore", "drill",
                    "extract");

    /** Where the table is committed. */
    static final String PLACE = "src/site/markdown/measured.json";

    private static final String JSON = "measured.json";
    private static final String MARKDOWN = "measured.md";

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        Path bench = BenchOptions.program(new ArrayList<>()).resolveSibling("bench");
        Path out =
                BenchOptions.value(given, "--out")
                        .map(Path::of)
                        .orElseGet(() ->
                                bench.resolve("../..").resolve(PLACE).normalize().getParent());
        if (!NAMES.containsAll(given)) {
            System.err.println(HELP + "  NAME: " + String.join(" ", NAMES));
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        Json.Obj all =
                Files.exists(out.resolve(JSON))
                        ? JsonText.parseObject(Files.readString(out.resolve(JSON)))
                        : Json.Obj.empty();
        boolean allMet = true;
        for (String name : given.isEmpty() ? NAMES : given) {
            Path work = Directories.temporary("flysnap-bench-all");
            Path numbers = work.resolve("numbers.json");
            try {
                String machine = machine();
                int exit =
                        new ProcessBuilder(
                                        bench.toString(),
                                        name,
                                        "--check",
                                        "--json",
                                        numbers.toString())
                                .inheritIO()
                                .start()
                                .waitFor();
                if (!Files.exists(numbers)) {
                    throw new IOException("bin/bench %s ended with %d".formatted(name, exit));
                }
                allMet &= exit == 0;
                all =
                        all.with(
                                name,
                                Json.Obj.empty()
                                        .with("command", "bin/bench %s --check".formatted(name))
                                        .with("machine", machine)
                                        .with("met", exit == 0)
                                        .with(
                                                "numbers",
                                                JsonText.parse(Files.readString(numbers))));
            } finally {
                Directories.delete(work);
            }
            // After each of them: it takes an hour altogether.
            Files.writeString(out.resolve(JSON), JsonText.printPretty(all) + "\n");
            Files.writeString(out.resolve(MARKDOWN), markdown(all));
        }
        System.exit(allMet ? 0 : 13);
    }

    /** What it ran on, and what else was going on there. */
    private static String machine() throws IOException {
        Path cpus = Path.of("/proc/cpuinfo");
        String cpu =
                !Files.exists(cpus)
                        ? System.getProperty("os.arch")
                        : Files.readAllLines(cpus).stream()
                                .filter(it -> it.startsWith("model name"))
                                .map(it -> it.substring(it.indexOf(':') + 1).strip())
                                .findFirst()
                                .orElse(System.getProperty("os.arch"));
        return String.format(
                Locale.ROOT,
                "%s, %d x %s, %s %s, Java %s, load %.1f before",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                cpu,
                System.getProperty("os.name"),
                System.getProperty("os.version").split("-", 2)[0],
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String markdown(Json.Obj all) {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Measured

                        Written by `bin/bench all`; do not edit. Names of figures end in their unit. A target that was missed is
                        said, and `load` tells how much else the machine had to do.
                        """);
        for (Map.Entry<String, Json> bench : all.fields().entrySet()) {
            Json.Obj one = (Json.Obj) bench.getValue();
            text.append(
                    """

                    ## %s

                    `%s`, %s. Its targets were %s.

                    | figure | value |
                    | --- | ---: |
                    """
                            .formatted(
                                    bench.getKey(),
                                    one.text("command").orElseThrow(),
                                    one.text("machine").orElseThrow(),
                                    one.bool("met").orElse(false) ? "met" : "**not all met**"));
            figures(one.get("numbers").orElseThrow())
                    .forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
        }
        return text.toString();
    }

    /** Each number and text below a value, by its path, such as {@code runs.0.ratio}. */
    static SequencedMap<String, String> figures(Json value) {
        TreeMap<String, String> figures = new TreeMap<>();
        collect("", value, figures);
        return figures;
    }

    private static void collect(String path, Json value, Map<String, String> figures) {
        switch (value) {
            case Json.Obj object ->
                    object.fields().forEach((name, it) -> collect(below(path, name), it, figures));
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(below(path, name(items.get(i)).orElse("" + i)), items.get(i), figures);
                }
            }
            case Json.Num(String literal) -> figures.put(path, literal);
            case Json.Str(String text) -> figures.put(path, text);
            case Json.Bool(boolean is) -> figures.put(path, String.valueOf(is));
            default -> {}
        }
    }

    private static Optional<String> name(Json item) {
        return item instanceof Json.Obj object
                ? Stream.of("name", "method", "way", "what")
                        .flatMap(it -> object.text(it).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private AllBenchesMain() {}
}
