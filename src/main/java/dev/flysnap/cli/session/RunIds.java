package dev.flysnap.cli.session;

import dev.flysnap.model.RunId;
import java.math.BigInteger;
import java.security.SecureRandom;

/** New run ids: 50 random bits, so that two computers do not choose the same. */
public final class RunIds {
    private static final int BITS = 50;
    private static final int BASE = 36;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static RunId next() {
        String digits = new BigInteger(BITS, RANDOM).toString(BASE);
        return new RunId("run_" + "0".repeat(Math.max(0, 10 - digits.length())) + digits);
    }

    private RunIds() {}
}
