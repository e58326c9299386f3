package dev.flysnap.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Needed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mount that is gone with the test; left out where mounting is not allowed, never in CI. */
public record Mounted(Path at) implements AutoCloseable {

    /** A file system in memory. */
    public static Mounted tmpfs(Path at, String size) throws IOException {
        return of(at, "mount", "-t", "tmpfs", "-o", "size=" + size, "none", at.toString());
    }

    /** What lies in {@code directory}, and nobody can write it here. */
    public static Mounted readOnly(Path directory, Path at) throws IOException {
        Mounted view = of(at, "mount", "--bind", directory.toString(), at.toString());
        Needed.here(
                isDone("mount", "-o", "remount,ro,bind", at.toString()),
                "needs to be allowed to mount read-only");
        return view;
    }

    private static Mounted of(Path at, String... command) throws IOException {
        Files.createDirectories(at);
        Needed.here(isDone(command), "needs root, and to be allowed to mount");
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
