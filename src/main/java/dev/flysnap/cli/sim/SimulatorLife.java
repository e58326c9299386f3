package dev.flysnap.cli.sim;

import dev.flysnap.demo.DemoDirectory;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * The simulator of this process, from its start until Ctrl-C, SIGTERM or the end of stdin. Whenever
 * that comes, also in the middle of the start, nothing of it is left. Where it cannot start, the
 * demo reads why from its directory, and removes it itself.
 */
final class SimulatorLife implements AutoCloseable {
    private final Optional<Path> removeAtEnd;
    private final CountDownLatch over = new CountDownLatch(1);
    private Optional<Simulator> simulator = Optional.empty();
    private boolean ended;
    private boolean failed;

    /**
     * @param removeAtEnd the directory of the demo that it is part of
     */
    SimulatorLife(Optional<Path> removeAtEnd) {
        this.removeAtEnd = removeAtEnd;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /**
     * @return empty where it was ended before
     */
    synchronized Optional<Simulator> start(Supplier<SimSettings> settings) {
        if (!ended) {
            failed = true;
            simulator = Optional.of(Simulator.start(settings.get()));
            failed = false;
        }
        return simulator;
    }

    /** Stdin ends whenever the process that started this one is gone. */
    void endWithStdin() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        long _ = System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException gone) {
                        // Then stdin has ended, too.
                    }
                    removeAtEnd.ifPresent(DemoDirectory::endCommand);
                    end();
                    removeAtEnd.ifPresent(DemoDirectory::removeOfKilled);
                    over.countDown();
                });
    }

    void awaitEnd() throws InterruptedException {
        over.await();
    }

    /** A second caller waits: the process must not exit before everything is removed. */
    private synchronized void end() {
        ended = true;
        simulator.ifPresent(Simulator::close);
        if (!failed) {
            removeAtEnd.ifPresent(DemoDirectory::remove);
        }
    }

    @Override
    public void close() {
        end();
        over.countDown();
    }
}
