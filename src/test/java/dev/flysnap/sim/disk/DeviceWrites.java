package dev.flysnap.sim.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts what reaches the device below a folder. The kernel writes out its page cache whenever it
 * likes: only where the count stayed the same is what was written meanwhile in memory alone.
 */
public final class DeviceWrites {
    private static final int COMPLETED = 4;
    private static final int IN_FLIGHT = 8;
    private static final long PAUSE_NANOS = 100_000;

    private final Path folder;
    private final Path counters;

    /**
     * @param folder in a volume of {@link dev.flysnap.sim.disk.block.BlockDisks}
     */
    public DeviceWrites(Path folder) throws IOException {
        this.folder = folder;
        String device = Files.getFileStore(folder).name();
        this.counters = Path.of("/sys/block", device.substring("/dev/".length()), "stat");
    }

    /** The count when everything in the page cache has been written. */
    public long afterSync() throws IOException {
        SystemCommand.run("sync", "-f", folder.toString());
        return completed();
    }

    /** How many writes the device has done, at a moment when none is under way. */
    public long completed() throws IOException {
        while (true) {
            String[] fields = Files.readString(counters).strip().split(" +");
            if (fields[IN_FLIGHT].equals("0")) {
                return Long.parseLong(fields[COMPLETED]);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
