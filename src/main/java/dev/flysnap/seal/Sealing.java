package dev.flysnap.seal;

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

    /** What the name of a file says of it, such as {@code .zst.age}. */
    public String suffix() {
        return (compression.isPresent() ? ".zst" : "") + (isEncrypted() ? ".age" : "");
    }
}
