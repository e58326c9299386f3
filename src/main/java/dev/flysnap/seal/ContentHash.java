package dev.flysnap.seal;

import java.io.IOException;
import java.io.InputStream;

/**
 * What went through a stream.
 *
 * @param sha256 in hex
 */
public record ContentHash(long bytes, String sha256) {
    private static final int CHUNK_BYTES = 1 << 16;

    /** Of everything that is left in it. */
    public static ContentHash of(InputStream in) throws IOException {
        Sha256 hash = new Sha256();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            hash.update(chunk, 0, count);
        }
        return hash.end();
    }
}
