package dev.flysnap.notify;

import dev.flysnap.notify.Receiver.UndeliveredException;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells everybody who is to know that a command starts, and how it ended. Never throws: whom it
 * could not tell is a problem beside the command's own.
 */
public final class Notifier implements AutoCloseable {
    private final List<Receiver> receivers;
    private final Sender sender;

    private Notifier(List<Receiver> receivers, Sender sender) {
        this.receivers = List.copyOf(receivers);
        this.sender = sender;
    }

    /** Those who are told. */
    public record Addresses(
            Optional<SecretUrl> ping,
            Optional<SecretUrl> webhook,
            Optional<SecretUrl> pushGateway,
            Optional<Path> metrics) {
        public boolean isNobody() {
            return ping.isEmpty()
                    && webhook.isEmpty()
                    && pushGateway.isEmpty()
                    && metrics.isEmpty();
        }
    }

    /**
     * @param sender closed with this
     */
    public static Notifier of(Addresses addresses, Sender sender) {
        List<Receiver> receivers = new ArrayList<>();
        addresses.ping().ifPresent(it -> receivers.add(new Ping(it, sender)));
        addresses.webhook().ifPresent(it -> receivers.add(new Webhook(it, sender)));
        addresses.pushGateway().ifPresent(it -> receivers.add(new PushGateway(it, sender)));
        addresses.metrics().ifPresent(it -> receivers.add(new MetricsFile(it)));
        return new Notifier(receivers, sender);
    }

    /** The problems are of those who could not be told. */
    public List<Problem> started(Job job, Instant at) {
        return tell(it -> it.started(job, at));
    }

    /** The same. */
    public List<Problem> ended(JobEnd end) {
        return tell(it -> it.ended(end));
    }

    private List<Problem> tell(Consumer<Receiver> message) {
        List<Problem> problems = new ArrayList<>();
        for (Receiver receiver : receivers) {
            try {
                message.accept(receiver);
            } catch (UndeliveredException e) {
                problems.add(
                        new Problem(
                                "not-notified",
                                ExitCode.DONE,
                                "Nobody was told by %s.".formatted(receiver.name()),
                                "The attempt failed: %s.".formatted(e.getMessage()),
                                "The command itself went on. Check the address, and whether it can be reached from here"));
            }
        }
        return problems;
    }

    @Override
    public void close() {
        sender.close();
    }
}
