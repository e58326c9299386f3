package dev.flysnap.notify;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file for node_exporter's textfile collector; a failure keeps the time of the last success. */
record MetricsFile(Path file) implements Receiver {
    private static final Pattern LAST_SUCCESS =
            Pattern.compile("(?m)^" + JobMetrics.LAST_SUCCESS + "\\{.*} (\\d{1,12})$");

    @Override
    public void started(Job job, Instant at) {}

    @Override
    public void ended(JobEnd end) {
        try {
            AtomicFile.write(
                    file,
                    JobMetrics.of(end, end.isSuccess() ? Optional.of(end.ended()) : lastSuccess()));
        } catch (IOException e) {
            throw new UndeliveredException(FailureText.of(e), false);
        }
    }

    private Optional<Instant> lastSuccess() {
        try {
            Matcher found = LAST_SUCCESS.matcher(Files.readString(file));
            return found.find()
                    ? Optional.of(Instant.ofEpochSecond(Long.parseLong(found.group(1))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "the metrics file " + file;
    }
}
