package dev.flysnap.sim.process;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sim.platform.Machinery.HealthCheck;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/** Runs Fly's health checks against a process on this computer. */
final class HealthProbe {

    /**
     * @param address the machine's loopback address
     * @return why the check fails; empty = it passes
     */
    static Optional<String> healthProblem(String address, HealthCheck check) {
        try {
            return check.path().isPresent()
                    ? get(
                            URI.create(
                                    "http://%s:%d%s"
                                            .formatted(address, check.port(), check.path().get())),
                            check)
                    : connected(address, check);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(FailureText.of(e));
        }
    }

    private static Optional<String> connected(String address, HealthCheck check)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address, check.port()), (int) check.timeout().toMillis());
            return Optional.empty();
        }
    }

    private static Optional<String> get(URI url, HealthCheck check) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setConnectTimeout((int) check.timeout().toMillis());
        connection.setReadTimeout((int) check.timeout().toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            int status = connection.getResponseCode();
            return status / 100 == 2
                    ? Optional.empty()
                    : Optional.of("the response has status " + status);
        } finally {
            connection.disconnect();
        }
    }

    private HealthProbe() {}
}
