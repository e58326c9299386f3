package dev.flysnap.cli;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which what was said about reaching a hook does not go together. */
final class HookReachProblems {
    static Problem contradiction(String via) {
        return new Problem(
                "hook-way-contradictory",
                ExitCode.USAGE,
                "--hook exec and --via " + via + " do not go together.",
                "--hook exec runs a command in the machine; there is nobody whom "
                        + via
                        + " could reach.",
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

    private HookReachProblems() {}
}
