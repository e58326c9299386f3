package dev.flysnap.agent.http.server;

import dev.flysnap.agent.client.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets a {@link RequestHandler} answer a request that did not come over a connection. */
public final class LocalExchange {
    /**
     * @param head its {@code Content-Length} is set here
     * @throws IOException if the handler gives no answer, as it would to a client that has gone
     */
    public static HttpReply of(RequestHandler handler, RequestHead head, byte[] body)
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
        HttpReply reply() throws IOException {
            if (sent.size() == 0) {
                throw new IOException("no answer");
            }
            InputStream in = new ByteArrayInputStream(sent.toByteArray());
            return HttpReply.head(in).with(in.readAllBytes());
        }
    }

    private LocalExchange() {}
}
