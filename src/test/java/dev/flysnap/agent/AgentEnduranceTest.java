package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.Points;
import dev.flysnap.sqlite.TestDatabases;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Needs({Ability.PROC, Ability.SHARED_MEMORY})
class AgentEnduranceTest {
    private static final int ROUNDS = 1000 / Points.apart(3);

    private static final long MOST_GROWTH_BYTES = 12L << 20;
    private static final long MOST_KEPT_BYTES = 3L << 20;

    /** Rounds before the first count: classes, threads and connections that stay are there then. */
    private static final int WARM_UP = 20;

    @Test
    void aThousandRoundsLeaveThreadsDescriptorsAndMemoryWhereTheyWere() throws Exception {
        File descriptors = new File("/proc/self/fd");
        // In memory, because a thousand syncs of a busy disk say nothing about leaks.
        File memory = new File("/dev/shm");
        Path work = Files.createTempDirectory(memory.toPath(), "flysnap");
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (RunningAgent agent = RunningAgent.on(database);
                Connection app = TestDatabases.open(database)) {
            assertTrue(app.isValid(1));
            rounds(agent, "warm", WARM_UP);
            int open = descriptors.list().length;
            int threads = Thread.activeCount();
            long heap = liveHeapBytes();
            rounds(agent, "run", ROUNDS);
            assertEquals(open, descriptors.list().length, 4, "descriptors");
            assertEquals(threads, Thread.activeCount(), 4, "threads");
            // What became of the last 1,000 leases is kept for ten minutes: about 4 KB each.
            long grown = liveHeapBytes() - heap;
            assertTrue(grown < MOST_GROWTH_BYTES, "the heap grew by " + grown);
            agent.clock.advance(Duration.ofMinutes(11));
            rounds(agent, "after", 1);
            long kept = liveHeapBytes() - heap;
            assertTrue(kept < MOST_KEPT_BYTES, "forgotten leases still take " + kept);
        } finally {
            for (File file : work.toFile().listFiles()) {
                Files.delete(file.toPath());
            }
            Files.delete(work);
        }
    }

    private static long liveHeapBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void rounds(RunningAgent agent, String name, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String lease = agent.quiesce(name + "/" + i, 60_000).quiesced().lease();
            assertEquals(200, agent.resume(lease).status());
        }
    }
}
