package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that holds an ext4 and is not mounted. */
final class Ext4Image {
    /**
     * Where the superblock lies, and what in it (ext4 data structures, struct ext4_super_block).
     */
    private static final int SUPERBLOCK = 1024;

    private static final int BLOCKS_LOW = 0x4;
    private static final int LOG_BLOCK_SIZE = 0x18;
    private static final int BLOCKS_HIGH = 0x150;
    private static final int SMALLEST_BLOCK = 1024;

    /** e2fsck(8): errors were corrected, such as the counters that no journal holds. */
    private static final int CORRECTED = 1;

    private Ext4Image() {}

    static void create(Path image, long bytes) throws IOException {
        setSize(image, bytes);
        SystemCommand.run(
                "mkfs.ext4",
                "-q",
                "-m",
                "0",
                "-E",
                "nodiscard,lazy_itable_init=1,lazy_journal_init=1",
                image.toString());
    }

    /** Grows a file, without taking room for it. Never shrinks it. */
    static void setSize(Path file, long bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < bytes) {
                channel.write(ByteBuffer.allocate(1), bytes - 1);
            }
        }
    }

    /** Makes the file system as large as the file. Does nothing where it is. */
    static void growToFileSize(Path image) throws IOException {
        if (fileSystemBytes(image) < Files.size(image)) {
            // resize2fs wants a whole check before it; it also replays the journal.
            SystemCommand.run(CORRECTED, "e2fsck", "-f", "-p", image.toString());
            SystemCommand.run("resize2fs", image.toString());
        }
    }

    private static long fileSystemBytes(Path image) throws IOException {
        ByteBuffer superblock = ByteBuffer.allocate(SUPERBLOCK).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(image)) {
            while (superblock.hasRemaining()
                    && channel.read(superblock, SUPERBLOCK + superblock.position()) > 0) {}
        }
        long blocks =
                Integer.toUnsignedLong(superblock.getInt(BLOCKS_LOW))
                        | Integer.toUnsignedLong(superblock.getInt(BLOCKS_HIGH)) << 32;
        return blocks * ((long) SMALLEST_BLOCK << superblock.getInt(LOG_BLOCK_SIZE));
    }
}
