package dev.flysnap.sim.world;

import java.util.SplittableRandom;

/** Generates ids in the platform's formats; deterministic for a seed and number. */
public final class IdGenerator {
    private static final String HEX = "0123456789abcdef";
    private static final String LOWER = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String MIXED =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final SplittableRandom random;
    private final long number;
    private final long seed;

    IdGenerator(long seed, long number) {
        this.seed = seed;
        this.number = number;
        random = new SplittableRandom(seed * 1_000_003 + number);
        random.nextLong();
    }

    public String machine() {
        return "e" + letters(HEX, 13);
    }

    public String machineName() {
        return "machine-" + letters(LOWER, 8);
    }

    public String volume() {
        return "vol_" + letters(LOWER, 16);
    }

    public String snapshot() {
        return "vs_" + letters(MIXED, 23);
    }

    public String instance() {
        return "01" + letters(CROCKFORD, 24);
    }

    public String nonce() {
        return letters(HEX, 12);
    }

    public String host(String region) {
        return region + "-" + letters(HEX, 4);
    }

    /**
     * A loopback address that is unique in this world. Worlds of one network begin at different
     * ones: their machines run on one computer.
     */
    public String address() {
        long network = 1 + Math.floorMod(seed, 250L);
        long host = Math.floorMod(seed / 250 + number, 60_000L);
        return "127.%d.%d.%d".formatted(network, 1 + host / 250, 2 + host % 250);
    }

    private String letters(String alphabet, int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return letters.toString();
    }
}
