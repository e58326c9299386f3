package dev.flysnap.agent.child;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Collects what process 1 has to collect: processes whose parent has ended, and which would stay
 * zombies. Java waits for each process that it started itself; what is a zombie for a second is
 * waited for by nobody.
 */
// waitpid(2)
@SuppressWarnings("restricted")
final class OrphanReaper {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration UNCLAIMED = Duration.ofSeconds(1);
    private static final int WNOHANG = 1;

    private static final MethodHandle WAITPID =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("waitpid"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT));

    private final Semaphore ended = new Semaphore(0);

    private OrphanReaper() {}

    static void startAsProcessOne() {
        if (ProcessHandle.current().pid() == 1) {
            OrphanReaper reaper = new OrphanReaper();
            SignalHandlers.on("CHLD", _ -> reaper.ended.release());
            Thread.ofVirtual().name("flysnap-orphans").start(reaper::run);
        }
    }

    private void run() {
        try {
            while (true) {
                ended.acquire();
                Set<Integer> seen = zombies();
                while (!seen.isEmpty()) {
                    Thread.sleep(UNCLAIMED);
                    int _ = ended.drainPermits();
                    Set<Integer> still = zombies();
                    still.stream().filter(seen::contains).forEach(OrphanReaper::reap);
                    seen = still;
                }
            }
        } catch (InterruptedException e) {
            // The agent ends.
        }
    }

    private static void reap(int pid) {
        try {
            int _ = (int) WAITPID.invokeExact(pid, MemorySegment.NULL, WNOHANG);
        } catch (Throwable e) {
            throw new IllegalStateException("waitpid", e);
        }
    }

    /** The dead children of process 1. */
    private static Set<Integer> zombies() {
        Set<Integer> zombies = new HashSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (isZombie(process)) {
                    zombies.add(Integer.parseInt(String.valueOf(process.getFileName())));
                }
            }
        } catch (IOException e) {
            // Without /proc they stay.
        }
        return zombies;
    }

    private static boolean isZombie(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            // The name, in brackets, may contain anything.
            return stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z 1 ");
        } catch (IOException e) {
            // It is gone.
            return false;
        }
    }
}
