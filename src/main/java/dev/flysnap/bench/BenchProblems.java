package dev.flysnap.bench;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which measuring fails, and targets that are missed. */
final class BenchProblems {
    static Problem atOnce(int given, int most) {
        return new Problem(
                "bench-too-many-at-once",
                ExitCode.USAGE,
                "%d apps cannot be measured at once.".formatted(given),
                "They would wait for each other.",
                "Give a number from 1 to %d: --at-once 4".formatted(most));
    }

    static Problem notInTime(String what, Duration limit) {
        return new Problem(
                "bench-not-in-time",
                ExitCode.FAILED,
                "The measurement has no %s.".formatted(what),
                "It did not come within %d s.".formatted(limit.toSeconds()),
                "Try again when this computer has less to do.");
    }

    static Problem interrupted() {
        return new Problem(
                "bench-interrupted",
                ExitCode.INTERRUPTED,
                "The measurement was interrupted.",
                "",
                "Start it again: bin/bench --help");
    }

    static Problem noDirectory(String why) {
        return new Problem(
                "bench-no-directory",
                ExitCode.FAILED,
                "There is no place for what the measurement writes.",
                why,
                "Make room, or name another place: TMPDIR=DIR bin/bench loss");
    }

    static Problem promiseBroken(List<LossResult> broken) {
        return new Problem(
                "bench-promise-broken",
                ExitCode.CHECK_NOT_MET,
                "flysnap lost commits that it had promised to keep: "
                        + broken.stream()
                                .map(lossResult ->
                                        "%d of %d (%s, %s, %s)"
                                                .formatted(
                                                        lossResult.shownMissing(),
                                                        lossResult.shownBefore(),
                                                        lossResult.synchronous(),
                                                        lossResult.rate(),
                                                        lossResult.grade()))
                                .collect(Collectors.joining(", "))
                        + ".",
                "That must never happen.",
                "This is a defect of flysnap's own: please report it");
    }

    private BenchProblems() {}
}
