package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** File systems in files, mounted through loop devices that the kernel frees with the mount. */
final class Mounts {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 5_000_000;
    private static final Path DEVICES = Path.of("/sys/block");

    private Mounts() {}

    /**
     * @param options of the file system, such as {@code noinit_itable}
     */
    static void mount(Path image, Path at, String options) throws IOException {
        Files.createDirectories(at);
        SystemCommand.run("mount", "-o", "loop," + options, image.toString(), at.toString());
    }

    /** What still has files open in there keeps them; nobody new finds them. */
    static void unmount(Path at) throws IOException {
        try {
            SystemCommand.run("umount", at.toString());
        } catch (IOException busy) {
            SystemCommand.run("umount", "--lazy", at.toString());
        }
        Files.deleteIfExists(at);
    }

    /**
     * Unmounts, unless somebody has a file open in there.
     *
     * @return whether it is unmounted, and its device free
     */
    static boolean unmountUnused(Path image, Path at) {
        try {
            SystemCommand.run("umount", at.toString());
            awaitFree(image);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    /**
     * The loop device that an image is mounted through.
     *
     * @throws IOException if it is mounted through none
     */
    static Path deviceOf(Path image) throws IOException {
        return find(image).orElseThrow(() -> new IOException(image + " has no loop device"));
    }

    private static Optional<Path> find(Path image) throws IOException {
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(DEVICES, "loop*")) {
            for (Path device : devices) {
                try {
                    String backing = Files.readString(device.resolve("loop/backing_file")).strip();
                    if (backing.equals(image.toString())) {
                        return Optional.of(Path.of("/dev").resolve(device.getFileName()));
                    }
                } catch (IOException e) {
                    // A device that is not in use has no such file.
                }
            }
        }
        return Optional.empty();
    }

    /** A simulator that was killed lets go of its devices a moment after it has ended. */
    static void awaitFree(Path image) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (Optional<Path> device = find(image); device.isPresent(); device = find(image)) {
            if (System.nanoTime() > end) {
                throw new IOException(image + " is in use, through " + device.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
