package dev.flysnap.sim.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flysnap.problem.Problem;
import java.util.Optional;

/** Tests of real blocks are left out, with the reason, where there can be none; never in CI. */
public final class Blocks {
    private Blocks() {}

    public static void assumePossible() {
        Optional<Problem> obstacle = BlockNamespace.obstacle();
        if (System.getenv("CI") != null) {
            assertEquals(Optional.empty(), obstacle, "continuous integration leaves nothing out");
        }
        // Maven's own summary tells how many were skipped, and not why.
        obstacle.ifPresent(it -> System.out.println("SKIPPED: " + reason(it)));
        assumeTrue(obstacle.isEmpty(), () -> reason(obstacle.get()));
    }

    private static String reason(Problem obstacle) {
        return obstacle.what() + " " + obstacle.why() + " " + obstacle.next();
    }
}
