package dev.flysnap.contract;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A part of a copy's content, as {@code agent ctl} prints it.
 *
 * @param total bytes of the whole content, once that is known
 * @param sha256 of the part, in hex
 */
public record CopyPart(long from, Optional<Long> total, String sha256, String base64) {
    public static CopyPart of(long from, byte[] bytes, Optional<Long> total) {
        return new CopyPart(from, total, sha256(bytes), Base64.getEncoder().encodeToString(bytes));
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
