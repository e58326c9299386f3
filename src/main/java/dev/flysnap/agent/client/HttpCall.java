package dev.flysnap.agent.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One request over a connection of its own: it is sent once, and no redirect is followed. */
public final class HttpCall {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;

    private final URI target;
    private final Duration connectLimit;
    private final Duration limit;

    /**
     * @param target http or https, with a host
     * @param limit for everything, from the connection to the last byte
     */
    public HttpCall(URI target, Duration connectLimit, Duration limit) {
        this.target = target;
        this.connectLimit = connectLimit;
        this.limit = limit;
    }

    /**
     * The status of a GET; its body is not looked at.
     *
     * @throws SocketTimeoutException if there is no answer within the limit
     * @throws ConnectException if nobody takes the connection
     */
    public int status() throws IOException {
        return exchange(connection -> {
            write(connection, "GET", "1.1", Map.of(), new byte[0]);
            return HttpReply.head(new BufferedInputStream(connection.getInputStream())).status();
        });
    }

    /**
     * Also of an answer that says what is wrong. HTTP/1.0, as then the answer ends with the
     * connection.
     *
     * @param mostBytes that the body may have
     * @throws SocketTimeoutException if there is no answer within the limit
     * @throws ConnectException if nobody takes the connection
     */
    public HttpReply reply(String method, Map<String, String> headers, byte[] body, int mostBytes)
            throws IOException {
        return exchange(connection -> {
            write(connection, method, "1.0", headers, body);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            HttpReply head = HttpReply.head(in);
            byte[] content = in.readNBytes(mostBytes + 1);
            if (content.length > mostBytes) {
                throw new ProtocolException(
                        "the answer has more than %d bytes".formatted(mostBytes));
            }
            Optional<String> length = head.header("Content-Length");
            if (length.isPresent() && !length.get().equals(String.valueOf(content.length))) {
                throw new EOFException();
            }
            return head.with(content);
        });
    }

    private interface Work<T> {
        T over(Socket connection) throws IOException;
    }

    /** Closing the socket is what ends a wait, whatever it is for. */
    private <T> T exchange(Work<T> work) throws IOException {
        AtomicBoolean isLate = new AtomicBoolean();
        try (Socket socket = new Socket()) {
            Thread guard = Thread.startVirtualThread(() -> closeLate(socket, isLate));
            try {
                connect(socket);
                return work.over(secured(socket));
            } catch (IOException e) {
                if (isLate.get()) {
                    SocketTimeoutException late = new SocketTimeoutException();
                    late.initCause(e);
                    throw late;
                }
                throw e;
            } finally {
                guard.interrupt();
            }
        }
    }

    private void closeLate(Socket socket, AtomicBoolean isLate) {
        try {
            Thread.sleep(limit);
            isLate.set(true);
            socket.close();
        } catch (InterruptedException | IOException e) {
            // The answer came in time, or nothing is left to close.
        }
    }

    private boolean isSecure() {
        return target.getScheme().equals("https");
    }

    private int port() {
        int standard = isSecure() ? HTTPS_PORT : HTTP_PORT;
        return target.getPort() < 0 ? standard : target.getPort();
    }

    private void connect(Socket socket) throws IOException {
        if (port() > MAX_PORT) {
            throw new ConnectException("there is no port " + port());
        }
        try {
            socket.connect(
                    new InetSocketAddress(target.getHost(), port()), (int) connectLimit.toMillis());
        } catch (SocketTimeoutException e) {
            ConnectException untaken = new ConnectException("nobody takes the connection");
            untaken.initCause(e);
            throw untaken;
        }
    }

    private Socket secured(Socket socket) throws IOException {
        if (!isSecure()) {
            return socket;
        }
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured =
                (SSLSocket) factory.createSocket(socket, target.getHost(), port(), true);
        SSLParameters checks = secured.getSSLParameters();
        checks.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(checks);
        return secured;
    }

    private void write(
            Socket connection,
            String method,
            String version,
            Map<String, String> headers,
            byte[] body)
            throws IOException {
        String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        StringBuilder head =
                new StringBuilder("%s %s%s HTTP/%s\r\n".formatted(method, path, query, version));
        head.append("Host: ").append(target.getHost());
        if (target.getPort() >= 0) {
            head.append(':').append(target.getPort());
        }
        head.append("\r\nConnection: close\r\n");
        headers.forEach((name, value) -> head.append("%s: %s\r\n".formatted(name, value)));
        if (!method.equals("GET")) {
            head.append("Content-Length: %d\r\n".formatted(body.length));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        request.writeTo(connection.getOutputStream());
    }
}
