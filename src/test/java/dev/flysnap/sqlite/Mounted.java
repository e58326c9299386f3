package dev.flysnap.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mount that is gone with the test; needs {@link Ability#MOUNTS}. */
public record Mounted(Path at) implements AutoCloseable {

    /** A file system in memory. */
    public static Mounted tmpfs(Path at, String size) throws IOException {
        return of(at, "mount", "-t", "tmpfs", "-o", "size=" + size, "none", at.toString());
    }

    /** Needs {@link Ability#BLOCK_DEVICES}, too. */
    public static Mounted ext4(Path at, int mb, int blockBytes) throws IOException {
        Path image = at.resolveSibling(at.getFileName() + ".image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mb << 20);
        }
        assertTrue(isDone("mkfs.ext4", "-q", "-F", "-b", "" + blockBytes, image.toString()));
        return of(at, "mount", "-o", "loop", image.toString(), at.toString());
    }

    /** What lies in {@code directory}, and nobody can write it here. */
    public static Mounted readOnly(Path directory, Path at) throws IOException {
        Mounted view = of(at, "mount", "--bind", directory.toString(), at.toString());
        assertTrue(isDone("mount", "-o", "remount,ro,bind", at.toString()));
        return view;
    }

    private static Mounted of(Path at, String... command) throws IOException {
        Files.createDirectories(at);
        assertTrue(isDone(command));
        return new Mounted(at);
    }

    private static boolean isDone(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until there is no room left. */
    public void fill(String name) {
        try (OutputStream out = Files.newOutputStream(at.resolve(name))) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    @Override
    public void close() {
        assertTrue(isDone("umount", at.toString()));
    }
}
