package dev.flysnap.agent.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer of an HTTP server. */
public final class HttpReply {
    private static final int MAX_LINE_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_INTERIM_ANSWERS = 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * @param headers by their names in lower case
     */
    private HttpReply(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** Not a copy. */
    public byte[] body() {
        return body;
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The same with its body. */
    public HttpReply with(byte[] content) {
        return new HttpReply(status, headers, content);
    }

    /**
     * Reads an answer up to its body, and passes over what is said before it, such as "103 Early
     * Hints".
     *
     * @throws IOException if it is none, or not whole
     */
    public static HttpReply head(InputStream in) throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM_ANSWERS; interim++) {
            Matcher first = STATUS.matcher(line(in));
            if (!first.matches()) {
                throw new ProtocolException("the answer is not HTTP");
            }
            Map<String, String> headers = headers(in);
            int status = Integer.parseInt(first.group(1));
            if (status / 100 != 1) {
                return new HttpReply(status, headers, new byte[0]);
            }
        }
        throw new ProtocolException("the answer does not begin");
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new ProtocolException("the headers of the answer cannot be read");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new ProtocolException("a header of the answer is too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
