package dev.flysnap.agent.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On the wire, byte by byte. */
@Timeout(180)
class ServerTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final ServerLimits PATIENT = new ServerLimits(4, 4, 2, LONG, LONG, LONG, LONG);
    private static final String TRUSTED = "Authorization: yes\r\n";

    /** Says what it was asked, and streams when that is wanted. */
    private static final class Echo implements RequestHandler {
        private final CountDownLatch working = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public boolean isTrusted(RequestHead head) {
            return head.header("Authorization").isPresent();
        }

        @Override
        public Answer malformed(String why) {
            return Answer.of(400, "text/plain", why);
        }

        @Override
        public void handle(Exchange exchange) throws IOException {
            switch (exchange.head().path()) {
                case "/refused" -> exchange.answer(Answer.of(401, "text/plain", "no"));
                case "/slow" -> {
                    working.countDown();
                    try {
                        assertTrue(goOn.await(60, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    exchange.answer(Answer.of(200, "text/plain", "slow"));
                }
                case "/transfer" -> {
                    exchange.beginTransfer();
                    try (OutputStream pieces =
                            exchange.answer(200, List.of(), OptionalLong.empty())) {
                        exchange.body().transferTo(pieces);
                    }
                }
                case "/broken" -> {
                    exchange.answer(200, List.of(), OptionalLong.empty()).write('x');
                    throw new IOException("it broke off");
                }
                default -> {
                    String body =
                            new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
                    exchange.answer(
                            Answer.of(
                                    200,
                                    "text/plain",
                                    "%s %s <%s>"
                                            .formatted(
                                                    exchange.head().method(),
                                                    exchange.head().path(),
                                                    body)));
                }
            }
        }
    }

    private final Echo echo = new Echo();

    private Server server(ServerLimits limits) throws IOException {
        return Server.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits, echo);
    }

    private static Socket connected(Server server) throws IOException {
        return new Socket(server.address().getAddress(), server.address().getPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that comes until the server closes the connection. */
    private static String said(Server server, String text) throws IOException {
        try (Socket socket = connected(server)) {
            send(socket, text);
            return rest(socket);
        }
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String upTo(Socket socket, String end) throws IOException {
        StringBuilder said = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (said.length() < end.length()
                || !said.substring(said.length() - end.length()).equals(end)) {
            int next = in.read();
            assertTrue(next >= 0, () -> "it ended after: " + said);
            said.append((char) next);
        }
        return said.toString();
    }

    /** Whether it was closed from the other side; waits for that. */
    private static boolean isClosed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInTheirOrder() throws Exception {
        try (Server server = server(PATIENT)) {
            String said =
                    said(
                            server,
                            "POST /a%20b?c HTTP/1.1\r\n"
                                    + TRUSTED
                                    + "Content-Length: 3\r\n\r\nabc"
                                    + "POST /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nde\r\n1\r\nf\r\n0\r\nTrailer: 1\r\n\r\n"
                                    + "HEAD /e HTTP/1.1\r\n\r\n"
                                    + "GET http://host/f HTTP/1.1\r\nConnection: TE, close\r\n\r\n");
            assertTrue(said.contains("POST /a b <abc>HTTP/1.1 200"), said);
            assertTrue(said.contains("POST /d <def>HTTP/1.1 200"), said);
            assertFalse(said.contains("HEAD /e"), said);
            assertTrue(said.endsWith("GET /f <>"), said);
        }
    }

    @Test
    void aStrangerAsksOnceAConnection() throws Exception {
        try (Server server = server(PATIENT)) {
            String said = said(server, "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
            assertTrue(said.contains("\r\nConnection: close\r\n"), said);
            assertTrue(said.endsWith("GET /a <>"), said);
        }
    }

    @Test
    void whatCouldBeTakenForTwoDifferentRequestsIsRefused() throws Exception {
        try (Server server = server(PATIENT)) {
            for (String request :
                    List.of(
                            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                            "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\na",
                            "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
                            "POST / HTTP/1.1\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
                            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "GET / HTTP/1.1\nHost: a\n\n",
                            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                            "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
                            "GET / HTTP/1.1\r\nAuthorization: a\r\nauthorization: b\r\n\r\n",
                            "GET //host/path HTTP/1.1\r\n\r\n",
                            "GET path HTTP/1.1\r\n\r\n",
                            "GET / HTTP/2.0\r\n\r\n",
                            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                            "GET / HTTP/1.1\r\nA: " + "a".repeat(20_000) + "\r\n\r\n")) {
                String said = said(server, request);
                assertTrue(said.startsWith("HTTP/1.1 400 "), () -> request + " gave " + said);
                assertFalse(said.contains("HTTP/1.1 200"), request);
            }
        }
    }

    @Test
    void anAnswerArrivesAlthoughNobodyReadTheBody() throws Exception {
        try (Server server = server(PATIENT)) {
            String said =
                    said(
                            server,
                            "POST /refused HTTP/1.1\r\nContent-Length: 200000\r\n\r\n"
                                    + "x".repeat(200_000));
            assertTrue(said.endsWith("\r\n\r\nno"), said);
            assertTrue(said.contains("\r\nConnection: close\r\n"), said);
        }
    }

    @Test
    void whoAsksFirstSendsNoBodyThatIsRefused() throws Exception {
        String head = " HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
        try (Server server = server(PATIENT);
                Socket socket = connected(server)) {
            assertFalse(said(server, "PUT /refused" + head).contains("100 Continue"));
            send(socket, "PUT /taken" + head);
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", upTo(socket, "\r\n\r\n"));
            send(socket, "abc");
            upTo(socket, "PUT /taken <abc>");
        }
    }

    @Test
    void aTransferStreamsBothWaysAndIsToldFromOneThatBrokeOff() throws Exception {
        String body = "0123456789".repeat(20_000);
        try (Server server = server(PATIENT);
                Socket socket = connected(server)) {
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    send(
                                            socket,
                                            "PUT /transfer HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s"
                                                    .formatted(body.length(), body));
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            String said = upTo(socket, "\r\n0\r\n\r\n");
            sender.join();
            long digits =
                    said.substring(said.indexOf("\r\n\r\n"))
                            .chars()
                            .filter(it -> it == '9')
                            .count();
            assertTrue(digits >= 20_000, "all of it: " + digits);
            assertFalse(said(server, "GET /broken HTTP/1.1\r\n\r\n").endsWith("0\r\n\r\n"));
        }
    }

    @Test
    void aClientThatKeepsTheServerWaitingIsClosed() throws Exception {
        try (Server server = server(new ServerLimits(9, 9, 9, SHORT, SHORT, SHORT, SHORT))) {
            assertEquals("", said(server, ""), "silent");
            assertEquals("", said(server, "GET / HT"), "in the middle of its head");
            assertEquals(
                    "",
                    said(server, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"),
                    "in the middle of its body");
            assertEquals(
                    "",
                    said(server, "POST / HTTP/1.1\r\n" + TRUSTED + "Content-Length: 5\r\n\r\nab"),
                    "whoever it is");
            assertTrue(
                    said(server, "GET /idle HTTP/1.1\r\n" + TRUSTED + "\r\n")
                            .endsWith("GET /idle <>"),
                    "after a request");
            assertTrue(
                    said(server, "PUT /transfer HTTP/1.1\r\nContent-Length: 5\r\n\r\nab")
                            .endsWith("2\r\nab\r\n"),
                    "in the middle of a transfer");
        }
    }

    @Test
    void aClientThatDripsItsHeadIsClosedInTimeToo() throws Exception {
        try (Server server = server(new ServerLimits(9, 9, 9, SHORT, LONG, LONG, LONG));
                Socket socket = connected(server)) {
            Thread drip =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    send(socket, "GET / HTTP/1.1\r\nA: ");
                                    while (true) {
                                        send(socket, "a");
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                } catch (IOException closed) {
                                    // That is what it waits for.
                                }
                            });
            assertTrue(isClosed(socket));
            drip.join();
        }
    }

    @Test
    @Timeout(180)
    void aConnectionThatMayBeIdleForLongHasNoLongerForItsNextHead() throws Exception {
        try (Server server = server(new ServerLimits(9, 9, 9, SHORT, LONG, LONG, LONG));
                Socket socket = connected(server)) {
            send(socket, "GET /a HTTP/1.1\r\n" + TRUSTED + "\r\n");
            upTo(socket, "GET /a <>");
            send(socket, "GET / HT");
            assertTrue(isClosed(socket));
        }
    }

    @Test
    void strangersGiveWayToNewOnesAndWhoShowedATokenStays() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (Server server = server(PATIENT);
                Socket trusted = connected(server);
                Socket atWork = connected(server)) {
            send(trusted, "GET /a HTTP/1.1\r\n" + TRUSTED + "\r\n");
            upTo(trusted, "GET /a <>");
            send(atWork, "GET /slow HTTP/1.1\r\n\r\n");
            assertTrue(echo.working.await(60, TimeUnit.SECONDS));
            for (int i = 0; i < 40; i++) {
                silent.add(connected(server));
            }
            assertTrue(isClosed(silent.getFirst()), "the oldest");
            assertTrue(
                    said(server, "GET /new HTTP/1.1\r\nConnection: close\r\n\r\n")
                            .endsWith("GET /new <>"),
                    "a new one is served at once");
            send(trusted, "GET /b HTTP/1.1\r\n\r\n");
            upTo(trusted, "GET /b <>");
            echo.goOn.countDown();
            upTo(atWork, "slow");
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void ofTooManyThatShowedATokenTheOldestThatDoesNothingGoes() throws Exception {
        try (Server server = server(PATIENT);
                Socket transfer = connected(server);
                Socket idle = connected(server);
                Socket last = connected(server)) {
            send(transfer, "PUT /transfer HTTP/1.1\r\n" + TRUSTED + "Content-Length: 2\r\n\r\na");
            upTo(transfer, "1\r\na\r\n");
            send(idle, "GET /a HTTP/1.1\r\n" + TRUSTED + "\r\n");
            upTo(idle, "GET /a <>");
            send(last, "GET /b HTTP/1.1\r\n" + TRUSTED + "\r\n");
            upTo(last, "GET /b <>");
            assertTrue(isClosed(idle));
            send(transfer, "b");
            upTo(transfer, "1\r\nb\r\n0\r\n\r\n");
        }
    }

    @Test
    void aConnectionThatIsClosedAtOnceIsNoRequest() throws Exception {
        assertEquals(Optional.empty(), RequestHead.read(InputStream.nullInputStream()));
    }
}
