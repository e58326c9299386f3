package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.load.CallTally.Limited;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code bin/bench fleet}. */
final class FleetBenchMain {
    private static final int MISSED = 13;
    private static final int USAGE = 2;
    private static final double MOST_TIMES_BOUND = 1.1;
    private static final long MOST_BYTES = 256L << 20;
    private static final double FAILING = 0.05;
    private static final long SEED = 20261123;
    private static final int VOLUMES_TO_WARM_UP = 6;
    private static final String REQUEST = "snapshots.create";
    private static final String LIST = "snapshots.list";

    private static final String HELP =
            """
            Usage: bin/bench fleet [--check] [--json FILE] [--apps N] [--volumes N] [--program FILE]
            flysnap create --all of 1,000 volumes in 50 apps, against a simulated Fly with the documented limits.
              --check     exit code 13 where a target is missed
              --json FILE the numbers
              --apps N    default 50
              --volumes N of each app; default 20
              --program FILE  which flysnap; default: the one beside this\
            """;

    private record Measured(
            String name,
            BenchFly.Ended ended,
            int done,
            Map<Limited, CallTally.Count> counts,
            Limited slowest,
            double bound,
            double boundWithoutRepeats,
            List<Calls> calls) {
        double seconds() {
            return ended.took().toMillis() / 1000.0;
        }

        double ratio() {
            return seconds() / bound;
        }

        /**
         * When each app, or machine, had its first, or last, call of an action: seconds after the
         * start.
         */
        DoubleStream at(String action, ToLongFunction<CallTally.Count> of) {
            return counts.entrySet().stream()
                    .filter(it -> it.getKey().action().equals(action))
                    .mapToDouble(it -> (of.applyAsLong(it.getValue()) - ended.begun()) / 1e9);
        }
    }

    /** All calls of one action, and how many of them nobody can leave out. */
    private record Calls(String action, int made, int least, int failed) {
        int beyond() {
            return made - least - failed;
        }

        private Json json() {
            return Json.Obj.empty()
                    .with("name", action)
                    .with("made", made)
                    .with("least", least)
                    .with("failed", failed)
                    .with("beyond", beyond());
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        int apps = BenchOptions.value(given, "--apps").map(Integer::parseInt).orElse(50);
        int volumes = BenchOptions.value(given, "--volumes").map(Integer::parseInt).orElse(20);
        Path program = BenchOptions.program(given);
        if (!given.equals(List.of("fleet"))) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        BenchFly.build(program);
        warmUp(apps, program);
        List<Measured> all = new ArrayList<>();
        all.add(measure("all calls answered", apps, volumes, 0, program));
        all.add(measure("5 % of the calls fail", apps, volumes, FAILING, program));
        print(apps, volumes, all);
        if (json.isPresent()) {
            Files.writeString(json.get(), JsonText.printPretty(json(apps, volumes, all)) + "\n");
        }
        boolean met = all.stream().allMatch(it -> isMet(it, apps * volumes));
        System.exit(check && !met ? MISSED : 0);
    }

    private static boolean isMet(Measured it, int volumes) {
        return it.done() == volumes
                && it.ratio() <= MOST_TIMES_BOUND
                && it.ended().residentBytes() <= MOST_BYTES;
    }

    /** Fly does not begin with code that java has never run: nor may this one be measured so. */
    private static void warmUp(int apps, Path program) throws Exception {
        System.err.println("warming up");
        Path work = Directories.temporary("flysnap-bench");
        try (BenchFly fly = new BenchFly(names(apps), VOLUMES_TO_WARM_UP, program, work)) {
            var _ = fly.flysnap(work.resolve("state"), create(names(apps), "--no-wait"));
        } finally {
            Directories.delete(work);
        }
    }

    private static List<String> names(int apps) {
        return IntStream.rangeClosed(1, apps).mapToObj("app-%03d"::formatted).toList();
    }

    private static List<String> create(List<String> apps, String option) {
        return Stream.of(List.of("create"), apps, List.of("--all", option))
                .flatMap(List::stream)
                .toList();
    }

    private static Measured measure(String name, int apps, int volumes, double share, Path program)
            throws Exception {
        System.err.println("measuring: " + name);
        List<String> names = names(apps);
        Path work = Directories.temporary("flysnap-bench");
        try (BenchFly fly = new BenchFly(names, volumes, program, work)) {
            CallTally tally = new CallTally(share, SEED);
            fly.sim().faults().setRule(tally);
            List<String> command = create(names, "--json");
            BenchFly.Ended ended = fly.flysnap(work.resolve("state"), command);
            if (!ended.err().isBlank()) {
                System.err.println(ended.err().lines().limit(12).toList());
            }
            int done =
                    (int)
                            fly.sim().world().snapshots().values().stream()
                                    .map(dev.flysnap.sim.world.SimSnapshot::volume)
                                    .distinct()
                                    .count();
            int said = Math.toIntExact(JsonText.parseObject(ended.out()).number("done").orElse(0L));
            return measured(name, ended, Math.min(done, said), tally.counts(), apps, volumes);
        } finally {
            Directories.delete(work);
        }
    }

    /**
     * What nobody can leave out, of an app with so many volumes: a look before each request, which
     * tells afterwards which snapshot is new, and one at the finished snapshot; before and after
     * also at the volume, for the machine that has it. A call that failed has to be repeated. No
     * app is done before its last snapshot, which cannot be requested earlier than Fly takes
     * requests.
     */
    private static Measured measured(
            String name,
            BenchFly.Ended ended,
            int done,
            Map<Limited, CallTally.Count> counts,
            int apps,
            int volumes) {
        Map<String, Integer> needed =
                Map.of(
                        "apps.get",
                        1,
                        "volumes.list",
                        1,
                        "volumes.get",
                        2 * volumes,
                        "snapshots.list",
                        2 * volumes,
                        "snapshots.create",
                        volumes,
                        "machines.get",
                        2);
        Limited slowest =
                counts.keySet().stream()
                        .max(Comparator.comparingDouble(it -> seconds(it, needed, counts)))
                        .orElseThrow();
        double without =
                counts.keySet().stream()
                        .mapToDouble(it -> seconds(it, needed.getOrDefault(it.action(), 0)))
                        .max()
                        .orElseThrow();
        return new Measured(
                name,
                ended,
                done,
                counts,
                slowest,
                seconds(slowest, needed, counts),
                without,
                calls(counts, needed, apps, volumes));
    }

    private static List<Calls> calls(
            Map<Limited, CallTally.Count> counts,
            Map<String, Integer> needed,
            int apps,
            int volumes) {
        Map<String, Calls> calls = new TreeMap<>();
        counts.forEach((limited, count) -> {
            // Of a machine: a volume's.
            int targets = limited.action().startsWith("machines.get") ? apps * volumes : apps;
            calls.merge(
                    limited.action(),
                    new Calls(
                            limited.action(),
                            count.calls(),
                            needed.getOrDefault(limited.action(), 0) * targets,
                            count.failed()),
                    (a, b) ->
                            new Calls(
                                    a.action(),
                                    a.made() + b.made(),
                                    a.least(),
                                    a.failed() + b.failed()));
        });
        return List.copyOf(calls.values());
    }

    private static double seconds(
            Limited of, Map<String, Integer> needed, Map<Limited, CallTally.Count> counts) {
        int failed = Optional.ofNullable(counts.get(of)).orElseThrow().failed();
        return seconds(of, needed.getOrDefault(of.action(), 0) + failed);
    }

    /** The last snapshot takes its time after it was requested. */
    private static double seconds(Limited of, int calls) {
        return of.action().equals(REQUEST)
                ? (calls - 1) / of.perSecond() + BenchFly.SNAPSHOT_TAKES.toSeconds()
                : calls / of.perSecond();
    }

    private static void print(int apps, int volumes, List<Measured> all) {
        System.out.printf(
                "flysnap create --all of %d volumes in %d apps: a process of its own against a simulated Fly on the real"
                        + " clock, limits as documented,%na snapshot takes 23 s, %d CPUs for both.%n%n",
                apps * volumes, apps, Runtime.getRuntime().availableProcessors());
        System.out.println(
                "| | done | time | bound | time / bound | bound without repeats | calls | CPU | memory |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Measured it : all) {
            System.out.printf(
                    "| %s | %d of %d | %.1f s | %.1f s | %.3f | %.1f s | %d | %.1f s | %d MB |%n",
                    it.name(),
                    it.done(),
                    apps * volumes,
                    it.seconds(),
                    it.bound(),
                    it.ratio(),
                    it.boundWithoutRepeats(),
                    it.counts().values().stream().mapToInt(CallTally.Count::calls).sum(),
                    it.ended().cpu().toMillis() / 1000.0,
                    it.ended().residentBytes() >> 20);
        }
        System.out.println();
        System.out.println("| | call | made | least | failed | beyond |");
        System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
        for (Measured it : all) {
            for (Calls calls : it.calls()) {
                System.out.printf(
                        "| %s | %s | %d | %d | %d | %d |%n",
                        it.name(),
                        calls.action(),
                        calls.made(),
                        calls.least(),
                        calls.failed(),
                        calls.beyond());
            }
        }
        System.out.println();
        System.out.println(
                "| | call, seconds after the start | first | all targets had one | last |");
        System.out.println("| --- | --- | ---: | ---: | ---: |");
        for (Measured it : all) {
            for (Calls calls : it.calls()) {
                System.out.printf(
                        "| %s | %s | %.1f | %.1f | %.1f |%n",
                        it.name(),
                        calls.action(),
                        it.at(calls.action(), CallTally.Count::first).min().orElse(0),
                        it.at(calls.action(), CallTally.Count::first).max().orElse(0),
                        it.at(calls.action(), CallTally.Count::last).max().orElse(0));
            }
        }
        System.out.println();
        for (Measured it : all) {
            System.out.printf(
                    "%s: the bound is %s on %s, %d calls made there.%n",
                    it.name(),
                    it.slowest().action(),
                    it.slowest().target(),
                    Optional.ofNullable(it.counts().get(it.slowest())).orElseThrow().calls());
            say(it.done() == apps * volumes, it.name() + ": all are done");
            say(
                    it.ratio() <= MOST_TIMES_BOUND,
                    "%s: time / bound %.3f of at most %.2f"
                            .formatted(it.name(), it.ratio(), MOST_TIMES_BOUND));
            say(
                    it.ended().residentBytes() <= MOST_BYTES,
                    "%s: memory %d MB of at most %d"
                            .formatted(
                                    it.name(), it.ended().residentBytes() >> 20, MOST_BYTES >> 20));
        }
    }

    private static void say(boolean met, String what) {
        System.out.println((met ? "met    " : "MISSED ") + what);
    }

    private static Json json(int apps, int volumes, List<Measured> all) {
        List<Json> runs = new ArrayList<>();
        for (Measured it : all) {
            runs.add(
                    Json.Obj.empty()
                            .with("name", it.name())
                            .with("done", it.done())
                            .with("exit", it.ended().exit())
                            .with("seconds", decimal(it.seconds()))
                            .with("bound_seconds", decimal(it.bound()))
                            .with(
                                    "bound_without_repeats_seconds",
                                    decimal(it.boundWithoutRepeats()))
                            .with("ratio", decimal(it.ratio()))
                            .with(
                                    "first_request_seconds",
                                    decimal(it.at(REQUEST, CallTally.Count::first).max().orElse(0)))
                            .with(
                                    "last_request_seconds",
                                    decimal(it.at(REQUEST, CallTally.Count::last).max().orElse(0)))
                            .with(
                                    "last_list_seconds",
                                    decimal(it.at(LIST, CallTally.Count::last).max().orElse(0)))
                            .with("cpu_seconds", decimal(it.ended().cpu().toMillis() / 1000.0))
                            .with("resident_bytes", it.ended().residentBytes())
                            .with(
                                    "calls",
                                    new Json.Arr(it.calls().stream().map(Calls::json).toList()))
                            .with("met", isMet(it, apps * volumes)));
        }
        return Json.Obj.empty()
                .with("apps", apps)
                .with("volumes", (long) apps * volumes)
                .with("clock", "real")
                .with("snapshot_seconds", BenchFly.SNAPSHOT_TAKES.toSeconds())
                .with("runs", new Json.Arr(runs));
    }

    private static Json decimal(double value) {
        return new Json.Num(
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).toPlainString());
    }

    private FleetBenchMain() {}
}
