package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a proof needs of the computer: left out where it is missing, with the reason; never in CI.
 */
public final class Needed {

    /** With {@code CI} set in the environment nothing is left out. */
    public static void here(boolean isThere, String reason) {
        if (System.getenv("CI") != null) {
            assertTrue(isThere, "continuous integration leaves nothing out: " + reason);
        }
        // Maven's own summary tells how many were skipped, and not why.
        if (!isThere) {
            System.out.println("SKIPPED: " + reason);
        }
        assumeTrue(isThere, reason);
    }

    /** Where it is. */
    public static Path program(String name) {
        Optional<Path> found =
                List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                        .map(it -> Path.of(it, name))
                        .filter(Files::isExecutable)
                        .findFirst();
        here(found.isPresent(), name + " is not installed here");
        return found.orElseThrow();
    }

    private Needed() {}
}
