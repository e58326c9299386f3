package dev.flysnap.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real failures of Java and its libraries, where they can be had. */
class FailureTextTest {
    @TempDir private Path directory;

    @Test
    void aFileIsNamedWithWhatIsWrongWithIt() throws IOException {
        Path file = directory.resolve("a");
        IOException absent = assertThrows(IOException.class, () -> Files.readString(file));
        assertEquals(file + " does not exist", FailureText.of(absent));
        assertEquals(file + " does not exist", FailureText.of(new UncheckedIOException(absent)));
        Files.createFile(file);
        assertEquals(
                file + " exists already",
                FailureText.of(assertThrows(IOException.class, () -> Files.createFile(file))));
        assertTrue(
                FailureText.of(
                                assertThrows(
                                        IOException.class,
                                        () -> Files.readString(file.resolve("b"))))
                        .startsWith(file.toString()));
    }

    @Test
    void aProgramIsNamedWithoutErrorNumbers() {
        IOException absent =
                assertThrows(
                        IOException.class,
                        () -> new ProcessBuilder(directory.resolve("no-such").toString()).start());
        assertEquals(
                "\"%s\" cannot be run: No such file or directory"
                        .formatted(directory.resolve("no-such")),
                FailureText.of(absent));
    }

    @Test
    void aConnectionIsToldByItsAddressAndReason() throws IOException {
        int closed;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = server.getLocalPort();
        }
        assertEquals("127.0.0.1:%d: Connection refused".formatted(closed), httpFailure(closed));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread hangUp = Thread.ofVirtual().start(() -> acceptAndClose(server));
            String text = httpFailure(server.getLocalPort());
            hangUp.interrupt();
            assertFalse(text.contains("\\n not found"), text);
            assertFalse(text.contains("end of stream"), text);
        }
        assertEquals(
                "the host name of \"nowhere.invalid\" is not known",
                FailureText.of(new UnknownHostException("nowhere.invalid")));
        assertEquals(
                "the other side closed the connection",
                FailureText.of(
                        new IOException(
                                "unexpected end of stream on http://127.0.0.1/...",
                                new EOFException("\\n not found: limit=0 content=…"))));
        assertEquals(
                "no answer came in time", FailureText.of(new InterruptedIOException("timeout")));
    }

    private static void acceptAndClose(ServerSocket server) {
        try (Socket socket = server.accept()) {
            var _ = socket.getInputStream().read();
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static String httpFailure(int port) {
        OkHttpClient client = new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
        Request request = new Request.Builder().url("http://127.0.0.1:" + port).build();
        return FailureText.of(
                assertThrows(IOException.class, () -> client.newCall(request).execute()));
    }

    @Test
    void sqliteIsQuotedWithoutTheDriversWords() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                var statement = connection.createStatement()) {
            assertEquals(
                    "no such table: orders",
                    FailureText.of(
                            assertThrows(
                                    SQLException.class,
                                    () -> statement.executeQuery("SELECT * FROM orders"))));
        }
    }

    @Test
    void namesOfClassesAreLeftOutAndAFailureWithoutWordsIsToldAsOne() {
        assertEquals("odd", FailureText.of(new IOException("java.util.zip.ZipException: odd")));
        assertEquals("the system gives no reason", FailureText.of(new IOException()));
    }
}
