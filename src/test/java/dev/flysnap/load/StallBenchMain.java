package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.load.StallBench.Sample;
import dev.flysnap.load.StallBench.Way;
import dev.flysnap.sim.disk.block.BlockDisks;
import dev.flysnap.sim.disk.block.BlockNamespace;
import dev.flysnap.sim.disk.folder.FolderDisks;
import dev.flysnap.sim.platform.Disks;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code bin/bench quiesce}. */
final class StallBenchMain {
    private static final int USAGE = 2;
    private static final int MISSED = 13;
    private static final long MB = 1 << 20;
    private static final long DATABASE = 256 * MB;
    private static final int VOLUME_GB = 8;

    /** A median of more would only take longer. */
    private static final int SLOW_ROUNDS = 3;

    /** From here on what takes longest is that writers let the WAL grow, before each round. */
    private static final long LARGE_WAL_MB = 256;

    private static final String HELP =
            """
            Usage: bin/bench quiesce [--check] [--json FILE] [--rounds N] [--wal MB,MB] [--folders] [--dir DIR]
            What four writers at full speed feel while their database is made ready for a snapshot.
              --check     exit code 13 where a target is missed
              --json FILE the numbers
              --rounds N  of each way and size; the medians are shown (default 11; at most 3 for slow ways and large WALs)
              --wal MB,MB sizes of the WAL (default 4,64,512)
              --folders   on this disk; default: a block volume, where root and the tools are there
              --dir DIR   where the volume's image lies. Default: in memory, where there is room for it: then the
                          numbers are of the ways themselves, and not of a disk that two loop devices share\
            """;

    private record Options(
            boolean check,
            Optional<Path> json,
            int rounds,
            List<Long> walMb,
            boolean folders,
            Optional<Path> dir) {}

    public static void main(String[] arguments) throws Exception {
        Optional<Options> options = parse(new ArrayList<>(List.of(arguments)));
        if (options.isEmpty()) {
            System.err.println(HELP);
            System.exit(List.of(arguments).contains("--help") ? 0 : USAGE);
        }
        boolean blocks = !options.get().folders() && BlockNamespace.unavailableReason().isEmpty();
        if (blocks && !BlockNamespace.entered()) {
            System.exit(BlockNamespace.run(BlockNamespace.thisProgram()));
        }
        System.exit(CutShort.tidily(() -> bench(options.get(), blocks)));
    }

    private static Optional<Options> parse(List<String> given) {
        boolean check = given.remove("--check");
        boolean folders = given.remove("--folders");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        Optional<Path> dir = BenchOptions.value(given, "--dir").map(Path::of);
        try {
            int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(11);
            List<Long> wal =
                    Arrays.stream(BenchOptions.value(given, "--wal").orElse("4,64,512").split(","))
                            .map(Long::parseLong)
                            .toList();
            return given.equals(List.of("quiesce")) && rounds > 0
                    ? Optional.of(new Options(check, json, rounds, wal, folders, dir))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int bench(Options options, boolean blocks) throws Exception {
        Path work = MemoryDirectory.make(options.dir(), "flysnap-bench");
        Map<Long, Map<Way, List<Sample>>> all = new TreeMap<>();
        try (Disks disks =
                blocks
                        ? new BlockDisks(work.resolve("disks"))
                        : new FolderDisks(work.resolve("disks"))) {
            disks.create("vol_bench", VOLUME_GB);
            Orders orders = Orders.of(QuiesceRounds.WRITERS, DATABASE);
            Path database = orders.create(disks.directory("vol_bench").resolve("app.db"));
            // Nobody but the way that is measured checkpoints.
            Traffic.Settings settings =
                    Traffic.Settings.wal("NORMAL", 0, Long.MAX_VALUE, true, 50_000)
                            .pausingAbove(
                                    Collections.max(options.walMb()) * MB
                                            + Traffic.Settings.USUAL_PAUSE_ABOVE_BYTES);
            try (AgentProcess agent = AgentProcess.on(database);
                    Traffic traffic =
                            Traffic.on(database, work.resolve("traffic"), orders, settings)) {
                StallBench bench =
                        new StallBench(database, work, traffic, agent, System.err::println);
                for (long mb : options.walMb()) {
                    Map<Way, List<Sample>> ways = new EnumMap<>(Way.class);
                    for (Way way : Way.values()) {
                        if (way == Way.FSFREEZE && !blocks) {
                            continue;
                        }
                        boolean slow =
                                way == Way.RESTART || way == Way.BACKUP || mb >= LARGE_WAL_MB;
                        int rounds =
                                slow ? Math.min(SLOW_ROUNDS, options.rounds()) : options.rounds();
                        ways.put(way, bench.run(way, mb * MB, rounds));
                    }
                    all.put(mb, ways);
                }
            }
        } finally {
            Directories.delete(work);
        }
        List<Target> targets =
                all.entrySet().stream()
                        .flatMap(it -> targets(it.getKey(), it.getValue()).stream())
                        .toList();
        print(options, blocks, all, targets);
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonText.print(json(blocks, all, targets)));
        }
        return options.check() && targets.stream().anyMatch(it -> !it.isMet()) ? MISSED : 0;
    }

    /** A promise, in ms. */
    private record Target(String what, double is, double most) {
        boolean isMet() {
            return is <= most;
        }
    }

    private static List<Target> targets(long mb, Map<Way, List<Sample>> ways) {
        double quiesce = max(ways, Way.QUIESCE);
        return List.of(
                new Target(
                        "WAL "
                                + mb
                                + " MB: longest commit outside the hold, against TRUNCATE (0.2, or 20 ms)",
                        StallBench.median(
                                samples(ways, Way.QUIESCE).stream()
                                        .map(Sample::outsideHold)
                                        .toList()),
                        Math.max(20, 0.2 * max(ways, Way.TRUNCATE))),
                new Target(
                        "WAL " + mb + " MB: longest commit, against stop and start (0.1)",
                        quiesce,
                        0.1 * max(ways, Way.RESTART)),
                new Target(
                        "WAL " + mb + " MB: from the lock to everything in the file",
                        StallBench.median(
                                samples(ways, Way.QUIESCE).stream()
                                        .map(Sample::lockToComplete)
                                        .toList()),
                        20),
                new Target(
                        "WAL " + mb + " MB: longest commit while a reader stays open",
                        max(ways, Way.QUIESCE_LONG_READER),
                        100));
    }

    private static List<Sample> samples(Map<Way, List<Sample>> ways, Way way) {
        return ways.getOrDefault(way, List.of());
    }

    private static double max(Map<Way, List<Sample>> ways, Way way) {
        return StallBench.median(samples(ways, way).stream().map(Sample::max).toList());
    }

    private static void print(
            Options options,
            boolean blocks,
            Map<Long, Map<Way, List<Sample>>> all,
            List<Target> targets)
            throws IOException {
        System.out.printf(
                "Commits of four saturated writers (synchronous=NORMAL, 256 MB database on %s%s, %d CPUs), in ms:"
                        + " medians of %d, for slow ways and WALs from %d MB on of %d; in brackets the least and the most.%n%n",
                blocks ? "a block volume" : "this disk",
                options.dir()
                        .map(it -> " in " + it)
                        .orElse(MemoryDirectory.hasRoom() ? " in memory" : ""),
                Runtime.getRuntime().availableProcessors(),
                options.rounds(),
                LARGE_WAL_MB,
                Math.min(SLOW_ROUNDS, options.rounds()));
        System.out.println("| WAL | made ready by | p50 | p99 | longest |");
        System.out.println("| ---: | --- | ---: | ---: | ---: |");
        all.forEach((mb, ways) ->
                ways.forEach((way, samples) -> System.out.println(row(mb, way, samples))));
        System.out.println();
        targets.forEach(target ->
                System.out.printf(
                        "%s %s: %.1f ms of at most %.1f%n",
                        target.isMet() ? "met   " : "MISSED",
                        target.what(),
                        target.is(),
                        target.most()));
    }

    private static String row(long mb, Way way, List<Sample> samples) {
        List<Double> longest = samples.stream().map(Sample::max).sorted().toList();
        boolean done = samples.stream().allMatch(Sample::done);
        return "| %d MB | %s%s | %.1f | %.1f | %.1f (%.1f–%.1f) |"
                .formatted(
                        mb,
                        way.title,
                        done ? "" : " (not always done in time)",
                        StallBench.median(samples.stream().map(Sample::p50).toList()),
                        StallBench.median(samples.stream().map(Sample::p99).toList()),
                        StallBench.median(longest),
                        longest.getFirst(),
                        longest.getLast());
    }

    private static Json json(
            boolean blocks, Map<Long, Map<Way, List<Sample>>> all, List<Target> targets) {
        List<Json> rows = new ArrayList<>();
        all.forEach((mb, ways) -> ways.forEach((way, samples) -> rows.add(json(mb, way, samples))));
        List<Json> promises = new ArrayList<>();
        targets.forEach(target ->
                promises.add(
                        Json.Obj.empty()
                                .with("what", target.what())
                                .with("is_ms", ms(target.is()))
                                .with("most_ms", ms(target.most()))
                                .with("met", target.isMet())));
        return Json.Obj.empty()
                .with("blocks", blocks)
                .with("ways", new Json.Arr(rows))
                .with("targets", new Json.Arr(promises));
    }

    private static Json json(long mb, Way way, List<Sample> samples) {
        List<Double> longest = samples.stream().map(Sample::max).sorted().toList();
        return Json.Obj.empty()
                .with("name", "WAL %d MB, %s".formatted(mb, way.title))
                .with("samples", samples.size())
                .with("p50_ms", median(samples, Sample::p50))
                .with("p99_ms", median(samples, Sample::p99))
                .with("longest_ms", median(samples, Sample::max))
                .with("longest_least_ms", ms(longest.getFirst()))
                .with("longest_most_ms", ms(longest.getLast()))
                .with("outside_hold_ms", median(samples, Sample::outsideHold))
                .with("lock_to_complete_ms", median(samples, Sample::lockToComplete))
                .with("done", samples.stream().allMatch(Sample::done));
    }

    private static Json median(List<Sample> samples, Function<Sample, Double> of) {
        return ms(StallBench.median(samples.stream().map(of).toList()));
    }

    private static Json ms(double value) {
        return new Json.Num(
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    private StallBenchMain() {}
}
