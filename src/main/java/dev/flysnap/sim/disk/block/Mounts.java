package dev.flysnap.sim.disk.block;

import dev.flysnap.sim.disk.SystemCommand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Mounts file systems in files through loop devices, which the kernel frees on unmount. */
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

    /** Falls back to a lazy unmount: processes keep the files that they have open. */
    static void unmount(Path at) throws IOException {
        try {
            SystemCommand.run("umount", at.toString());
        } catch (IOException busy) {
            SystemCommand.run("umount", "--lazy", at.toString());
        }
        Files.deleteIfExists(at);
    }

    /**
     * Unmounts, unless a process has a file open there.
     *
     * @return whether it is unmounted and its loop device is free
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
     * @throws IOException if it has none
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
                    // An unused loop device has no such file.
                }
            }
        }
        return Optional.empty();
    }

    /** Waits: the loop devices of a killed simulator are freed shortly after it has ended. */
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
