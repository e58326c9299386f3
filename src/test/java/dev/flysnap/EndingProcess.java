package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.Load;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that goes on with its work while it is being ended, as by Ctrl-C. */
public final class EndingProcess {
    private static final int LIMIT_S = 60;

    /** What it does then. */
    public interface Work {
        void run() throws Exception;
    }

    /** In the main method of that process. Returns never. */
    public static void workWhileEnding(Work work) throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch worked = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            ending.countDown();
                            await(worked);
                        }));
        Thread.ofPlatform().daemon().start(() -> System.exit(0));
        await(ending);
        try {
            work.run();
        } catch (Exception e) {
            System.out.println(e);
        } finally {
            worked.countDown();
        }
        Thread.currentThread().join();
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean _ = latch.await(LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs it to its end.
     *
     * @return what it printed
     */
    public static String run(Class<?> main, String... arguments) throws Exception {
        Process process =
                new ProcessBuilder(Load.java(main, arguments)).redirectErrorStream(true).start();
        String said;
        try (var out = process.inputReader()) {
            said = out.readAllAsString();
        }
        assertTrue(process.waitFor(LIMIT_S, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private EndingProcess() {}
}
