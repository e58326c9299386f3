package dev.flysnap.agent.replace;

import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One new database that comes in parts, in a file beside the one that it is to replace. */
final class Upload {
    private final UploadPart first;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest hash;
    private long received;
    private boolean isComplete;

    private Upload(UploadPart first, Path file, FileChannel channel) {
        this.first = first;
        this.file = file;
        this.channel = channel;
        try {
            this.hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the empty file, which only its owner can read. */
    static Upload begin(UploadPart part, Path database) throws IOException {
        Path file = ReplacedDatabase.incoming(database, part.attempt());
        DatabaseFiles.createPrivate(file);
        return new Upload(part, file, FileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** Whether a part belongs to this file. */
    boolean isOf(UploadPart part) {
        return part.bytes() == first.bytes() && part.sha256().equals(first.sha256());
    }

    /**
     * Takes a part that begins where the last one ended; any other is not wanted.
     *
     * @return whether it is whole, or still may be: false = it is not what was promised
     */
    synchronized boolean add(UploadPart part, byte[] bytes) throws IOException {
        if (part.offset() != received || isComplete) {
            return true;
        }
        if (bytes.length > first.bytes() - received) {
            return false;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            int _ = channel.write(rest, received + rest.position());
        }
        hash.update(bytes);
        received += bytes.length;
        if (received < first.bytes()) {
            return true;
        }
        channel.force(true);
        channel.close();
        isComplete = HexFormat.of().formatHex(hash.digest()).equals(first.sha256());
        return isComplete;
    }

    synchronized long received() {
        return received;
    }

    synchronized boolean isComplete() {
        return isComplete;
    }

    Path file() {
        return file;
    }

    synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is deleted next.
        }
    }
}
