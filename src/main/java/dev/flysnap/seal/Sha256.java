package dev.flysnap.seal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes bytes. */
final class Sha256 {
    private final MessageDigest digest;
    private long bytes;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void update(byte[] from, int offset, int length) {
        digest.update(from, offset, length);
        bytes += length;
    }

    void update(ByteBuffer from) {
        bytes += from.remaining();
        digest.update(from);
    }

    long bytes() {
        return bytes;
    }

    /** Of everything so far; nothing can be added afterwards. */
    ContentHash end() {
        return new ContentHash(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
