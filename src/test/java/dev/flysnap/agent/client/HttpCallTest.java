package dev.flysnap.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that says what each test wants it to say. */
final class HttpCallTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int MOST = 1 << 10;

    @TempDir private Path folder;

    /** Ends the connection when it has answered. */
    private interface Answering {
        void to(Socket client) throws IOException;
    }

    private static final class Server implements AutoCloseable {
        private final ServerSocket socket;
        private final List<String> requests = new CopyOnWriteArrayList<>();

        Server(ServerSocket socket, Answering answering) {
            this.socket = socket;
            Thread.ofVirtual().start(() -> serve(answering));
        }

        static Server saying(String answer) throws IOException {
            return new Server(
                    open(), client -> client.getOutputStream().write(answer.getBytes(UTF_8)));
        }

        static ServerSocket open() throws IOException {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        }

        private void serve(Answering answering) {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    requests.add(head(client.getInputStream()));
                    answering.to(client);
                } catch (IOException e) {
                    // The client has gone, or the test is over.
                }
            }
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                head.append((char) next);
            }
            return head.toString();
        }

        HttpCall call(String scheme, Duration limit) {
            return new HttpCall(
                    URI.create("%s://127.0.0.1:%d/a?b=c".formatted(scheme, socket.getLocalPort())),
                    LONG,
                    limit);
        }

        HttpReply reply() throws IOException {
            return call("http", LONG).reply("POST", Map.of("X", "y"), "{}".getBytes(UTF_8), MOST);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void anAnswerIsReadToTheEndOfTheConnectionAlsoWhenItSaysWhatIsWrong() throws Exception {
        try (Server server =
                Server.saying("HTTP/1.1 401 No\r\nContent-Range: bytes 0-1/9\r\n\r\né")) {
            HttpReply reply = server.reply();
            assertEquals(401, reply.status());
            assertEquals(Optional.of("bytes 0-1/9"), reply.header("content-range"));
            assertArrayEquals("é".getBytes(UTF_8), reply.body());
            String request = server.requests.getFirst();
            assertTrue(request.startsWith("POST /a?b=c HTTP/1.0\r\n"), request);
            assertTrue(request.contains("\r\nX: y\r\n"), request);
            assertTrue(request.contains("\r\nContent-Length: 2\r\n"), request);
        }
    }

    @Test
    void aHealthIsTheStatusAfterWhatIsSaidBeforeAndNoRedirectIsFollowed() throws Exception {
        try (Server server =
                Server.saying(
                        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n")) {
            assertEquals(302, server.call("http", LONG).status());
            assertEquals(1, server.requests.size());
            assertTrue(server.requests.getFirst().startsWith("GET /a?b=c HTTP/1.1\r\n"));
        }
    }

    @Test
    void nothingIsSentTwiceAndHalfAnAnswerIsNone() throws Exception {
        try (Server server = Server.saying("")) {
            assertThrows(EOFException.class, server::reply);
            assertEquals(1, server.requests.size());
        }
        try (Server server = Server.saying("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n{}")) {
            assertThrows(EOFException.class, server::reply);
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void whatIsTooLongOrNotHttpIsRefused() throws Exception {
        try (Server server = Server.saying("HTTP/1.0 200 OK\r\n\r\n" + "x".repeat(MOST + 1))) {
            assertThrows(ProtocolException.class, server::reply);
        }
        try (Server server = Server.saying("SSH-2.0\r\n\r\n")) {
            assertThrows(ProtocolException.class, server::reply);
        }
    }

    @Test
    void theLimitIsForTheWholeOfAnAnswerThatNeverEnds() throws Exception {
        try (Server server =
                new Server(
                        Server.open(),
                        client -> {
                            OutputStream out = client.getOutputStream();
                            out.write("HTTP/1.0 200 OK\r\n\r\n".getBytes(UTF_8));
                            // Until the client has gone.
                            var _ = client.getInputStream().read();
                        })) {
            HttpCall call = server.call("http", SHORT);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> call.reply("GET", Map.of(), new byte[0], MOST));
        }
    }

    @Test
    void nobodyThereIsNoTimeout() throws Exception {
        int port;
        try (ServerSocket closed = Server.open()) {
            port = closed.getLocalPort();
        }
        HttpCall call = new HttpCall(URI.create("http://127.0.0.1:" + port), LONG, LONG);
        assertThrows(ConnectException.class, call::status);
        HttpCall impossible = new HttpCall(URI.create("http://127.0.0.1:99999"), LONG, LONG);
        assertThrows(ConnectException.class, impossible::status);
    }

    @Test
    void aCertificateOfNobodyIsNotTrusted() throws Exception {
        Path store = folder.resolve("keys");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "password")
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocket socket =
                context.getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (Server server = new Server(socket, client -> {})) {
            HttpCall call = server.call("https", LONG);
            SSLException refused = assertThrows(SSLException.class, call::status);
            assertTrue(refused.toString().contains("PKIX path"), refused.toString());
        }
    }
}
