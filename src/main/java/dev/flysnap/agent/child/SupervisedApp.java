package dev.flysnap.agent.child;

import dev.flysnap.agent.setting.AgentProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The app as a child process: it gets the signals, and its end is the end of the agent, except
 * while the app is maintained: then it is stopped and started again.
 */
public final class SupervisedApp {
    /** What a shell reports of a program that a signal ended: this and the signal's number. */
    private static final int SIGNALLED = 128;

    private final List<String> command;
    private final Set<String> hidden;
    private final Runnable beforeStop;

    private Optional<ChildProcess> child = Optional.empty();
    private boolean isMaintained;

    /** The exit code for when a stop signal came and no child was there to decide. */
    private OptionalInt stopped = OptionalInt.empty();

    private boolean isStopping;

    /**
     * @param hidden variables of the environment that it does not get
     * @param beforeStop done before the app hears of a stop signal
     */
    public SupervisedApp(List<String> command, Set<String> hidden, Runnable beforeStop) {
        this.command = List.copyOf(command);
        this.hidden = Set.copyOf(hidden);
        this.beforeStop = beforeStop;
    }

    /**
     * Runs it until it ends.
     *
     * @return the app's exit code, 128 + n when a signal ended it
     * @throws dev.flysnap.problem.FlysnapException if there is no such program
     */
    public int run() {
        // Registered before the app starts: an early signal must reach it too.
        for (String name : SignalHandlers.STOPPING) {
            SignalHandlers.on(
                    name,
                    number -> {
                        beforeStop.run();
                        stopSignal(
                                number,
                                !name.equals(SignalHandlers.INTERRUPT) || !Terminal.signalsUs());
                    });
        }
        for (String name : SignalHandlers.FORWARDED) {
            SignalHandlers.on(name, this::signal);
        }
        for (String name : SignalHandlers.IGNORED) {
            SignalHandlers.on(name, _ -> {});
        }
        OrphanReaper.startAsProcessOne();
        ChildProcess current = started();
        while (true) {
            int code = current.await();
            OptionalInt end = endAfter(current, code);
            if (end.isPresent()) {
                return end.getAsInt();
            }
            current = running();
        }
    }

    /** The first start; while the app is being maintained already, that of the maintenance. */
    private synchronized ChildProcess started() {
        while (isMaintained && child.isEmpty()) {
            await();
        }
        if (child.isEmpty()) {
            child = Optional.of(ChildProcess.start(command, hidden));
            notifyAll();
        }
        return child.get();
    }

    private synchronized void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            // Nobody interrupts the threads that wait here; the app's end is the only end.
        }
    }

    private synchronized ChildProcess running() {
        return child.orElseThrow();
    }

    /** Empty as soon as another child has taken the place of the one that ended. */
    private synchronized OptionalInt endAfter(ChildProcess ended, int code) {
        while (running() == ended) {
            if (stopped.isPresent()) {
                return stopped;
            }
            if (!isMaintained || isStopping) {
                return OptionalInt.of(code);
            }
            await();
        }
        return OptionalInt.empty();
    }

    /**
     * @param forwards whether the app has not got it from the terminal
     */
    private synchronized void stopSignal(int number, boolean forwards) {
        isStopping = true;
        if (child.isPresent() && !child.get().isAlive()) {
            stopped = OptionalInt.of(SIGNALLED + number);
        }
        notifyAll();
        if (forwards) {
            signal(number);
        }
    }

    /** An early one waits for the app. */
    private synchronized void signal(int number) {
        while (child.isEmpty() && !isMaintained) {
            await();
        }
        child.ifPresent(it -> it.signal(number));
    }

    /**
     * Stops the app and keeps the agent. From now on its end is not the agent's.
     *
     * @param limit how long it may take to end by itself
     */
    public void stop(Duration limit) {
        Optional<ChildProcess> current;
        synchronized (this) {
            isMaintained = true;
            current = child;
        }
        current.ifPresent(it -> it.end(limit));
    }

    /**
     * Starts it again.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be started, or the machine is being
     *     stopped
     */
    public synchronized void start() {
        if (isStopping) {
            throw AgentProblems.stopping().exception();
        }
        child = Optional.of(ChildProcess.start(command, hidden));
        notifyAll();
    }

    public synchronized boolean isUp() {
        return child.filter(ChildProcess::isAlive).isPresent();
    }

    /** From now on its end is the agent's again; also if it has ended meanwhile. */
    public synchronized void endMaintenance() {
        isMaintained = false;
        notifyAll();
    }
}
