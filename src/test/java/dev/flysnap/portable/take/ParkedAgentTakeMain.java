package dev.flysnap.portable.take;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.seal.Sealing;
import dev.flysnap.time.Sleeper;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A take from an agent that stops in mid-air, to be killed there: {@code PORT TOKEN METHOD COPIES
 * SEALED TENTH}.
 */
public final class ParkedAgentTakeMain {
    public static void main(String[] arguments) {
        int tenth = Integer.parseInt(arguments[5]);
        var _ =
                new AgentTake(
                                Integer.parseInt(arguments[0]),
                                arguments[1],
                                CopyMethod.valueOf(arguments[2]),
                                Boolean.parseBoolean(arguments[4])
                                        ? AgentTake.SEALED
                                        : Sealing.NONE,
                                Sleeper.REAL,
                                Path.of(arguments[3]))
                        .take(
                                "x",
                                new RunId("run_kkkkkkkkkk"),
                                new TakeProgress() {
                                    private boolean isReceiving;

                                    @Override
                                    public void step(String text) {
                                        isReceiving = text.startsWith("receiving");
                                    }

                                    @Override
                                    public void copied(long doneBytes, long totalBytes) {
                                        if (isReceiving && doneBytes >= tenth * 1_000_000L) {
                                            park();
                                        }
                                    }
                                });
        System.out.println("done");
    }

    private static void park() {
        System.out.println("parked");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ParkedAgentTakeMain() {}
}
