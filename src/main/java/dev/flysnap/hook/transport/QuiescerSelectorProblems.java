package dev.flysnap.hook.transport;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** Settings of the hook that contradict each other. */
final class QuiescerSelectorProblems {
    static Problem contradiction(String via) {
        return new Problem(
                "hook-way-contradictory",
                ExitCode.USAGE,
                "--hook exec and --via %s do not go together.".formatted(via),
                "--hook exec runs a command in the machine; there is no hook that %s could reach."
                        .formatted(via),
                "Leave --via out (or say --via auto), or give the hook's address: --hook 'http://{private_ip}:8099'");
    }

    static Problem noContract() {
        return new Problem(
                "hook-without-contract",
                ExitCode.USAGE,
                "--hook exec answers no requests, so there is no contract to hold against it.",
                "It is one command that flysnap runs in the machine; flysnap hook script prints it.",
                "Look whether it works: flysnap doctor");
    }

    private QuiescerSelectorProblems() {}
}
