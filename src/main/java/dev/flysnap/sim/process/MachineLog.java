package dev.flysnap.sim.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A machine's output, in a rotated file: a full file is renamed to {@code NAME.1}, so at least the
 * newest {@value #MAX_BYTES} bytes are kept.
 */
final class MachineLog {
    static final long MAX_BYTES = 4L << 20;
    private static final int BUFFER_BYTES = 16 << 10;

    private final Path file;
    private final RecentLines recent;

    MachineLog(Path file, RecentLines recent) {
        this.file = file;
        this.recent = recent;
    }

    /**
     * Copies {@code output} until it ends. A full disk loses output but never blocks the machine.
     */
    void copyFrom(InputStream output) {
        byte[] buffer = new byte[BUFFER_BYTES];
        RecentLines.Stream lines = recent.new Stream();
        try (output) {
            for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
                lines.append(buffer, read);
                appendIfPossible(buffer, read);
            }
        } catch (IOException e) {
            // The process ended and Java closed the pipe.
        }
        lines.close();
    }

    private void appendIfPossible(byte[] bytes, int length) {
        try {
            append(bytes, length);
        } catch (IOException e) {
            // A machine must not block because its log cannot be written.
        }
    }

    /** Several containers of a machine write to its one log. */
    private synchronized void append(byte[] bytes, int length) throws IOException {
        if (Files.exists(file) && Files.size(file) + length > MAX_BYTES) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        try (OutputStream out =
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes, 0, length);
        }
    }
}
