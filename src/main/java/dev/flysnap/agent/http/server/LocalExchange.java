package dev.flysnap.agent.http.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lets a {@link RequestHandler} answer a request that did not come over a connection. */
public final class LocalExchange {
    /** An answer as it would have been sent. */
    public static final class Reply {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        /**
         * @param headers by their names in lower case
         */
        private Reply(int status, Map<String, String> headers, byte[] body) {
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
    }

    /**
     * @param head its {@code Content-Length} is set here
     * @throws IOException if the handler gives no answer, as it would to a client that has gone
     */
    public static Reply of(RequestHandler handler, RequestHead head, byte[] body)
            throws IOException {
        Map<String, List<String>> headers = new HashMap<>(head.headers());
        headers.put("content-length", List.of(String.valueOf(body.length)));
        // Not 1.1: nothing is sent in chunks then.
        RequestHead whole = new RequestHead(head.method(), head.target(), headers, false);
        Memory client = new Memory(handler.isTrusted(whole));
        handler.handle(
                new Exchange(
                        client,
                        whole,
                        RequestBody.of(whole, new ByteArrayInputStream(body)),
                        ServerLimits.DEFAULT));
        return client.reply();
    }

    private static final class Memory implements ClientLink {
        private static final String LINE_END = "\r\n";

        private final boolean isTrusted;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

        Memory(boolean isTrusted) {
            this.isTrusted = isTrusted;
        }

        @Override
        public boolean isTrusted() {
            return isTrusted;
        }

        @Override
        public <T> T waitForClient(long deadline, ClientWait<T> wait) throws IOException {
            return wait.run();
        }

        @Override
        public void beginTransfer() {
            // There is no connection that could be closed.
        }

        @Override
        public OutputStream out() {
            return sent;
        }

        /** Reads what {@link ResponseHead} wrote. */
        Reply reply() throws IOException {
            String text = sent.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf(LINE_END + LINE_END);
            if (end < 0) {
                throw new IOException("no answer");
            }
            List<String> lines = text.substring(0, end).lines().toList();
            Map<String, String> headers = new HashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            byte[] all = sent.toByteArray();
            byte[] body = new byte[all.length - end - 4];
            System.arraycopy(all, end + 4, body, 0, body.length);
            return new Reply(Integer.parseInt(lines.getFirst().split(" ", 3)[1]), headers, body);
        }
    }

    private LocalExchange() {}
}
