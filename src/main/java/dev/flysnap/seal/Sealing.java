package dev.flysnap.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What is done to a copy on its way out.
 *
 * @param compression absent = none
 * @param recipients who can decrypt it; none = it stays plain
 */
public record Sealing(Optional<Compression> compression, List<Recipient> recipients) {
    public static final Sealing NONE = new Sealing(Optional.empty(), List.of());

    private static final int REHEARSED_CHUNK_BYTES = 64 << 10;
    private static final int REHEARSED_CHUNKS = 512;

    public Sealing {
        recipients = List.copyOf(recipients);
    }

    public boolean isEncrypted() {
        return !recipients.isEmpty();
    }

    /**
     * Loads what it needs, so that it is not found to be missing when all else is done.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be loaded
     */
    public void requireLibraries() {
        if (compression.isPresent()) {
            ZstdLibrary.require();
        }
    }

    /**
     * Seals a little for nobody, in a thread of its own: ciphers and hashes are quick only when
     * java's optimizing compiler has seen them, and it does that on a core that would be idle while
     * a copy is made.
     */
    public void rehearse() {
        if (ParallelHash.HAS_CORES) {
            Sealing ciphers = new Sealing(Optional.empty(), recipients);
            Thread _ = Thread.ofPlatform().daemon().name("flysnap-rehearse").start(ciphers::seal);
        }
    }

    private void seal() {
        byte[] chunk = new byte[REHEARSED_CHUNK_BYTES];
        try (SealedOutput out = SealedOutput.over(OutputStream.nullOutputStream(), this)) {
            for (int i = 0; i < REHEARSED_CHUNKS; i++) {
                out.write(chunk, 0, chunk.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is read or kept", e);
        }
    }

    /** What the name of a file says of it, such as {@code .zst.age}. */
    public String suffix() {
        return (compression.isPresent() ? ".zst" : "") + (isEncrypted() ? ".age" : "");
    }
}
