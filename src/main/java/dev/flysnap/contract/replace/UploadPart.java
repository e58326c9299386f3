package dev.flysnap.contract.replace;

import java.util.regex.Pattern;

/**
 * Which part of which new database comes.
 *
 * @param attempt groups the databases that are replaced together, and names what is set aside
 * @param offset where the part begins
 * @param bytes of the whole file
 * @param sha256 of the whole file, in hex
 */
public record UploadPart(String attempt, String database, long offset, long bytes, String sha256) {
    /** Of one request, in bytes. */
    public static final int MAX_PART_BYTES = 2 << 20;

    /** What an attempt may be called: it becomes a part of file names. */
    public static final Pattern ATTEMPT =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}(?<!-wal|-shm|-journal)");

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException with a sentence for the caller
     */
    public UploadPart {
        requireAttempt(attempt);
        if (bytes < 1 || offset < 0 || offset >= bytes) {
            throw new IllegalArgumentException(
                    "offset has to lie within bytes, which has to be at least 1");
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 has to be 64 hex digits in lower case");
        }
    }

    static void requireAttempt(String attempt) {
        if (!ATTEMPT.matcher(attempt).matches()) {
            throw new IllegalArgumentException(
                    "attempt has to be 1 to 80 letters, digits, _ and -, and must not end in -wal, -shm or -journal");
        }
    }
}
