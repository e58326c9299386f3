package dev.flysnap.agent.http.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** The body of a request, of a known length or in chunks; not a byte of what comes after it. */
final class RequestBody extends InputStream {
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(;.*)?");
    private static final int MAX_CHUNK_LINE = 256;

    /** So many lines may follow the last chunk; nobody reads them. */
    private static final int MAX_TRAILERS = 16;

    private final InputStream from;
    private final boolean isChunked;

    /** Of the body, or of the chunk. */
    private long left;

    private boolean isFirstChunk = true;
    private boolean isFinished;

    private RequestBody(InputStream from, boolean isChunked, long left) {
        this.from = from;
        this.isChunked = isChunked;
        this.left = left;
        this.isFinished = !isChunked && left == 0;
    }

    /**
     * @throws MalformedRequest if the headers do not say how long it is, or say it twice
     */
    static RequestBody of(RequestHead head, InputStream from) throws MalformedRequest {
        Optional<String> length = head.header("Content-Length");
        Optional<String> coding = head.header("Transfer-Encoding");
        if (coding.isPresent()) {
            if (length.isPresent() || !head.isHttp11()) {
                throw new MalformedRequest("it says twice how long its body is");
            }
            if (!coding.get().equalsIgnoreCase("chunked")) {
                throw new MalformedRequest("its transfer encoding is not chunked");
            }
            return new RequestBody(from, true, 0);
        }
        if (length.filter(it -> !LENGTH.matcher(it).matches()).isPresent()) {
            throw new MalformedRequest("its Content-Length is no number");
        }
        return new RequestBody(from, false, length.map(Long::parseLong).orElse(0L));
    }

    /** Whether all of it was read. */
    boolean isFinished() {
        return isFinished;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isChunked && left == 0 && !isFinished) {
            beginChunk();
        }
        if (isFinished) {
            return -1;
        }
        int read = from.read(into, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the body ended too early");
        }
        left -= read;
        isFinished = !isChunked && left == 0;
        return read;
    }

    private void beginChunk() throws IOException {
        if (!isFirstChunk && !line().isEmpty()) {
            throw new MalformedRequest("a chunk is longer than it says");
        }
        isFirstChunk = false;
        var size = CHUNK.matcher(line());
        if (!size.matches()) {
            throw new MalformedRequest("a chunk does not say how long it is");
        }
        left = Long.parseLong(size.group(1), 16);
        if (left == 0) {
            for (int trailers = 0; !line().isEmpty(); trailers++) {
                if (trailers == MAX_TRAILERS) {
                    throw new MalformedRequest("too much follows its last chunk");
                }
            }
            isFinished = true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = from.read(); next != '\r'; next = from.read()) {
            if (next < 0) {
                throw new EOFException("the body ended too early");
            }
            if (line.length() == MAX_CHUNK_LINE || next == '\n') {
                throw new MalformedRequest("its chunks cannot be read");
            }
            line.append((char) next);
        }
        if (from.read() != '\n') {
            throw new MalformedRequest("its chunks cannot be read");
        }
        return line.toString();
    }
}
