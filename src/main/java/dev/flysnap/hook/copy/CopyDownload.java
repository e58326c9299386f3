package dev.flysnap.hook.copy;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One copy in a machine, from its order until it is removed there. A request without an answer, or
 * that Fly refuses at the moment, is sent again a few times; reading goes on where it stopped.
 */
public final class CopyDownload implements AutoCloseable {
    /** The code of the problem of a copy that is gone: another one can be ordered. */
    public static final String LOST = "copy-lost";

    private static final int MAX_ORDER_TRIES = 6;

    /**
     * Once it is ordered: about two minutes. The machine keeps it longer than that, and a network
     * or a lease that comes back is cheaper than another copy.
     */
    private static final int MAX_TRIES = 12;

    private static final RetryPauses PAUSES =
            RetryPauses.growing(Duration.ofMillis(500), 2.0, Duration.ofSeconds(20));

    private static final RetryPauses POLLS =
            RetryPauses.growing(Duration.ofMillis(200), 1.5, Duration.ofSeconds(5));

    /** A limit also where the clock stands still. */
    private static final int MAX_POLLS = 20_000;

    private static final Duration MAX_WAIT = Duration.ofHours(6);

    private final MachineCopies copies;
    private final CopyRequest request;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Interruption interruption;
    private final Instant orderedAt;
    private final MessageDigest hash = sha256();

    /** The end of the process removes it on another thread. */
    private volatile Optional<String> id = Optional.empty();

    private long position;

    /** Hears what the machine does. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param step such as {@code copying}
         * @param totalBytes 0 while it is not known
         */
        void at(String step, long doneBytes, long totalBytes);
    }

    /**
     * @param interruption ends the waits; it is looked at before each request
     */
    public CopyDownload(
            MachineCopies copies,
            CopyRequest request,
            Sleeper sleeper,
            InstantSource clock,
            Interruption interruption) {
        this.copies = copies;
        this.request = request;
        this.sleeper = interruption.cutting(sleeper);
        this.clock = clock;
        this.interruption = interruption;
        this.orderedAt = clock.instant();
    }

    /** Every commit acknowledged before is in the copy. By the clock of this computer. */
    public Instant orderedAt() {
        return orderedAt;
    }

    /**
     * Orders the copy, and waits until it can be read.
     *
     * @throws FlysnapException if it cannot be made, or takes longer than six hours
     */
    public CopyAnswer.Content awaitReady(Listener listener) {
        CopyAnswer answer = sent(MAX_ORDER_TRIES, () -> copies.begin(request));
        id = Optional.of(answer.id());
        Instant deadline = clock.instant().plus(MAX_WAIT);
        for (int asked = 1; answer.state() == CopyAnswer.State.RUNNING; asked++) {
            if (asked >= MAX_POLLS || !clock.instant().isBefore(deadline)) {
                throw CopyTransferProblems.tooSlow(copies.where(), MAX_WAIT).exception();
            }
            listener.at(
                    answer.step().orElse("copying"),
                    answer.doneBytes().orElse(0L),
                    answer.totalBytes().orElse(0L));
            sleeper.sleep(POLLS.after(asked));
            answer = sent(() -> copies.state(idOf()));
        }
        return contentOf(answer);
    }

    private CopyAnswer.Content contentOf(CopyAnswer answer) {
        return answer.content()
                .orElseThrow(() ->
                        CopyTransferProblems.malformed(copies.where(), "content is missing")
                                .exception());
    }

    private String idOf() {
        return id.orElseThrow();
    }

    /** The content, to be read once; nothing of it is to be trusted before {@link #finish}. */
    public InputStream stream() {
        return new Parts();
    }

    /** Of the content so far. */
    public long bytesRead() {
        return position;
    }

    /**
     * Compares what was read with what the machine sent.
     *
     * @return what is known now that it was read to its end
     * @throws FlysnapException if it is not the same
     */
    public CopyAnswer.Content finish() {
        CopyAnswer.Content content = contentOf(sent(() -> copies.state(idOf())));
        String found = HexFormat.of().formatHex(hash.digest());
        if (!content.sha256().equals(Optional.of(found))
                || !content.bytes().equals(Optional.of(position))) {
            throw CopyTransferProblems.changed(copies.where(), position).exception();
        }
        return content;
    }

    private final class Parts extends InputStream {
        private byte[] part = {};
        private int used;
        private boolean isAtEnd;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (used == part.length && !isAtEnd) {
                fetch();
            }
            if (used == part.length) {
                return -1;
            }
            int count = Math.min(length, part.length - used);
            System.arraycopy(part, used, into, offset, count);
            used += count;
            return count;
        }

        private void fetch() {
            CopyChunk chunk = sent(() -> copies.read(idOf(), position));
            part = chunk.bytes();
            used = 0;
            position += part.length;
            hash.update(part);
            isAtEnd =
                    chunk.total().filter(total -> position >= total).isPresent()
                            || part.length == 0;
        }
    }

    private <T> T sent(Supplier<T> request) {
        return sent(MAX_TRIES, request);
    }

    private <T> T sent(int maxTries, Supplier<T> request) {
        interruption.check();
        try {
            return new RetryRunner(sleeper, clock)
                    .run(
                            RetryRules.forFailures(
                                    maxTries,
                                    PAUSES,
                                    failure -> isPassing(failure) && !interruption.isRequested()),
                            request);
        } catch (MachineCopies.NoAnswer e) {
            interruption.check();
            throw CopyTransferProblems.noAnswer(copies.where(), String.valueOf(e.getMessage()))
                    .exception(e);
        } catch (MachineCopies.CopyLost e) {
            interruption.check();
            throw CopyTransferProblems.lost(copies.where(), String.valueOf(e.getMessage()))
                    .exception(e);
        }
    }

    /** By exec a deploy is in the way: it holds the lease, and starts the machine again. */
    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof MachineCopies.NoAnswer
                || (failure instanceof FlyException refused && refused.isMachineBusy());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes the copy from the machine; what cannot be removed now goes there by itself. */
    @Override
    public void close() {
        interruption.runProtected(() -> {
            try {
                id.ifPresent(copies::delete);
            } catch (FlysnapException | MachineCopies.NoAnswer | MachineCopies.CopyLost e) {
                // See above.
            }
        });
    }
}
