package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An unmounted image file with an ext4 file system. */
final class Ext4Image {
    /** Offsets of the superblock and of its fields. Source: struct ext4_super_block. */
    private static final int SUPERBLOCK = 1024;

    private static final int BLOCKS_LOW = 0x4;
    private static final int LOG_BLOCK_SIZE = 0x18;
    private static final int BLOCKS_HIGH = 0x150;
    private static final int SMALLEST_BLOCK = 1024;

    /** e2fsck(8): errors were corrected, such as counters, which the journal does not cover. */
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

    /** Grows a sparse file. Never shrinks it. */
    static void setSize(Path file, long bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < bytes) {
                channel.write(ByteBuffer.allocate(1), bytes - 1);
            }
        }
    }

    /** Grows the file system to the size of its file, if it is smaller. */
    static void growToFileSize(Path image) throws IOException {
        if (fileSystemBytes(image) < Files.size(image)) {
            // resize2fs requires a full check first, which also replays the journal.
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
