package dev.flysnap.sim.disk;

import dev.flysnap.Needed;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** Tests of real blocks are left out, with the reason, where there can be none; never in CI. */
public final class Blocks {
    private Blocks() {}

    public static void assumePossible() {
        Optional<Problem> obstacle = BlockNamespace.obstacle();
        Needed.here(obstacle.isEmpty(), obstacle.map(Blocks::reason).orElse(""));
    }

    private static String reason(Problem obstacle) {
        return obstacle.what() + " " + obstacle.why() + " " + obstacle.next();
    }
}
