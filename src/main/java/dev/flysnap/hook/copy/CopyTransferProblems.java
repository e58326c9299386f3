package dev.flysnap.hook.copy;

import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.time.Duration;

/** The ways in which a copy that is made in a machine does not arrive here. */
final class CopyTransferProblems {
    static Problem noAnswer(String where, String why) {
        return failed(
                "copy-cut-off",
                "The copy from %s did not arrive.".formatted(where),
                "The connection broke, and asking again did not help: %s."
                        .formatted(PrintableText.of(why)),
                "Try again; nothing is kept of what arrived, and the machine removes its copy by itself.");
    }

    static Problem lost(String where, String why) {
        return failed(
                CopyDownload.LOST,
                "The copy in %s is gone.".formatted(where),
                "The machine was started again meanwhile, or the copy took too long: %s."
                        .formatted(PrintableText.of(why)),
                "Try again.");
    }

    static Problem changed(String where, long bytes) {
        return failed(
                "copy-changed-on-the-way",
                "The copy that arrived from %s is not the one that was sent.".formatted(where),
                "The SHA-256 of its %d bytes is another.".formatted(bytes),
                "Try again; if it happens again, something between here and the machine changes data.");
    }

    static Problem tooSlow(String where, Duration waited) {
        return failed(
                "copy-too-slow",
                "The copy in %s was not ready after %s."
                        .formatted(where, Count.of(waited.toHours(), "hour")),
                "A database of that size takes too long on the machine's disk.",
                "Copy with --method raw, which reads the file once; or take a snapshot: flysnap create");
    }

    static Problem malformed(String where, String why) {
        return failed(
                "hook-answer-unexpected",
                "What answers at %s does not speak flysnap's contract.".formatted(where),
                PrintableText.of(why),
                "Check the address and port of --hook.");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private CopyTransferProblems() {}
}
