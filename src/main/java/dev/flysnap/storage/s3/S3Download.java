package dev.flysnap.storage.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** One version of an object, whole: where the connection is cut, the rest is asked for again. */
final class S3Download extends InputStream {
    /** Without a byte in between. */
    private static final int MAX_CUTS = 5;

    private final S3Client client;
    private final S3Address address;
    private final S3Failures failures;
    private final String key;
    private final String etag;
    private final long length;
    private long position;
    private int cuts;
    private Optional<InputStream> open = Optional.empty();

    S3Download(
            S3Client client,
            S3Address address,
            S3Failures failures,
            String key,
            String etag,
            long length) {
        this.client = client;
        this.address = address;
        this.failures = failures;
        this.key = key;
        this.etag = etag;
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if the store does not give it, or has another
     *     version by now
     */
    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        while (position < length && count > 0) {
            try {
                int read = rest().read(into, offset, count);
                if (read < 0) {
                    throw new EOFException();
                }
                position += read;
                cuts = 0;
                return read;
            } catch (IOException e) {
                close();
                cuts++;
                if (cuts > MAX_CUTS) {
                    throw e;
                }
            }
        }
        return count == 0 ? 0 : -1;
    }

    private InputStream rest() {
        InputStream now =
                open.orElseGet(() ->
                        failures.explained(
                                "read " + address,
                                () ->
                                        client.getObject(it ->
                                                it.bucket(address.bucket())
                                                        .key(key)
                                                        .ifMatch(etag)
                                                        .range("bytes=%d-".formatted(position)))));
        open = Optional.of(now);
        return now;
    }

    /** What was not read is not fetched. */
    @Override
    public void close() {
        try {
            if (open.isPresent()) {
                if (open.get() instanceof software.amazon.awssdk.http.Abortable abortable) {
                    abortable.abort();
                }
                open.get().close();
            }
        } catch (IOException e) {
            // Nothing is read from it any more.
        }
        open = Optional.empty();
    }
}
