package dev.flysnap.sim;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which a simulator cannot start. */
final class SimProblems {
    static Problem portTaken(int port) {
        return new Problem(
                "sim-port-taken",
                ExitCode.FAILED,
                "The simulator cannot listen on 127.0.0.1:" + port + ".",
                "Another program uses the port, or it is not allowed to this user.",
                "Leave --port out, and any free port is taken: flysnap sim");
    }

    private SimProblems() {}
}
