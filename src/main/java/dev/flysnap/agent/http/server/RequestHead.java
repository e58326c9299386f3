package dev.flysnap.agent.http.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request line and its headers. Read strictly: what two readers could take for different requests
 * is refused.
 *
 * @param headers by their names in lower case
 * @param isHttp11 false for HTTP/1.0
 */
public record RequestHead(
        String method, URI target, Map<String, List<String>> headers, boolean isHttp11) {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]{1,20}) ([\\x21-\\x7e]{1,4096}) HTTP/1\\.([01])");
    private static final Pattern HEADER =
            Pattern.compile(
                    "([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");

    /** Those of which a second one could change what the request is. */
    private static final Set<String> ONCE =
            Set.of("authorization", "content-length", "expect", "host", "transfer-encoding");

    /** The path, decoded; never without a slash at its beginning. */
    public String path() {
        String path = target.getPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    /** The value of a header, the first one where there are several. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
    }

    boolean asksToClose() {
        return headers.getOrDefault("connection", List.of()).stream()
                .flatMap(it -> List.of(it.split(",", -1)).stream())
                .anyMatch(it -> it.strip().equalsIgnoreCase("close"));
    }

    /**
     * @return empty if the client closed the connection before it began a request
     */
    static Optional<RequestHead> read(InputStream from) throws IOException {
        Lines lines = new Lines(from);
        Optional<String> first = lines.next();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Matcher line = REQUEST_LINE.matcher(first.get());
        if (!line.matches()) {
            throw new MalformedRequest("its first line is not METHOD /path HTTP/1.1");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String text = lines.more(); !text.isEmpty(); text = lines.more()) {
            Matcher header = HEADER.matcher(text);
            if (!header.matches()) {
                throw new MalformedRequest("one of its headers is not NAME: VALUE");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            List<String> values = headers.computeIfAbsent(name, _ -> new ArrayList<>());
            values.add(header.group(2).strip());
            if (values.size() > 1 && ONCE.contains(name)) {
                throw new MalformedRequest("it has two headers " + name);
            }
        }
        return Optional.of(
                new RequestHead(
                        line.group(1), target(line.group(2)), headers, line.group(3).equals("1")));
    }

    private static URI target(String text) throws MalformedRequest {
        try {
            URI uri = new URI(text);
            if (text.startsWith("//") || (!text.startsWith("/") && !uri.isAbsolute())) {
                throw new MalformedRequest("its path does not begin with a slash");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new MalformedRequest("its path is none");
        }
    }

    /** Lines that end with CR LF, and together are not too long. */
    private static final class Lines {
        private final InputStream from;
        private int left = MAX_BYTES;

        Lines(InputStream from) {
            this.from = from;
        }

        String more() throws IOException {
            return next().orElseThrow(EOFException::new);
        }

        /** Empty at the end of the stream. */
        Optional<String> next() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int next = from.read();
                if (next < 0) {
                    if (line.isEmpty()) {
                        return Optional.empty();
                    }
                    throw new EOFException();
                }
                if (--left < 0) {
                    throw new MalformedRequest(
                            "its headers have more than %d bytes".formatted(MAX_BYTES));
                }
                if (next == '\r') {
                    if (from.read() != '\n') {
                        throw new MalformedRequest("a line does not end with CR LF");
                    }
                    return Optional.of(line.toString());
                }
                if (next == '\n') {
                    throw new MalformedRequest("a line does not end with CR LF");
                }
                // ISO 8859-1: a byte is a character.
                line.append((char) next);
            }
        }
    }

    /** What a client hears before it sends a large body. */
    static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    boolean expectsContinue() {
        return isHttp11
                && header("expect").filter(it -> it.equalsIgnoreCase("100-continue")).isPresent();
    }
}
