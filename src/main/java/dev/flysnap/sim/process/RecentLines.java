package dev.flysnap.sim.process;

import dev.flysnap.sim.platform.Machinery.OutputLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest {@value #MAX_LINES} lines of a machine's output, with the moment of each; a line
 * longer than {@value #MAX_LINE_BYTES} bytes is cut. Thread-safe.
 */
final class RecentLines {
    static final int MAX_LINES = 500;
    static final int MAX_LINE_BYTES = 4096;

    private final Deque<OutputLine> lines = new ArrayDeque<>();

    /** One stream of output; several streams of a machine do not mix within a line. */
    final class Stream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        void append(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    end();
                } else if (line.size() < MAX_LINE_BYTES) {
                    line.write(bytes[i]);
                }
            }
        }

        /** Ends a line without a line feed, where the stream ends. */
        void close() {
            if (line.size() > 0) {
                end();
            }
        }

        private void end() {
            add(line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        }
    }

    private synchronized void add(String text) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(new OutputLine(Instant.now(), text));
    }

    /** Oldest first. */
    synchronized List<OutputLine> all() {
        return List.copyOf(lines);
    }
}
