package dev.flysnap;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How many of the points at which a run can be cut or broken a proof takes: some of them in
 * everybody's build, which should not take long, and each where the environment has {@code
 * FLYSNAP_TEST_ALL_POINTS=1}.
 */
public final class Points {
    private static final boolean ALL = "1".equals(System.getenv("FLYSNAP_TEST_ALL_POINTS"));

    /**
     * How far a proof goes from one point to the next.
     *
     * @param inBuild how far in everybody's build
     */
    public static int apart(int inBuild) {
        return ALL ? 1 : inBuild;
    }

    /**
     * Those of all that are this turn's: with turns one after the other each is taken again and
     * again.
     */
    public static <T> List<T> inTurn(int turn, int inBuild, List<T> all) {
        int apart = apart(inBuild);
        return IntStream.range(0, all.size())
                .filter(it -> (it + turn) % apart == 0)
                .mapToObj(all::get)
                .toList();
    }

    private Points() {}
}
