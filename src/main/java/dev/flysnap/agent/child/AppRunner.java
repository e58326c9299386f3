package dev.flysnap.agent.child;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Runs the app as a child process until it ends, and forwards signals to it. */
public final class AppRunner {
    /**
     * @param hidden variables of the environment that it does not get
     * @param beforeStop done before the app hears of a stop signal
     * @return the app's exit code, 128 + n when a signal ended it
     * @throws dev.flysnap.problem.FlysnapException if there is no such program
     */
    public static int run(List<String> command, Set<String> hidden, Runnable beforeStop) {
        // Registered before the app starts: an early signal must reach it too.
        CompletableFuture<ChildProcess> app = new CompletableFuture<>();
        for (String name : SignalHandlers.STOPPING) {
            SignalHandlers.on(
                    name,
                    number -> {
                        beforeStop.run();
                        if (!name.equals(SignalHandlers.INTERRUPT) || !Terminal.signalsUs()) {
                            app.join().signal(number);
                        }
                    });
        }
        for (String name : SignalHandlers.FORWARDED) {
            SignalHandlers.on(name, number -> app.join().signal(number));
        }
        for (String name : SignalHandlers.IGNORED) {
            SignalHandlers.on(name, _ -> {});
        }
        OrphanReaper.startAsProcessOne();
        ChildProcess child = ChildProcess.start(command, hidden);
        DescriptorLimit.raise();
        app.complete(child);
        return child.await();
    }

    private AppRunner() {}
}
