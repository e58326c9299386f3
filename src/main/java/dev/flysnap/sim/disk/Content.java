package dev.flysnap.sim.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a folder holds, as one number: names, kinds, links and bytes, but no times and modes.
 *
 * @param digest SHA-256 as {@code sha256:…}
 * @param bytes of all 4 KiB blocks that are not empty
 */
record Content(String digest, long bytes) {
    private static final int BLOCK_BYTES = 4 << 10;
    private static final int BUFFER_BYTES = 64 * BLOCK_BYTES;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    static Content of(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted().toList();
        }
        MessageDigest digest = sha256();
        long bytes = 0;
        for (Path it : all) {
            String name = folder.relativize(it).toString();
            if (Files.isSymbolicLink(it)) {
                header(digest, 'l', name, 0);
                header(digest, '>', Files.readSymbolicLink(it).toString(), 0);
            } else if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                header(digest, 'd', name, 0);
            } else if (Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS)) {
                header(digest, 'f', name, Files.size(it));
                bytes += content(digest, it);
            }
        }
        return new Content("sha256:" + HexFormat.of().formatHex(digest.digest()), bytes);
    }

    /** Lengths come before names, so that no name can look like another's content. */
    private static void header(MessageDigest digest, char kind, String name, long size) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(13).put((byte) kind).putInt(bytes.length).putLong(size).flip());
        digest.update(bytes);
    }

    private static long content(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long stored = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.readNBytes(buffer, 0, BUFFER_BYTES);
                    read > 0;
                    read = in.readNBytes(buffer, 0, BUFFER_BYTES)) {
                digest.update(buffer, 0, read);
                for (int at = 0; at < read; at += BLOCK_BYTES) {
                    int end = Math.min(read, at + BLOCK_BYTES);
                    if (!Arrays.equals(buffer, at, end, ZEROS, 0, end - at)) {
                        stored += BLOCK_BYTES;
                    }
                }
            }
        }
        return stored;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
