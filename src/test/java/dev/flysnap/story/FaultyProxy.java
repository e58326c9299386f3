package dev.flysnap.story;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.flysnap.sim.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Stands between flysnap and a simulated Fly on a loopback socket, and breaks each call with a
 * given probability, by a seed. One call a connection.
 */
final class FaultyProxy implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(3);
    private static final String PAGE = "<html><body>Welcome to our network</body></html>";
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    /** What happens to a call. */
    enum Kind {
        LOST_BEFORE(false),
        LOST_AFTER(true),
        HALF_ANSWER(true),
        /** By the simulator's clock. */
        LATE_ANSWER(true),
        BAD_GATEWAY_BEFORE(false),
        BAD_GATEWAY_AFTER(true),
        TOO_MANY_REQUESTS(false),
        /** Status 200 with something that is no JSON. */
        JUNK_BEFORE(false),
        JUNK_AFTER(true),
        /** Status 200 with a web page that says so. */
        PAGE_BEFORE(false),
        PAGE_AFTER(true);

        private final boolean reachesFly;

        Kind(boolean reachesFly) {
            this.reachesFly = reachesFly;
        }
    }

    /** Decides for each call; a test may break one call, a soak breaks them at random. */
    @FunctionalInterface
    interface Rule {
        /**
         * @param call method and path, such as {@code GET /v1/apps/shop/machines}
         */
        Optional<Kind> of(String call);

        /**
         * Breaks one call.
         *
         * @param nth which one, from 1
         */
        static Rule only(int nth, Kind kind) {
            int[] seen = {0};
            return _ -> Optional.of(kind).filter(_ -> ++seen[0] == nth);
        }

        /**
         * Breaks all calls from one on.
         *
         * @param nth which one, from 1
         */
        static Rule from(int nth, Kind kind) {
            int[] seen = {0};
            return _ -> Optional.of(kind).filter(_ -> ++seen[0] >= nth);
        }

        /** Breaks each call with that probability. */
        static Rule random(double rate, long seed) {
            Random random = new Random(seed);
            Kind[] kinds = Kind.values();
            return _ -> {
                boolean broken = random.nextDouble() < rate;
                Kind kind = kinds[random.nextInt(kinds.length)];
                return Optional.of(kind).filter(_ -> broken);
            };
        }
    }

    private final Simulator sim;
    private final Runnable afterEachCall;
    private final ServerSocket server;
    private final List<String> calls = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private Rule rule = _ -> Optional.empty();

    /**
     * @param afterEachCall looks at the simulated world; what it throws is thrown by {@link #close}
     */
    FaultyProxy(Simulator sim, Runnable afterEachCall) {
        this.sim = sim;
        this.afterEachCall = afterEachCall;
        try {
            server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    synchronized void setRule(Rule changed) {
        rule = changed;
    }

    /** Method and path of each call so far. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Which calls were broken so far, and how. */
    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    private synchronized Optional<Kind> decide(String call) {
        calls.add(call);
        Optional<Kind> kind = rule.of(call);
        kind.ifPresent(it -> broken.add(calls.size() + ". " + call + ": " + it));
        return kind;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> exchange(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void exchange(Socket client) {
        try (client) {
            byte[] request = message(client.getInputStream());
            if (request.length == 0) {
                return;
            }
            String line = head(request).lines().findFirst().orElse("");
            Optional<Kind> kind = decide(line.replaceFirst(" HTTP/.*", ""));
            byte[] answer =
                    kind.filter(it -> !it.reachesFly).isPresent() ? new byte[0] : forward(request);
            byte[] sent = kind.map(it -> answered(it, answer)).orElse(answer);
            OutputStream out = client.getOutputStream();
            out.write(sent);
            out.flush();
            // Unread bytes would reset the connection and lose the answer.
            client.shutdownOutput();
        } catch (IOException clientGone) {
            // The client sees it too.
        }
    }

    private byte[] answered(Kind kind, byte[] answer) {
        return switch (kind) {
            case LOST_BEFORE, LOST_AFTER -> new byte[0];
            case HALF_ANSWER -> half(answer);
            case LATE_ANSWER -> {
                sim.sleeper().sleep(LATE);
                yield answer;
            }
            case BAD_GATEWAY_BEFORE, BAD_GATEWAY_AFTER ->
                    answer(502, "text/html", "<html>502 Bad Gateway</html>");
            case TOO_MANY_REQUESTS ->
                    answer(429, "application/json", "{\"error\":\"rate limit exceeded\"}");
            case JUNK_BEFORE, JUNK_AFTER -> answer(200, "application/json", "{\"id\": \"vol_");
            case PAGE_BEFORE, PAGE_AFTER -> answer(200, "text/html", PAGE);
        };
    }

    private static byte[] answer(int status, String type, String body) {
        return """
        HTTP/1.1 %d Broken\r
        Content-Type: %s\r
        Content-Length: %d\r
        Connection: close\r
        \r
        %s\
        """
                .formatted(status, type, body.length(), body)
                .getBytes(ISO_8859_1);
    }

    /** An answer without a body loses half of its head. */
    private static byte[] half(byte[] answer) {
        int head = head(answer).length();
        int kept = head == answer.length ? head / 2 : (head + answer.length) / 2;
        return java.util.Arrays.copyOf(answer, kept);
    }

    private byte[] forward(byte[] request) throws IOException {
        URI to = URI.create(sim.baseUrl());
        try (Socket socket = new Socket(to.getHost(), to.getPort())) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            byte[] answer = message(socket.getInputStream());
            afterEachCall.run();
            return closing(answer);
        }
    }

    private static byte[] closing(byte[] answer) {
        String head = head(answer);
        byte[] changed =
                (head.substring(0, head.length() - 2) + "Connection: close\r\n\r\n")
                        .getBytes(ISO_8859_1);
        byte[] all =
                java.util.Arrays.copyOf(changed, changed.length + answer.length - head.length());
        System.arraycopy(answer, head.length(), all, changed.length, answer.length - head.length());
        return all;
    }

    private static String head(byte[] message) {
        String text = new String(message, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end + 4);
    }

    /** One whole request or answer; empty at the end of the stream. */
    private static byte[] message(InputStream in) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || message.size() > MAX_HEAD_BYTES) {
                return new byte[0];
            }
            message.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        message.write(in.readNBytes(length(message.toString(ISO_8859_1))));
        return message.toByteArray();
    }

    private static int length(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .map(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
