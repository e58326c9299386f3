package dev.flysnap.agent.copy;

import dev.flysnap.seal.ContentHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file: any part of it can be read, and read again. */
final class FileContent implements CopyContent {
    private final FileChannel channel;
    private final ContentHash stored;
    private final ContentHash plain;

    FileContent(Path file, ContentHash stored, ContentHash plain) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.stored = stored;
        this.plain = plain;
    }

    @Override
    public CopyBytes read(long from, int maxBytes) throws IOException {
        int length = Math.clamp(stored.bytes() - from, 0, Math.min(maxBytes, MAX_PART_BYTES));
        ByteBuffer part = ByteBuffer.allocate(length);
        while (part.hasRemaining()) {
            if (channel.read(part, from + part.position()) < 0) {
                throw new IOException("the copy is shorter than it was");
            }
        }
        return new CopyBytes(part.array(), Optional.of(stored.bytes()));
    }

    @Override
    public Optional<ContentHash> stored() {
        return Optional.of(stored);
    }

    @Override
    public Optional<ContentHash> plain() {
        return Optional.of(plain);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
