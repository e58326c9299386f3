package dev.flysnap.agent.copy;

import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.copy.CopyProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts a copy's content by one request to an address that was signed for that: so the machine needs
 * no keys of a bucket. The address is a secret.
 */
final class ContentUpload {
    /** What S3 takes in one request. Source: its documentation. */
    static final long MAX_BYTES = 5L << 30;

    private static final int MAX_TRIES = 3;
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    /** An answer comes when all of it is on the store's disks. */
    private static final int READ_TIMEOUT_MS = 120_000;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PIECE_BYTES = 256 << 10;

    private final URI address;

    private ContentUpload(URI address) {
        this.address = address;
    }

    /**
     * @throws IllegalArgumentException with a sentence for the caller, if it is no address, or a
     *     plain http one that is not private
     */
    static ContentUpload to(String text) {
        try {
            URI address = new URI(text);
            if (address.getHost() != null
                    && ("https".equals(address.getScheme())
                            || ("http".equals(address.getScheme())
                                    && ListenAddress.isPrivate(
                                            InetAddress.getByName(address.getHost()))))) {
                return new ContentUpload(address);
            }
        } catch (URISyntaxException | UnknownHostException e) {
            // Without the cause: it quotes the address.
        }
        throw new IllegalArgumentException(
                "send_to has to be an https address, or an http one of a private network");
    }

    /** Whether all of it is there; else it can be read as usual. */
    CopyAnswer.Sent send(CopyContent content, CopyProgress progress) {
        long bytes = content.stored().orElseThrow().bytes();
        if (bytes > MAX_BYTES) {
            return failed(
                    "it has %d MB, and one request carries 5 GiB".formatted(bytes / 1_000_000));
        }
        Optional<String> why = Optional.empty();
        for (int tries = 1; tries <= MAX_TRIES && !progress.isCancelled(); tries++) {
            try {
                int status = put(content, bytes, progress);
                if (status / 100 == 2) {
                    return new CopyAnswer.Sent(true, Optional.empty());
                }
                why = Optional.of("it was answered with status %d".formatted(status));
                if (status / 100 == 4) {
                    break;
                }
            } catch (IOException e) {
                why = Optional.of(withoutAddress(FailureText.of(e)));
            }
            pause();
        }
        return failed(why.orElse("nobody asks for it any more"));
    }

    private static CopyAnswer.Sent failed(String why) {
        return new CopyAnswer.Sent(false, Optional.of(why));
    }

    private int put(CopyContent content, long bytes, CopyProgress progress) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
        connection.setReadTimeout(READ_TIMEOUT_MS);
        connection.setFixedLengthStreamingMode(bytes);
        connection.setRequestProperty("Content-Type", "application/octet-stream");
        try (OutputStream out = connection.getOutputStream()) {
            for (long done = 0; done < bytes; ) {
                if (progress.isCancelled()) {
                    throw new IOException("nobody asks for it any more");
                }
                byte[] piece = content.read(done, PIECE_BYTES).bytes();
                out.write(piece);
                done += piece.length;
                progress.copied(done, bytes);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private String withoutAddress(String text) {
        return text.replace(address.toString(), address.getHost())
                .replace(String.valueOf(address.getRawQuery()), "");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
