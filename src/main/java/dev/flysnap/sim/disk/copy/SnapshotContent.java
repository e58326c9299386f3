package dev.flysnap.sim.disk.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The content of a snapshot.
 *
 * @param digest equal for equal content
 * @param bytes total size of all 4 KiB blocks that are not all zeros
 */
public record SnapshotContent(String digest, long bytes) {

    /** Of a directory: names, types, link targets and bytes, without times and modes. */
    public static SnapshotContent ofFolder(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted().toList();
        }
        BlockDigest digest = new BlockDigest();
        for (Path it : all) {
            String name = folder.relativize(it).toString();
            if (Files.isSymbolicLink(it)) {
                digest.header('l', name, 0);
                digest.header('>', Files.readSymbolicLink(it).toString(), 0);
            } else if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                digest.header('d', name, 0);
            } else if (Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS)) {
                digest.header('f', name, Files.size(it));
                file(digest, it);
            }
        }
        return digest.content();
    }

    private static void file(BlockDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BlockDigest.BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            long at = 0;
            for (int read = in.readNBytes(buffer, 0, buffer.length);
                    read > 0;
                    read = in.readNBytes(buffer, 0, buffer.length)) {
                digest.blocks(buffer, read, at);
                at += read;
            }
        }
    }

    /** Of a block device's image. Skips holes, so that a nearly empty 500 GB image is fast. */
    public static SnapshotContent ofImage(Path image) throws IOException {
        BlockDigest digest = new BlockDigest();
        digest.header('i', "", Files.size(image));
        try (NativeFile map = NativeFile.toRead(image);
                FileChannel file = FileChannel.open(image)) {
            for (long data = map.nextData(0); data >= 0; ) {
                long hole = map.nextHole(data);
                extent(digest, file, data - data % BlockDigest.BLOCK_BYTES, hole);
                data = map.nextData(hole);
            }
        }
        return digest.content();
    }

    private static void extent(BlockDigest digest, FileChannel file, long from, long to)
            throws IOException {
        byte[] bytes = new byte[BlockDigest.BUFFER_BYTES];
        long at = from;
        while (at < to) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, to - at));
            while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {}
            if (buffer.position() == 0) {
                return;
            }
            digest.blocks(bytes, buffer.position(), at);
            at += buffer.position();
        }
    }
}
