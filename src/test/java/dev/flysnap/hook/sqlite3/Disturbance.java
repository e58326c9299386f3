package dev.flysnap.hook.sqlite3;

import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Begins when the first part of a copy has arrived, and ends when the next is waited for. */
final class Disturbance implements TakeProgress, Sleeper {
    private final Runnable begin;
    private final Runnable end;
    private final List<String> steps = new ArrayList<>();
    private State state = State.AHEAD;

    private enum State {
        AHEAD,
        NOW,
        OVER
    }

    Disturbance(Runnable begin, Runnable end) {
        this.begin = begin;
        this.end = end;
    }

    List<String> steps() {
        return List.copyOf(steps);
    }

    boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void step(String text) {
        steps.add(text);
    }

    @Override
    public void copied(long doneBytes, long totalBytes) {
        if (state == State.AHEAD && steps.getLast().startsWith("receiving")) {
            state = State.NOW;
            begin.run();
        }
    }

    @Override
    public void sleep(Duration duration) {
        if (state == State.NOW) {
            state = State.OVER;
            end.run();
        } else {
            Sleeper.REAL.sleep(duration);
        }
    }
}
