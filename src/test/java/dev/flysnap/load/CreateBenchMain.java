package dev.flysnap.load;

import dev.flysnap.Directories;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bin/bench create}. */
final class CreateBenchMain {
    private static final int MISSED = 13;
    private static final int USAGE = 2;
    private static final double MOST_TIMES_DELAYS = 1.1;

    private static final String HELP =
            """
            Usage: bin/bench create [--check] [--json FILE] [--rounds N] [--program FILE]
            How much longer one flysnap create takes, from its start to its end, than Fly needs for the snapshot.
              --check     exit code 13 where it is more than 1.1 times as long (median)
              --json FILE the numbers
              --rounds N  default 5
              --program FILE  which flysnap; default: the one beside this\
            """;

    public static void main(String[] arguments) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean check = given.remove("--check");
        Optional<Path> json = BenchOptions.value(given, "--json").map(Path::of);
        int rounds = BenchOptions.value(given, "--rounds").map(Integer::parseInt).orElse(5);
        Path program = BenchOptions.program(given);
        if (!given.equals(List.of("create")) || rounds < 1) {
            System.err.println(HELP);
            System.exit(given.contains("--help") ? 0 : USAGE);
        }
        BenchFly.build(program);
        double unavoidable = BenchFly.SNAPSHOT_TAKES.toMillis() / 1000.0;
        List<Double> seconds = new ArrayList<>();
        Path work = Directories.temporary("flysnap-bench");
        try (BenchFly fly = new BenchFly(List.of("shop"), 1, program, work)) {
            for (int i = 0; i < rounds; i++) {
                BenchFly.Ended ended =
                        fly.flysnap(work.resolve("state"), List.of("create", "shop", "--json"));
                if (ended.exit() != 0) {
                    throw new IllegalStateException(ended.err());
                }
                seconds.add(ended.took().toMillis() / 1000.0);
            }
        } finally {
            Directories.delete(work);
        }
        List<Double> sorted = seconds.stream().sorted().toList();
        double median = StallBench.median(sorted);
        boolean met = median / unavoidable <= MOST_TIMES_DELAYS;
        System.out.printf(
                "flysnap create, a process of its own, against a simulated Fly on the real clock whose snapshots take %.1f s:%n"
                        + "median of %d %.2f s (%.2f to %.2f), %.3f times as long.%n%s %.3f of at most %.1f%n",
                unavoidable,
                rounds,
                median,
                sorted.getFirst(),
                sorted.getLast(),
                median / unavoidable,
                met ? "met   " : "MISSED",
                median / unavoidable,
                MOST_TIMES_DELAYS);
        if (json.isPresent()) {
            Files.writeString(
                    json.get(),
                    JsonText.printPretty(
                                    Json.Obj.empty()
                                            .with("unavoidable_seconds", decimal(unavoidable))
                                            .with(
                                                    "seconds",
                                                    new Json.Arr(
                                                            seconds.stream()
                                                                    .map(CreateBenchMain::decimal)
                                                                    .toList()))
                                            .with("median_ratio", decimal(median / unavoidable))
                                            .with("met", met))
                            + "\n");
        }
        System.exit(check && !met ? MISSED : 0);
    }

    private static Json decimal(double value) {
        return new Json.Num(
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).toPlainString());
    }

    private CreateBenchMain() {}
}
